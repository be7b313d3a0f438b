"""`logloom check` as its users meet it: what it prints where, and the code it ends with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.cli import _progress
from tests.contracts import write_contract

if TYPE_CHECKING:
    from tests.cli.conftest import Logloom

ROOT = Path(__file__).parents[2]

GOOD = """\
-- title: Errors by category
-- columns: category text, errors bigint
SELECT category, count(*) AS errors
FROM app_logs
WHERE $__timeFilter(timestamp) AND level = 'ERROR'
GROUP BY category
"""

BAD = GOOD.replace("level = 'ERROR'", "levl = 'ERROR'")

WARNED = GOOD.replace("\n", "\r\n")
"""PostgreSQL takes it; the Windows line ends are a warning."""


DASHBOARD = """\
from generator import panels as p


def dashboard(logs):
    return p.dashboard("{title}", [], uid="{uid}")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one right query and no dashboards."""
    root = tmp_path / "project"
    (root / "queries").mkdir(parents=True)
    write_contract(root)
    (root / "queries" / "good.sql").write_text(GOOD)
    return root


@pytest.fixture
def server(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own server serves the command too: starting one for each test would take seconds."""
    monkeypatch.setenv("LOGLOOM_POSTGRES", empty_database)


def test_a_project_without_mistakes_is_silent(logloom: Logloom, project: Path, server: None) -> None:
    outcome = logloom("check", cwd=project)
    assert (outcome.exit_code, outcome.out, outcome.err) == (0, "", "")


def test_a_mistake_is_printed_with_its_place_and_ends_with_1(
    logloom: Logloom, project: Path, server: None
) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    outcome = logloom("check", cwd=project)
    assert outcome.exit_code == 1
    assert outcome.out.startswith("queries/bad.sql:5:36: error [")
    assert outcome.out.endswith("1 error in 1 file\n")
    assert outcome.err == ""


def test_without_a_server_it_goes_on_and_says_what_it_left_out(logloom: Logloom, project: Path) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    outcome = logloom("check", "--postgres", "off", cwd=project)
    assert (outcome.exit_code, "levl" in outcome.out) == (1, True)
    assert outcome.err.count("\n") == 1
    assert "PostgreSQL" in outcome.err


def test_no_server_to_be_had_is_one_line_and_ends_with_4(logloom: Logloom, project: Path) -> None:
    dsn = f"host={project}/nowhere dbname=x"
    outcome = logloom("check", "--postgres", dsn, cwd=project)
    assert (outcome.exit_code, outcome.out) == (4, "")
    assert outcome.err.count("\n") == 1


def test_an_example_that_fails_is_found_in_its_own_file(
    logloom: Logloom, project: Path, server: None
) -> None:
    (project / "queries" / "good.test.yaml").write_text(
        "- name: counts errors\n  given: [{level: ERROR, category: auth}]\n"
        "  expect: [{category: auth, errors: 2}]\n"
    )
    outcome = logloom("check", "--format", "json", cwd=project)
    (finding,) = json.loads(outcome.out)["findings"]
    assert (outcome.exit_code, finding["rule"]) == (1, "example")
    assert (finding["path"], finding["line"]) == ("queries/good.test.yaml", 1)


def test_the_examples_of_a_query_that_cannot_run_are_left_out(
    logloom: Logloom, project: Path, server: None
) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    (project / "queries" / "bad.test.yaml").write_text("- name: none\n  given: []\n  expect: []\n")
    outcome = logloom("check", "--format", "json", cwd=project)
    (finding,) = json.loads(outcome.out)["findings"]
    assert finding["path"] == "queries/bad.sql"


def test_an_example_file_with_an_unknown_key_is_a_finding(
    logloom: Logloom, project: Path, server: None
) -> None:
    (project / "queries" / "good.test.yaml").write_text("- name: counts\n  givn: []\n  expect: []\n")
    outcome = logloom("check", cwd=project)
    assert outcome.exit_code == 1
    assert outcome.out.startswith("queries/good.test.yaml:2:3: error [example]")


@pytest.mark.parametrize(("strict", "exit_code"), [((), 0), (("--strict",), 1)])
def test_warnings_alone_count_only_if_told_to(
    logloom: Logloom, project: Path, strict: tuple[str, ...], exit_code: int
) -> None:
    (project / "queries" / "windows.sql").write_bytes(WARNED.encode())
    outcome = logloom("check", "--postgres", "off", *strict, cwd=project)
    assert outcome.exit_code == exit_code
    assert "1 warning in 1 file" in outcome.out


def test_files_and_folders_named_are_all_that_is_checked(logloom: Logloom, project: Path) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    (project / "drafts").mkdir()
    (project / "drafts" / "draft.sql").write_text(BAD)

    def checked(*paths: str) -> set[str]:
        outcome = logloom("check", "--postgres", "off", "--format", "json", *paths, cwd=project)
        return {finding["path"] for finding in json.loads(outcome.out)["findings"]}

    assert checked("queries/good.sql") == set()
    assert checked("drafts", "queries/good.sql") == {"drafts/draft.sql"}
    assert checked("queries/bad.sql", "drafts/draft.sql") == {"queries/bad.sql", "drafts/draft.sql"}
    assert checked() == checked(".") == {"queries/bad.sql"}


def test_a_dashboard_named_is_checked_against_its_project(logloom: Logloom, project: Path) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    (project / "dashboards").mkdir()
    for name, uid in (("one", "a b"), ("two", "c d")):
        (project / "dashboards" / f"{name}.py").write_text(DASHBOARD.format(uid=uid, title=name))

    def checked(*paths: str) -> set[tuple[str, str]]:
        outcome = logloom("check", "--postgres", "off", "--format", "json", *paths, cwd=project)
        return {(finding["path"], finding["rule"]) for finding in json.loads(outcome.out)["findings"]}

    one, two = ("dashboards/one.py", "dashboard-uid"), ("dashboards/two.py", "dashboard-uid")
    assert checked("dashboards/one.py") == {one}
    assert checked("dashboards") == {one, two}
    assert {path for path, _ in checked("dashboards/two.py", "queries")} == {two[0], "queries/bad.sql"}
    assert logloom("check", "dashboards/three.py", cwd=project).exit_code == 2


def test_a_file_outside_is_held_to_the_contract_around_us(
    logloom: Logloom, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.sql").write_text(BAD)
    outcome = logloom("check", "--postgres", "off", "../elsewhere.sql", cwd=project)
    assert outcome.exit_code == 1
    assert outcome.out.startswith(f"{tmp_path}/elsewhere.sql:5:36: error")


def test_a_file_is_held_to_the_contract_around_it(logloom: Logloom, project: Path, tmp_path: Path) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    outcome = logloom("check", "--postgres", "off", "project/queries", cwd=tmp_path)
    assert outcome.exit_code == 1
    assert outcome.out.startswith("project/queries/bad.sql:5:36: error")
    assert (project / ".logloom").is_dir()


def test_without_a_contract_anywhere_nothing_can_be_checked(logloom: Logloom, tmp_path: Path) -> None:
    (tmp_path / "x.sql").write_text(GOOD)
    for arguments in ((), ("x.sql",)):
        outcome = logloom("check", *arguments, cwd=tmp_path)
        assert (outcome.exit_code, outcome.out) == (2, "")
        assert outcome.err.count("\n") == 1
        assert "contract.toml" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [("gone.sql",), ("--format", "xml"), ("--jobs", "0"), ("--store", "loki"), ("--project", "gone")],
)
def test_a_wrong_word_is_the_users_error(logloom: Logloom, project: Path, arguments: tuple[str, ...]) -> None:
    outcome = logloom("check", "--postgres", "off", *arguments, cwd=project)
    assert (outcome.exit_code, outcome.out) == (2, "")
    assert "Traceback" not in outcome.err


BAD_FILES = {
    "empty.sql": b"",
    "latin1.sql": "SELECT 'Müller'".encode("latin-1"),
    "bom.sql": b"\xef\xbb\xbfSELECT 1",
    "nul.sql": b"SELECT '\0'",
    "large.sql": b"-- x\n" * 2_000_000,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_query_is_one_finding(logloom: Logloom, project: Path, name: str) -> None:
    (project / "queries" / name).write_bytes(BAD_FILES[name])
    outcome = logloom("check", "--postgres", "off", "--format", "json", cwd=project)
    (finding,) = json.loads(outcome.out)["findings"]
    assert (outcome.exit_code, finding["path"]) == (1, f"queries/{name}")


def test_a_second_run_says_the_same(logloom: Logloom, project: Path) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    first = logloom("check", "--postgres", "off", cwd=project)
    second = logloom("check", "--postgres", "off", cwd=project)
    uncached = logloom("check", "--postgres", "off", "--no-cache", cwd=project)
    assert first == second == uncached


def test_no_cache_writes_none(logloom: Logloom, project: Path) -> None:
    logloom("check", "--postgres", "off", "--no-cache", cwd=project)
    assert not (project / ".logloom").exists()


def test_the_cache_knows_a_file_by_its_content(logloom: Logloom, project: Path) -> None:
    path = project / "queries" / "bad.sql"
    path.write_text(BAD)
    stamp = path.stat()
    assert logloom("check", "--postgres", "off", cwd=project).exit_code == 1
    path.write_text(GOOD + " ")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert logloom("check", "--postgres", "off", cwd=project).exit_code == 0
    path.rename(path.with_name("moved.sql"))
    assert logloom("check", "--postgres", "off", cwd=project).exit_code == 0


def test_a_changed_contract_is_another_verdict(logloom: Logloom, project: Path) -> None:
    assert logloom("check", "--postgres", "off", cwd=project).exit_code == 0
    contract = project / "contract.toml"
    contract.write_text(contract.read_text().replace("[fields.level]", "[fields.severity]"))
    assert logloom("check", "--postgres", "off", cwd=project).exit_code != 0


def test_an_exception_needs_a_rule_that_finds_something(logloom: Logloom, project: Path) -> None:
    def rules(text: str) -> list[str]:
        (project / "queries" / "good.sql").write_text(text)
        outcome = logloom("check", "--postgres", "off", "--format", "json", cwd=project)
        return [finding["rule"] for finding in json.loads(outcome.out)["findings"]]

    (rule,) = rules(BAD)
    assert rules(f"-- allow: {rule} the column comes with the next release\n{BAD}") == []
    assert rules(f"-- allow: {rule} the column comes with the next release\n{GOOD}") == ["unused-allow"]
    assert sorted(rules(f"-- allow: {rule}\n{BAD}")) == sorted([rule, "header-allow"])
    assert "unknown-allow" in rules(f"-- allow: no-such-rule because\n{GOOD}")


def test_an_exception_for_what_only_a_server_finds_is_not_unused_without_one(
    logloom: Logloom, project: Path, server: None
) -> None:
    (project / "queries" / "good.sql").write_text(f"-- allow: postgres-timeout it is large\n{GOOD}")
    assert logloom("check", "--postgres", "off", cwd=project).exit_code == 0
    assert "unused-allow" in logloom("check", cwd=project).out


def test_rules_are_listed_with_their_reasons(logloom: Logloom) -> None:
    outcome = logloom("check", "--rules")
    assert outcome.exit_code == 0
    assert "panel-overlap\n    Grafana pushes" in outcome.out


LOADED = """
import sys
sys.argv = ["logloom", "check", "--postgres", "off", *{arguments!r}]
from generator.cli import main
try:
    main()
except SystemExit as end:
    code = end.code
print(*[name for name in ("sqlglot", "psycopg", "grafanalib", "rich") if name in sys.modules])
sys.exit(code)
"""


def _loaded(project: Path, *arguments: str) -> set[str]:
    """The slow packages that a run in a process of its own has imported."""
    ran = subprocess.run(
        [sys.executable, "-c", LOADED.format(arguments=arguments)],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ran.stdout.split())


def test_slow_packages_are_imported_only_when_they_are_needed(project: Path) -> None:
    assert "psycopg" not in _loaded(project, "queries")
    assert _loaded(project, "queries") == set()


def test_a_bar_on_the_terminal_stays_out_of_the_result(
    logloom: Logloom, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "queries" / "bad.sql").write_text(BAD)
    arguments = ("check", "--postgres", "off", "--no-cache", "--format", "json")
    without = logloom(*arguments, cwd=project)
    monkeypatch.setattr(_progress, "PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    outcome = logloom(*arguments, cwd=project)
    assert "checking" in outcome.err
    assert (outcome.exit_code, outcome.out) == (without.exit_code, without.out)


def test_a_folder_with_a_contract_and_no_project_is_a_folder_of_files(
    logloom: Logloom, project: Path, tmp_path: Path
) -> None:
    stray = tmp_path / "stray"
    stray.mkdir()
    (stray / "contract.toml").write_bytes((project / "contract.toml").read_bytes())
    (stray / "bad.sql").write_text(BAD)

    outcome = logloom("check", "--postgres", "off", ".", cwd=stray)

    assert outcome.exit_code == 1
    assert outcome.out.startswith("bad.sql:5:36: error [")
