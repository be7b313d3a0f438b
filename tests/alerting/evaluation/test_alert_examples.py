"""Example files of alert rules: what is said of faulty ones, and what running them shows on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from logloom import Contract

from generator import alerting as a
from generator import panels as p
from generator.alerting.evaluation.examples import Example, load_examples
from generator.alerting.evaluation.run import evaluations, run_example
from generator.errors import LogloomError
from generator.queries.library import load_library

QUERIES = {
    "errors": """\
-- format: table
SELECT category, count(*) FILTER (WHERE level = 'ERROR') AS errors
FROM app_logs
WHERE $__timeFilter(timestamp)
GROUP BY category
""",
    "count": "-- format: table\nSELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp)\n",
    "series": """\
-- format: time_series
SELECT $__timeGroupAlias(timestamp, $__interval), category, count(*) AS n
FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY 1, 2 ORDER BY 1
""",
    "age": """\
-- format: table
SELECT extract(epoch FROM now() - max(timestamp))::float8 AS age FROM app_logs
""",
    "clock": "-- format: table\nSELECT 1 AS n\nWHERE CURRENT_TIMESTAMP IS NOT NULL\n",
    "fields": """\
-- format: table
-- fields: tenant text
SELECT tenant, count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY tenant
""",
    "broken": "-- format: table\nSELECT 1 / count(*) AS n FROM app_logs\n",
    "writes": "-- format: table\nDELETE FROM app_logs RETURNING 1 AS n\n",
}

Load = Callable[[str], tuple[Example, ...]]
Run = Callable[[str], list[str]]


def groups(logs: p.Store) -> list[a.RuleGroup]:
    texts: dict[str, Any] = {
        "labels": {"severity": "warning", "team": "{{ $labels.category }}-team"},
        "summary": "{{ $values.A }} errors of {{ $labels.category }}",
    }
    above = a.threshold("A", ">", 2)
    return [
        a.group(
            "minutes",
            [
                a.rule(
                    "Errors",
                    uid="errors",
                    query=logs.query("errors"),
                    time_range="5m",
                    expressions=[above],
                    for_="2m",
                    keep_firing_for="2m",
                    **texts,
                ),
                a.rule(
                    "Silence", uid="silence", query=logs.query("errors"), time_range="5m", expressions=[above]
                ),
                a.rule("Age", uid="age", query=logs.query("age"), expressions=[a.threshold("A", ">", 90)]),
                a.rule(
                    "Clock", uid="clock", query=logs.query("clock"), expressions=[a.threshold("A", ">", 0)]
                ),
                a.rule("Tenants", uid="tenants", query=logs.query("fields"), expressions=[above]),
                a.rule(
                    "Broken", uid="broken", query=logs.query("broken"), expressions=[a.threshold("A", ">", 0)]
                ),
                a.rule(
                    "Writes", uid="writes", query=logs.query("writes"), expressions=[a.threshold("A", ">", 0)]
                ),
                a.rule(
                    "Recovery",
                    uid="recovery",
                    query=logs.query("count"),
                    time_range="1m",
                    expressions=[a.threshold("A", ">", 10, recovery=("<", 5))],
                ),
                a.rule(
                    "Before",
                    uid="before",
                    query=a.query(logs.query("count"), time_range=("10m", "5m")),
                    expressions=[a.threshold("A", ">", 0)],
                ),
                a.rule(
                    "Failing text",
                    uid="text",
                    query=logs.query("count"),
                    expressions=[a.threshold("A", ">", 0)],
                    summary="{{ if gt $values.A.Value 3 }}many{{ end }}",
                ),
                a.rule(
                    "Rare text",
                    uid="rare",
                    query=logs.query("count"),
                    expressions=[a.threshold("A", ">", 0)],
                    summary="{{ externalURL }}",
                ),
            ],
        ),
        a.group(
            "seconds",
            [
                a.rule(
                    "Grid",
                    uid="grid",
                    query=logs.query("series"),
                    time_range="5m",
                    expressions=[
                        a.resample("A", "1m", upsampler="pad"),
                        a.reduce("B", "sum"),
                        a.threshold("C", ">", 5),
                    ],
                ),
                a.rule(
                    "Series",
                    uid="series",
                    query=logs.query("series"),
                    expressions=[a.reduce("A", "max"), a.math("$B / 2 > 1")],
                    interval="1m",
                ),
            ],
            interval="30s",
        ),
    ]


@pytest.fixture
def load(tmp_path: Path, contract: Contract) -> Load:
    """Write a file of examples and read it for the rules above."""
    for name, text in QUERIES.items():
        (tmp_path / f"{name}.sql").write_text(text)
    rules = groups(p.Store(contract, load_library(tmp_path), "postgres"))

    def load_text(text: str) -> tuple[Example, ...]:
        path = tmp_path / "alerts.test.yaml"
        path.write_text(text)
        return load_examples(path, contract, rules)

    return load_text


@pytest.fixture
def run(load: Load, empty_connection: psycopg.Connection) -> Run:
    """What differs in the examples of a text, each line after the number of the line that it points at."""

    def run_text(text: str) -> list[str]:
        return [
            f"{difference.location.line} {difference.line}"
            for example in load(text)
            for difference in run_example(empty_connection, example, "Alerts")
        ]

    return run_text


def example(*lines: str, rule: str = "errors", given: str = "[]") -> str:
    """An example of which only what is expected matters; its first expectation stands on line 5."""
    expected = "".join(f"    - {line}\n" for line in lines)
    return f"- name: it\n  rule: {rule}\n  given: {given}\n  expect:\n{expected}"


ERRORS = "[{level: ERROR, category: auth, every: 30s, from: +0m, to: +5m}]"


def test_an_alert_is_followed_from_its_first_error_to_its_end(run: Run) -> None:
    text = example(
        "{at: +0m, state: normal, labels: {category: auth}, values: {A: 1, B: 0}}",
        "{at: +1m..+2m, state: pending, labels: {category: auth}}",
        "{at: +3m, state: firing, labels: {category: auth, severity: warning, team: auth-team}, "
        "annotations: {summary: 7 errors of auth}, values: {A: 7}}",
        "{at: +4m..+9m, state: firing, labels: {category: auth}}",
        # Then no row is left: nothing is said of auth any more, and after two evaluations it is over.
        "{at: +10m..+11m, state: recovering, labels: {category: auth}}",
        "{at: +11m..+14m, state: no-data}",
        given=ERRORS,
    )
    assert run(text) == []


def test_each_kind_of_difference_is_shown_where_it_was_expected(run: Run) -> None:
    text = example(
        "{at: +1m, state: firing, labels: {category: auth}}",
        "{at: +3m, state: firing, labels: {category: web}}",
        "{at: +4m, state: normal}",
        "{at: +5m, state: firing, labels: {category: auth}, annotations: {summary: none, other: x}}",
        "{at: +6m, state: firing, labels: {category: auth}, values: {A: 1, Z: 2}}",
        given=ERRORS,
    )
    assert run(text) == [
        "5 +1m: category=auth: expected firing, got pending (A=3, B=1)",
        "6 +3m: expected firing {category=web}, and there is no such instance",
        "6 +3m: not expected: firing {category=auth} (A=7, B=1)",
        "7 +4m: expected everything normal, got firing {category=auth} (A=9, B=1)",
        "8 +5m: category=auth: summary: expected 'none', got '11 errors of auth'",
        "8 +5m: category=auth: other: expected 'x', got none",
        "9 +6m: category=auth: expected A=1, got 9",
        "9 +6m: category=auth: expected Z=2, and Z has no number here",
    ]


def test_labels_of_the_query_must_be_named_and_those_of_the_rule_may_be(run: Run) -> None:
    without = example("{at: +3m, state: firing}", given=ERRORS)
    assert run(without) == [
        "5 +3m: expected firing {}, and there is no such instance",
        "5 +3m: not expected: firing {category=auth} (A=7, B=1)",
    ]
    wrong = example("{at: +3m, state: firing, labels: {category: auth, severity: critical}}", given=ERRORS)
    assert len(run(wrong)) == 2
    grafanas = example(
        "{at: +3m, state: firing, labels: {category: auth, alertname: Errors, grafana_folder: Alerts}}",
        given=ERRORS,
    )
    assert run(grafanas) == []


def test_an_instance_that_was_there_and_is_gone_is_normal_but_a_misspelt_one_is_not(run: Run) -> None:
    given = "[{category: auth, timestamp: +0m}, {category: web, every: 1m, to: +30m}]"
    gone = example(
        "{at: +20m, state: normal, labels: {category: auth}}",
        "{at: +20m, state: normal, labels: {category: ahtu}}",
        given=given.replace("web", "http"),
    )
    assert run(gone) == ["6 +20m: expected normal {category=ahtu}, and there is no such instance"]


def test_rows_are_there_from_when_they_arrive(run: Run) -> None:
    late = "[{level: ERROR, category: auth, timestamp: +0m, times: 3, lag: 2m}]"
    written = late.replace("lag: 2m", "created_at: +2m")
    for given in (late, written):
        text = example(
            "{at: +0m..+1m, state: no-data}",
            "{at: +2m..+3m, state: pending, labels: {category: auth}}",
            "{at: +4m, state: firing, labels: {category: auth}}",
            given=given,
        )
        assert run(text) == []


def test_the_clock_of_the_database_is_that_of_the_evaluation(run: Run) -> None:
    text = example(
        "{at: +0m, state: normal, values: {A: 0}, labels: {}}",
        "{at: +1m, state: normal}",
        "{at: +2m..+9m, state: firing}",
        "{at: +10m, state: firing, values: {A: 600}}",
        rule="age",
        given="[{timestamp: +0m}]",
    )
    assert run(text) == []


def test_a_clock_that_cannot_be_set_is_told_at_its_place(
    load: Load, empty_connection: psycopg.Connection
) -> None:
    (loaded,) = load(example("{at: +0m, state: firing}", rule="clock"))
    with pytest.raises(LogloomError) as caught:
        run_example(empty_connection, loaded, "Alerts")
    location = caught.value.location
    assert location is not None
    assert (location.path.name, location.line, location.column) == ("clock.sql", 3, 7)
    assert "CURRENT_TIMESTAMP cannot be set" in caught.value.message


def test_columns_that_a_query_declares_are_there(run: Run) -> None:
    text = example(
        "{at: +0m, state: firing, labels: {tenant: x}}", rule="tenants", given="[{tenant: x, times: 3}]"
    )
    assert run(text) == []


def test_an_error_of_the_database_is_the_state_and_its_reason(run: Run) -> None:
    reason = "[sse.dataQueryError] failed to execute query [A]: db query error: pq: division by zero"
    expected = f'{{at: +0m, state: error, labels: {{ref_id: A}}, annotations: {{Error: "{reason}"}}}}'
    (line,) = run(example(expected, "{at: +1m, state: normal}", rule="broken"))
    assert line.startswith("6 +1m: expected everything normal, got error {datasource_uid=")
    assert line.endswith(reason)


def test_no_data_is_an_alert_of_grafanas_own(run: Run, contract: Contract) -> None:
    text = example(
        "{at: +0m, state: no-data, labels: {alertname: DatasourceNoData, rulename: Errors, ref_id: A}}",
        "{at: +1m, state: no-data, labels: {alertname: Errors}}",
    )
    uid = contract.stores["postgres"].datasource_uid
    assert run(text) == [
        "6 +1m: expected no-data {alertname=Errors}, and there is no such instance",
        f"6 +1m: not expected: no-data {{datasource_uid={uid}, ref_id=A}}",
    ]


def test_a_query_cannot_write(run: Run) -> None:
    text = example("{at: +0m, state: firing}", rule="writes", given="[{timestamp: +0m}]")
    assert "pq: cannot execute DELETE in a read-only transaction" in run(text)[-1]


def test_a_recovery_threshold_holds_what_fires(run: Run) -> None:
    given = "[{timestamp: +0m, times: 11}, {timestamp: +90s, times: 7}, {timestamp: +150s, times: 2}]"
    text = example(
        "{at: +0m, state: firing, values: {A: 11}}",
        "{at: +1m, state: firing, values: {A: 11}}",
        "{at: +2m, state: firing, values: {A: 7, B: 1}}",
        "{at: +3m, state: normal, labels: {}, values: {A: 2}}",
        rule="recovery",
        given=given,
    )
    assert run(text) == []


def test_a_text_that_grafana_cannot_render_is_a_difference(run: Run) -> None:
    text = example("{at: +0m, state: firing}", rule="text", given="[{timestamp: +0m}]")
    assert run(text) == [
        "5 +0m: {}: Grafana cannot render summary and sends it as it is written: error calling gt: "
        "incompatible types for comparison: float64 and int"
    ]


def test_a_text_that_cannot_be_rendered_here_is_told_and_not_guessed(
    load: Load, empty_connection: psycopg.Connection
) -> None:
    (loaded,) = load(example("{at: +0m, state: firing}", rule="rare"))
    with pytest.raises(LogloomError, match="a text of this rule cannot be tested: Grafana's own address"):
        run_example(empty_connection, loaded, "Alerts")


def test_series_are_reduced_and_the_group_sets_the_pace(run: Run) -> None:
    given = "[{category: auth, timestamp: +10s, times: 3}, {category: http, timestamp: +10s}]"
    text = example(
        "{at: +0m, state: no-data}",
        "{at: +30s, state: firing, labels: {category: auth}, values: {B: 3, C: 1}}",
        "{at: +60s, state: firing, labels: {category: auth}}",
        rule="series",
        given=given,
    )
    assert run(text) == []


def test_a_query_may_look_at_an_earlier_time(run: Run) -> None:
    text = example(
        "{at: +4m, state: normal}",
        "{at: +5m..+10m, state: firing}",
        "{at: +11m, state: normal}",
        rule="before",
        given="[{timestamp: +0m}]",
    )
    assert run(text) == []


def test_a_resampling_is_over_the_range_of_its_query(run: Run) -> None:
    """Two records at the start, on a grid of six points."""
    text = example(
        "{at: +5m, state: firing, labels: {category: auth}, values: {C: 12}}",
        rule="grid",
        given="[{category: auth, timestamp: +0m, times: 2}]",
    )
    assert run(text) == []


def test_nothing_of_an_example_stays(load: Load, run: Run, empty_connection: psycopg.Connection) -> None:
    assert run(example("{at: +5m, state: firing, labels: {category: auth}}", given=ERRORS)) == []
    counted = empty_connection.execute("SELECT count(*), max(nspname) FROM app_logs, pg_namespace").fetchone()
    schemas = empty_connection.execute("SELECT nspname FROM pg_namespace").fetchall()
    assert counted is not None
    assert counted[0] == 0
    assert ("logloom_clock",) not in schemas


def test_evaluations_end_with_the_last_expectation(load: Load, empty_connection: psycopg.Connection) -> None:
    (loaded,) = load(example("{at: +1m, state: normal}", "{at: +4m, state: normal}"))
    moments = [each.moment - loaded.start for each in evaluations(empty_connection, loaded, "Alerts")]
    assert moments == [timedelta(minutes=index) for index in range(5)]


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        ("", "", "there are no examples"),
        ("[]", "", "there are no examples"),
        ("- {name: it}", "1:3", "an example needs rule"),
        ("- {name: '', rule: errors, expect: []}", "1:10", "the name of an example says what it shows"),
        ("- {name: it, rule: errors, expect: []}", "1:36", "nothing expected tests nothing"),
        ("- {name: it, rule: error, expect: []}", "1:20", "there is no rule with the uid error"),
        ("- {name: it, rule: errors, when: now, expect: []}", "1:28", "an example has no when"),
        ("- {name: it, rule: errors, start: now, expect: []}", "1:35", "now is no timestamp"),
        (example("{at: +1m}"), "5:7", "an expectation needs state"),
        (example("{state: firing}"), "5:7", "an expectation needs at"),
        (example("{at: +1m, state: fired}"), "5:24", "there is no state fired"),
        (example("{at: soon, state: firing}"), "5:12", "soon is no timestamp"),
        (example("{at: +90s, state: firing}"), "5:12", "at +90s nothing is evaluated"),
        (example("{at: -1m, state: firing}"), "5:12", "at -1m nothing is evaluated"),
        (example("{at: +2m..+1m, state: firing}"), "5:12", "ends before it begins"),
        (example("{at: +9999h, state: firing}"), "5:12", "more than 2000 evaluations"),
        (example("{at: +1m, state: normal, values: {A: 1}}"), "5:40", "values need labels"),
        (example("{at: +1m, state: firing, values: {A: many}}"), "5:44", "the value of A is a number"),
        (example("{at: +1m, state: firing, labels: {a: [b]}}"), "5:44", "a must be a text, not a list"),
        (example("{at: +1m, state: firing, text: x}"), "5:32", "an expectation has no text"),
        (example("{at: +1m, state: firing}", given="[{every: 1m}]"), "3:11", "every needs to"),
        (example("{at: +1m, state: firing}", given="[{from: +1m}]"), "3:18", "from needs every"),
        (
            example("{at: +1m, state: firing}", given="[{timestamp: +0m, every: 1m, to: +1m}]"),
            "3:35",
            "timestamp and every do not go together",
        ),
        (
            example("{at: +1m, state: firing}", given="[{created_at: +0m, lag: 1m}]"),
            "3:34",
            "created_at and lag do not go together",
        ),
        (
            example("{at: +1m, state: firing}", given="[{every: 1m, from: +2m, to: +1m}]"),
            "3:38",
            "the rows end before they begin",
        ),
        (example("{at: +1m, state: firing}", given="[{every: 0s, to: +1m}]"), "3:19", "no length of time"),
        (example("{at: +1m, state: firing}", given="[{times: 0}]"), "3:19", "times is a whole number"),
        (
            example("{at: +1m, state: firing}", given="[{every: 1ms, to: +1h}]"),
            "3:11",
            "more than 100000 rows",
        ),
        (example("{at: +1m, state: firing}", given="[{nope: 1}]"), "3:12", "a given row has no nope"),
        (
            example("{at: +1m, state: firing}", given="[{level: BAD}]"),
            "3:19",
            "the contract knows no level BAD",
        ),
        (example("{at: +1m, state: firing}") * 2, "6:3", "two examples are named 'it'"),
    ],
)
def test_a_fault_is_told_at_its_place(load: Load, text: str, place: str, fault: str) -> None:
    with pytest.raises(LogloomError) as caught:
        load(text)
    assert fault in caught.value.message
    location = caught.value.location
    assert location is not None
    assert (f"{location.line}:{location.column}" if location.line else "") == place


def test_given_rows_that_do_not_fit_are_told(load: Load, empty_connection: psycopg.Connection) -> None:
    (loaded,) = load(example("{at: +0m, state: firing}", given="[{user_id: 99999999999999999999}]"))
    with pytest.raises(LogloomError, match="the given rows do not fit the table"):
        run_example(empty_connection, loaded, "Alerts")
