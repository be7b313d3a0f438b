"""Many files, many processes, several tiers: one list of findings, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from logloom import Contract

from generator.checks import offline_tier
from generator.checks.cache import Cache
from generator.checks.engine import check_files, check_project
from generator.checks.offline_tier import verdicts
from generator.errors import LogloomError, ServerError
from generator.finding import Finding
from generator.project import load_project
from tests.contracts import write_contract

ROOT = Path(__file__).parents[2]

WRONG = [
    "SELECT levl FROM app_logs WHERE $__timeFilter(timestamp)\n",
    "SELECT level FROM app_log WHERE $__timeFilter(timestamp)\n",
    "SELECT level, FROM app_logs WHERE $__timeFilter(timestamp)\n",
    "SELECT count(*) FROM app_logs WHERE $__timeFilter(timestamp)\n",
    "",
]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Twenty files, some of which are wrong, and two of which say the same."""
    paths = [tmp_path / f"q{number:02}.sql" for number in range(20)]
    for number, path in enumerate(paths):
        path.write_text(
            f"-- title: Query {number // 2}\n{WRONG[number % len(WRONG)]}" if number % 5 < 4 else ""
        )
    return paths


def _check(paths: Sequence[Path], contract: Contract, **options: object) -> list[Finding]:
    return check_files(paths, contract, postgres="off", **options)  # type: ignore[arg-type]


def test_more_processes_find_the_same(files: list[Path], contract: Contract) -> None:
    alone = _check(files, contract, jobs=1)
    assert len(alone) > 10
    assert _check(files, contract, jobs=2) == alone


def test_findings_are_in_order_of_place_however_the_files_are_named(
    files: list[Path], contract: Contract
) -> None:
    findings = _check(files, contract)
    shuffled = random.Random(1).sample(files, len(files))
    assert _check(shuffled, contract) == findings == sorted(findings)


def test_the_cache_answers_as_the_rules_did(files: list[Path], contract: Contract, tmp_path: Path) -> None:
    folder = tmp_path / ".logloom"
    first = _check(files, contract, cache_dir=folder)
    assert _check(files, contract, cache_dir=folder) == first
    assert _check(files[::-1], contract, cache_dir=folder) == first


def test_what_the_cache_knows_is_not_judged_again(
    files: list[Path], contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".logloom"
    expected = _check(files[:4], contract, cache_dir=folder)
    judged: list[Path] = []
    judge = offline_tier.judge

    def recorded(path: Path, contract: Contract) -> offline_tier.Judged:
        judged.append(path)
        return judge(path, contract)

    monkeypatch.setattr(offline_tier, "judge", recorded)
    assert _check(files[:4], contract, cache_dir=folder) == expected
    assert judged == []
    files[1].write_text(WRONG[0] + " ")
    _check(files[:4], contract, cache_dir=folder)
    assert judged == [files[1]]


def test_a_file_that_changes_while_it_is_read_is_not_remembered_as_it_was(
    tmp_path: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "q.sql"
    path.write_text(WRONG[3])
    judge = offline_tier.judge

    def changed_first(path: Path, contract: Contract) -> offline_tier.Judged:
        path.write_text(WRONG[0])
        return judge(path, contract)

    monkeypatch.setattr(offline_tier, "judge", changed_first)
    assert _check([path], contract, cache_dir=tmp_path / ".logloom") != []
    monkeypatch.undo()
    path.write_text(WRONG[3])
    assert _check([path], contract, cache_dir=tmp_path / ".logloom") == []


def test_a_file_that_goes_away_is_a_finding(
    tmp_path: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "q.sql"
    path.write_text(WRONG[3])
    judge = offline_tier.judge

    def removed_first(path: Path, contract: Contract) -> offline_tier.Judged:
        path.unlink()
        return judge(path, contract)

    monkeypatch.setattr(offline_tier, "judge", removed_first)
    (finding,) = _check([path], contract, cache_dir=tmp_path / ".logloom")
    assert (finding.path, finding.rule) == (path, "file-unreadable")


class _KilledWhileStarting(ProcessPoolExecutor):
    def map(self, *arguments: Any, **options: Any) -> Iterator[Any]:
        results = super().map(*arguments, **options)
        for process in list(self._processes.values()):
            process.kill()
        return results


def test_a_worker_that_dies_is_one_line(
    files: list[Path], contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offline_tier, "ProcessPoolExecutor", _KilledWhileStarting)
    with pytest.raises(LogloomError, match="a worker process died"):
        _check(files, contract, jobs=2)


def test_progress_counts_up_to_all_files(files: list[Path], contract: Contract) -> None:
    told: list[tuple[int, int]] = []
    verdicts(files, contract, Cache(None, ""), progress=lambda done, total: told.append((done, total)))
    assert told == [(done, 20) for done in range(1, 21)]


def test_no_server_to_be_had_is_a_server_error(files: list[Path], contract: Contract, tmp_path: Path) -> None:
    with pytest.raises(ServerError):
        check_files(files[:1], contract, postgres=f"host={tmp_path}/none dbname=x")


DASHBOARD = """\
from generator import panels as p


def datasources(logs):
    from generator.datasources import Datasource

    return [Datasource(uid=logs.datasource["uid"], name="Logs", type=logs.datasource["type"])]


def dashboard(logs):
    return p.dashboard(
        "Errors",
        [[p.table(logs.query("errors"), description="By category."{options}
        )]],
        uid="errors",
    )
"""

SQL = "SELECT levl FROM app_logs WHERE $__timeFilter(timestamp) LIMIT 1"
INLINE = (
    'raw={"targets": [{"refId": "A", "datasource": dict(logs.datasource), "format": "table", '
    f'"rawSql": "{SQL}"}}]}}'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "queries").mkdir(parents=True)
    (root / "dashboards").mkdir()
    write_contract(root)
    (root / "queries" / "errors.sql").write_text(
        "-- title: Errors\n-- columns: category text, errors bigint\n"
        "SELECT category, count(*) AS errors FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY category\n"
    )
    return root


def _dashboard(root: Path, options: str = "") -> list[Finding]:
    (root / "dashboards" / "errors.py").write_text(DASHBOARD.replace("{options}", options))
    return check_project(load_project(root), postgres="off")


def test_a_project_is_checked_to_its_dashboards(project: Path) -> None:
    assert _dashboard(project) == []
    link = 'links=[p.link_to("gone", "Gone")]'
    (finding,) = _dashboard(project, f", {link}")
    assert (finding.path.name, finding.line, finding.rule) == ("errors.py", 13, "link-dashboard")


def test_sql_in_a_dashboard_module_is_checked_where_it_stands(project: Path) -> None:
    (finding,) = _dashboard(project, f", {INLINE}")
    assert (finding.path.name, finding.line, finding.rule) == ("errors.py", 13, "unknown-column")
    assert "at 1:8 of its SQL" in finding.message


def test_a_module_may_excuse_what_it_makes(project: Path) -> None:
    assert (
        _dashboard(project, ', links=[p.link_to("gone", "Gone")]  # allow: link-dashboard made next week')
        == []
    )


def test_what_postgresql_says_of_sql_in_a_module_is_one_finding(
    project: Path, postgres: object, sampled_database: str
) -> None:
    (project / "dashboards" / "errors.py").write_text(DASHBOARD.replace("{options}", f", {INLINE}"))
    (finding,) = check_project(load_project(project), postgres=sampled_database)
    assert (finding.path.name, finding.line, finding.rule) == ("errors.py", 13, "unknown-column")


def test_a_query_file_that_is_none_is_found_once(project: Path) -> None:
    (project / "queries" / "empty.sql").write_text("")
    (project / "queries" / "odd.sql").write_text("-- titel: x\nSELECT 1\n")
    findings = _dashboard(project)
    assert [finding.path.name for finding in findings] == ["empty.sql", "odd.sql"]
