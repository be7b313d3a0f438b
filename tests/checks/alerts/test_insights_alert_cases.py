"""Right and wrong alert queries in Logs Insights, of the kinds that public reports show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg
import yaml
from logloom import Contract

from generator.alerting.evaluation import clock
from generator.alerting.evaluation.ask import prepare
from generator.alerting.evaluation.pipeline import build
from generator.alerting.evaluation.values import Number, Series, Values
from generator.checks.engine import OFF
from generator.finding import Finding
from generator.postgres.sampled import SAMPLE_END, sampled_template
from generator.postgres.scratch import Postgres
from generator.project import load_project
from tests import shared
from tests.checks.alerts.alert_cases import Case, assert_all_are_right, case, check, unmarked

CASES = Path(__file__).with_name("insights_alert_cases.yaml")
ENDING = ".cwli"

_DIRECT = 'a.threshold("A", ">", 10)'
_REDUCED = 'a.reduce("A", "last"), a.threshold("B", ">", 10)'
_TIME = re.compile(r"\b(?:bin|datefloor|dateceil)\(|by t\b")


def rule(entry: dict[str, Any]) -> str:
    """The rule's arguments: it says what no record means, unless the case is about that."""
    steps = entry.get("steps") or (_REDUCED if _TIME.search(unmarked(entry)["query"]) else _DIRECT)
    more = entry.get("rule", "")
    state = "" if "no_data" in more else ', no_data="OK"'
    return f"expressions=[{steps}]{state}{', ' if more else ''}{more}"


def judged(folder: Path) -> dict[Case, list[Finding]]:
    entries = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return check([case(unmarked(entry), rule(entry), ENDING) for entry in entries], folder, OFF)


def test_every_case_is_judged_right(tmp_path: Path) -> None:
    assert_all_are_right(judged(tmp_path))


REFUSED = {
    "alert-number",
    "alert-table-time",
    "alert-time-column",
    "alert-several-numbers",
    "alert-number-label",
    "alert-not-reduced",
}
"""The rules that foretell an error of each evaluation, whatever the records are."""


def test_what_is_said_is_true_of_an_evaluation(
    tmp_path: Path, postgres: Postgres, contract: Contract
) -> None:
    """By another computation: what Grafana makes of the rows that the translated query returns."""
    said = judged(tmp_path)
    judged_at_all = 0
    wrong = {}
    with postgres.database(sampled_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        prepare(connection)
        clock.install(connection)
        clock.set_to(connection, SAMPLE_END)
        (group,) = load_project(tmp_path).alert_groups["cloudwatch"]
        by_uid = {rule.uid: rule for rule in group.rules}
        for each, findings in said.items():
            rule = by_uid[each.name[:40]]
            refused = bool(REFUSED & {finding.rule for finding in findings})
            if refused or each.outcome(findings) == "ok":
                answers = build(over_hours(rule.to_json_data()), contract).run(connection, SAMPLE_END)
                error = answers.errors.get(rule.condition)
                values = answers.values.get(rule.condition, ())
                labels = [value.labels for value in values if isinstance(value, Number | Series)]
                judged_at_all += 1
                fails = error is not None or any(labels.count(one) > 1 for one in labels) or is_series(values)
                if fails is not refused:
                    wrong[each.name] = (error.message if error else labels, findings)
    assert wrong == {}
    assert judged_at_all > 40


def over_hours(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule with a time range in which there are records of each kind."""
    long = {"relativeTimeRange": {"from": 6 * 3600, "to": 0}}
    return {**rule, "folderUID": "f", "data": [{**step, **long} for step in rule["data"]]}


def is_series(values: Values) -> bool:
    """A condition on a series: Grafana refuses it."""
    return any(isinstance(value, Series) for value in values)


def of_scenario(entry: dict[str, Any]) -> str:
    """The rule that a shared case describes in words."""
    scenario = entry["scenario"]
    is_direct = "directly on the query" in scenario or not _TIME.search(entry["query"])
    state = "" if "left at its default" in scenario else ', no_data="OK"'
    seconds = entry.get("relative_range", "600s to 0s").partition("s")[0]
    return f'expressions=[{_DIRECT if is_direct else _REDUCED}]{state}, time_range="{seconds}s"'


@shared.needs_shared
def test_every_shared_case_is_judged_right(tmp_path: Path) -> None:
    loaded = yaml.safe_load((shared.CASES / "alerts.yaml").read_text(encoding="utf-8"))
    entries = [entry for entry in loaded if entry["language"] == "cwli"]
    assert_all_are_right(check([case(each, of_scenario(each), ENDING) for each in entries], tmp_path, OFF))
