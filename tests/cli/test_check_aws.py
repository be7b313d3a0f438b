"""`logloom check --aws`: CloudWatch's own word on each Logs Insights query, at its place in the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from logloom import Contract

from generator.aws.logs import Logs
from generator.checks import aws_tier
from generator.checks.aws_tier import STARTS_PER_SECOND, aws_findings
from generator.errors import ServerError
from generator.languages.insights.effective import EFFECTIVE_PREFIX
from generator.queries.library import read_query
from generator.queries.model import Query
from tests.aws.fixtures import SECRET
from tests.aws.wire import Wire, malformed, ok, refused

if TYPE_CHECKING:
    from tests.cli.conftest import Logloom, Outcome

ROOT = Path(__file__).parents[2]

GOOD = '# title: Errors\n# format: table\nfilter level = "ERROR"\n| stats count(*) as n\n'
PICKED = """\
# title: Errors of a category
# format: table
# params: category=auth,agent multi all
filter category in [${category:doublequote}]
| stats count(*) as n by logger
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(aws_tier, "STARTS_PER_SECOND", 1e6)
    root = tmp_path / "project"
    (root / "queries").mkdir(parents=True)
    (root / "contract.toml").write_bytes((ROOT / "contract.toml").read_bytes())
    (root / "queries" / "good.cwli").write_text(GOOD)
    (root / "queries" / "other.sql").write_text(
        "-- title: Other\nSELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp)\n"
    )
    return root


def check(logloom: Logloom, project: Path, *arguments: str) -> Outcome:
    return logloom("check", "--postgres", "off", "--aws", "--format", "json", *arguments, cwd=project)


def findings(outcome: Outcome) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(outcome.out)["findings"]
    return found


def test_each_query_is_started_as_grafana_would_over_a_second_and_stopped(
    logloom: Logloom, project: Path, wire: Wire
) -> None:
    outcome = check(logloom, project)
    assert (outcome.exit_code, findings(outcome)) == (0, [])
    (asked,) = wire.bodies("StartQuery")
    assert asked["queryString"] == EFFECTIVE_PREFIX + GOOD
    assert asked["endTime"] - asked["startTime"] <= 1
    assert wire.bodies("StopQuery") == [{"queryId": "a-query"}]


def test_what_cloudwatch_cannot_read_is_found_at_its_place(
    logloom: Logloom, project: Path, wire: Wire
) -> None:
    """Its offsets count what Grafana puts before the query, and what it puts in for a variable."""
    (project / "queries" / "good.cwli").write_text(PICKED)
    sent = EFFECTIVE_PREFIX + PICKED.replace("${category:doublequote}", '"auth"')
    wire.will("StartQuery", malformed(sent.index("logger"), 9, "unknown symbol"))
    outcome = check(logloom, project)
    assert outcome.exit_code == 1
    (found,) = findings(outcome)
    assert (found["path"], found["line"], found["column"]) == ("queries/good.cwli", 5, 26)
    assert (found["rule"], found["message"]) == ("aws-error", "CloudWatch: unknown symbol")
    assert wire.bodies("StopQuery") == []


def test_one_mistake_is_found_once(logloom: Logloom, project: Path, wire: Wire) -> None:
    text = GOOD.replace("stats", "stots")
    (project / "queries" / "good.cwli").write_text(text)
    wire.will("StartQuery", malformed((EFFECTIVE_PREFIX + text).index("stots"), 9, "mismatched input"))
    (found,) = findings(check(logloom, project))
    assert found["rule"] == "insights-unknown-command"


def test_what_it_will_not_take_at_all_is_a_finding_too(logloom: Logloom, project: Path, wire: Wire) -> None:
    wire.will("StartQuery", refused("InvalidParameterException", "queryString is too long"))
    (found,) = findings(check(logloom, project))
    assert (found["rule"], found["line"]) == ("aws-error", 0)


def test_files_named_are_all_that_is_asked(logloom: Logloom, project: Path, wire: Wire) -> None:
    (project / "draft.cwli").write_text(PICKED)
    assert check(logloom, project, "draft.cwli").exit_code == 0
    assert len(wire.bodies("StartQuery")) == 1
    assert 'in ["auth"]' in wire.bodies("StartQuery")[0]["queryString"]


def test_an_account_that_refuses_is_one_line_and_ends_with_4(
    logloom: Logloom, project: Path, wire: Wire
) -> None:
    wire.will("StartQuery", refused("ExpiredTokenException", f"expired {SECRET}"))
    outcome = check(logloom, project)
    assert (outcome.exit_code, outcome.out, outcome.err.count("\n")) == (4, "", 1)
    assert SECRET not in outcome.err


def many(number: int, folder: Path) -> list[Query]:
    found = []
    for count in range(number):
        path = folder / f"q{count}.cwli"
        path.write_text(GOOD.replace("Errors", f"Errors {count}"))
        query, _ = read_query(path)
        assert query is not None
        found.append(query)
    return found


def test_queries_are_started_at_a_pace_and_all_are_stopped(
    logs: Logs, wire: Wire, contract: Contract, tmp_path: Path
) -> None:
    wire.will("StartQuery", *[ok(queryId=f"id-{count}") for count in range(12)])
    slept: list[float] = []
    done: list[tuple[int, int]] = []
    found = aws_findings(
        many(12, tmp_path), contract, logs, lambda *step: done.append(step), sleep=slept.append
    )
    assert found == []
    assert {body["queryId"] for body in wire.bodies("StopQuery")} == {f"id-{count}" for count in range(12)}
    assert done == [(count + 1, 12) for count in range(12)]
    # Nobody has slept, so that each had to wait for all before it.
    assert max(slept) > 11 / STARTS_PER_SECOND - 1.5


def test_where_one_is_refused_no_more_are_started(
    logs: Logs, wire: Wire, contract: Contract, tmp_path: Path
) -> None:
    wire.will("StartQuery", refused("AccessDeniedException", "no"))
    with pytest.raises(ServerError, match="denies"):
        aws_findings(many(60, tmp_path), contract, logs, sleep=lambda _: None)
    assert len(wire.bodies("StartQuery")) < 60
