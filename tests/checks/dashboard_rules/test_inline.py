"""SQL that a dashboard holds itself becomes a query, with the dashboard's own variables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.checks.inline import InlineQuery, inline_queries
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable

if TYPE_CHECKING:
    from tests.checks.dashboard_rules.conftest import Bench

POSTGRES = {"type": "grafana-postgresql-datasource", "uid": "pg"}
SQL = "SELECT count(*) FROM app_logs WHERE level = '$level'"


def _inline(bench: Bench, sql: str, variables: list[dict[str, Any]], **target: Any) -> InlineQuery:
    panel = bench.panel(id=4, targets=[bench.target(rawSql=sql, **target)])
    (found,) = inline_queries(bench.project(bench.dashboard(panels=[panel], templating={"list": variables})))
    return found


def test_a_library_query_is_not_checked_again(bench: Bench) -> None:
    assert list(inline_queries(bench.project(bench.dashboard()))) == []


def test_one_changed_byte_makes_it_another_query(bench: Bench) -> None:
    text = bench.queries["errors"] + " "
    assert _inline(bench, text, []).query.text == text


VARIABLES = [
    (
        {"type": "custom", "name": "level", "query": "ERROR, INFO"},
        Variable("level", ("ERROR", "INFO")),
    ),
    (
        {
            "type": "custom",
            "name": "level",
            "query": "x",
            "options": [{"value": "$__all"}, {"value": "ERROR"}],
        },
        Variable("level", ("ERROR",)),
    ),
    (
        {
            "type": "custom",
            "name": "level",
            "query": "a",
            "multi": True,
            "includeAll": True,
            "allValue": ".*",
        },
        Variable("level", ("a",), multi=True, include_all=True, all_value=".*"),
    ),
    ({"type": "textbox", "name": "level", "query": ""}, Variable("level", ("sample",), text_box=True)),
    # The values of a query variable are not in the JSON; they are guessed, or taken from the library.
    (
        {"type": "query", "name": "level", "query": "SELECT 1", "datasource": {"type": "loki"}},
        Variable("level", ("sample",)),
    ),
]


@pytest.mark.parametrize(("declared", "param"), VARIABLES)
def test_its_params_are_what_the_dashboard_declares(
    bench: Bench, declared: dict[str, Any], param: Variable
) -> None:
    assert _inline(bench, SQL, [declared]).query.header.params == (param,)


def test_sample_values_come_from_the_library_where_it_has_some(bench: Bench) -> None:
    declared = {"type": "query", "name": "category", "query": "SELECT 1", "datasource": {"type": "loki"}}
    inline = _inline(bench, "SELECT '$category'", [declared])
    assert inline.query.header.params == (Variable("category", ("auth", "agent")),)


def test_variables_that_it_does_not_use_are_none_of_its_params(bench: Bench) -> None:
    declared = [{"type": "custom", "name": name, "query": "x"} for name in ("level", "other")]
    assert [param.name for param in _inline(bench, SQL, declared).query.header.params] == ["level"]


def test_its_format_is_the_targets(bench: Bench) -> None:
    assert _inline(bench, SQL, [], format="time_series").query.header.format == "time_series"
    assert _inline(bench, SQL, [], format="nonsense").query.header.format == "table"


def test_variables_and_annotations_hold_sql_too(bench: Bench) -> None:
    dashboard = bench.dashboard(
        templating={
            "list": [
                bench.variable(),
                {"type": "query", "name": "user", "query": "SELECT 1", "datasource": POSTGRES},
                {"type": "query", "name": "other", "query": {"rawSql": "SELECT 2"}, "datasource": POSTGRES},
                {
                    "type": "query",
                    "name": "label",
                    "query": "label_values(x)",
                    "datasource": {"type": "loki"},
                },
            ]
        },
        annotations={"list": [{"name": "Deployments", "target": {"rawSql": "SELECT 3"}}]},
    )
    found = list(inline_queries(bench.project(dashboard)))
    assert [(inline.text.place, inline.query.text) for inline in found] == [
        ("variable user", "SELECT 1"),
        ("variable other", "SELECT 2"),
        ("annotation Deployments", "SELECT 3"),
    ]
    assert len({inline.query.path for inline in found}) == 3


def test_a_finding_goes_to_the_line_of_the_panel_and_says_where_in_the_sql(bench: Bench) -> None:
    inline = _inline(bench, SQL, [])
    finding = Finding(inline.query.path, 1, 8, "null", Severity.ERROR, "is wrong", "mend it")
    assert inline.at_home(finding) == Finding(
        Path("dashboards/d0.py"),
        40,
        5,
        "null",
        Severity.ERROR,
        "panel 'Errors', query A at 1:8 of its SQL: is wrong",
        "mend it",
    )
