"""Right and wrong alert queries of the kinds that the documentation and public reports show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import yaml
from logloom import Contract

from generator.alerting.evaluation import clock
from generator.alerting.evaluation.ask import prepare
from generator.alerting.evaluation.pipeline import build
from generator.alerting.evaluation.values import Number, Series
from generator.checks.engine import OFF
from generator.finding import Finding
from generator.postgres.sampled import SAMPLE_END, empty_template, sampled_template
from generator.postgres.scratch import Postgres
from generator.project import load_project
from tests.checks.alerts.alert_cases import Case, assert_all_are_right, case, check, unmarked

CASES = Path(__file__).with_name("alert_cases.yaml")

_STEPS = {
    "table": 'a.threshold("A", ">", 10)',
    "time_series": 'a.reduce("A", "last"), a.threshold("B", ">", 10)',
}


def rule(entry: dict[str, Any]) -> str:
    steps = entry.get("steps") or _STEPS[entry.get("format", "table")]
    more = entry.get("rule", "")
    state = "" if "no_data" in more else ', no_data="OK"'
    return f"expressions=[{steps}]{state}{', ' if more else ''}{more}"


def judged(folder: Path, setting: str) -> dict[Case, list[Finding]]:
    entries = [unmarked(entry) for entry in yaml.safe_load(CASES.read_text(encoding="utf-8"))]
    return check([case(entry, rule(entry)) for entry in entries], folder, setting)


def test_a_rule_that_is_called_right_is_no_error_where_there_are_records(
    tmp_path: Path, postgres: Postgres, contract: Contract
) -> None:
    """By another computation: what Grafana makes of the rows that PostgreSQL returns."""
    said = judged(tmp_path, OFF)
    right = {each.name[:40] for each, findings in said.items() if each.outcome(findings) == "ok"}
    errors = {}
    with postgres.database(sampled_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        prepare(connection)
        clock.install(connection)
        clock.set_to(connection, SAMPLE_END)
        (group,) = load_project(tmp_path).alert_groups["postgres"]
        for rule in (each for each in group.rules if each.uid in right):
            with connection.transaction(force_rollback=True):
                answers = build({**rule.to_json_data(), "folderUID": "f"}).run(connection, SAMPLE_END)
            error = answers.errors.get(rule.condition)
            values = answers.values.get(rule.condition, ())
            labels = [value.labels for value in values if isinstance(value, Number | Series)]
            if error is not None or any(labels.count(each) > 1 for each in labels):
                errors[rule.uid] = error or labels
    assert errors == {}
    assert len(right) > 70


def test_every_case_is_judged_right_without_a_server(tmp_path: Path) -> None:
    assert_all_are_right(judged(tmp_path, OFF))


def test_every_case_is_judged_right_with_a_server(
    tmp_path: Path, postgres: Postgres, contract: Contract
) -> None:
    with postgres.database(empty_template(postgres, contract)) as dsn:
        assert_all_are_right(judged(tmp_path, dsn))
