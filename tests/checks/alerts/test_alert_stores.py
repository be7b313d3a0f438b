"""A rule that two stores have: its exceptions are for both."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checks.engine import check_project
from generator.project import load_project
from tests.contracts import write_contract

SQL = "-- title: Records\nSELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp)\n"
INSIGHTS = "# format: table\nstats count(*) as n\n"
MODULE = """\
from generator import alerting as a


def alert_rules(logs):
    rule = a.rule(
        "Silence", uid="silence", query=logs.query("records"), expressions=[a.threshold("A", "<", 1)],
        no_data="OK", summary="Nothing is logged", runbook="page.md", allow={ALLOW},
    )
    return [a.group("Silence", [rule])]
"""


def rules(folder: Path, dsn: str, allow: dict[str, str], *stores: str) -> list[str]:
    write_contract(folder, *stores)
    for below in ("queries", "dashboards", "docs/runbooks"):
        (folder / below).mkdir(parents=True)
    (folder / "docs/runbooks/page.md").write_text("What to do.\n")
    (folder / "queries/records.sql").write_text(SQL)
    (folder / "queries/records.cwli").write_text(INSIGHTS)
    (folder / "dashboards/alerts.py").write_text(MODULE.replace("{ALLOW}", repr(allow)))
    return [finding.rule for finding in check_project(load_project(folder), postgres=dsn)]


VANISHING = {"alert-vanishing": "another alert tells it"}


@pytest.mark.parametrize(
    ("stores", "allow", "expected"),
    [
        (("postgres", "cloudwatch"), {}, ["alert-vanishing"]),
        (("postgres", "cloudwatch"), VANISHING, []),
        (("cloudwatch",), VANISHING, []),
        (("postgres",), VANISHING, ["unused-allow"]),
    ],
)
def test_an_exception_is_used_where_it_excuses_something_in_one_store(
    tmp_path: Path, empty_database: str, stores: tuple[str, ...], allow: dict[str, str], expected: list[str]
) -> None:
    assert rules(tmp_path, empty_database, allow, *stores) == expected
