"""The settings that are tried: complete, and none twice."""

from __future__ import annotations

import pytest

from generator.languages.grafana.model import ALL, ExpansionError, Value, Variable
from generator.languages.grafana.scenarios import releases
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import scenarios

SINGLE = Variable("v", ("a", "b", "c"))
MULTI = Variable("v", ("a", "b", "c"), multi=True)
BOTH = Variable("v", ("a", "b", "c"), multi=True, include_all=True)
WITH_ALL = Variable("v", ("a", "b"), include_all=True)
TEXT_BOX = Variable("v", ("a",), text_box=True)


def texts(source: str, *variables: Variable) -> list[str]:
    found = []
    for scenario in scenarios(source, variables):
        try:
            found.append(expand(source, variables, scenario).text)
        except ExpansionError as error:
            found.append(error.message)
    return found


def test_a_query_without_anything_to_set_has_one() -> None:
    assert len(scenarios("SELECT 1 -- a comment", (SINGLE,))) == 1


@pytest.mark.parametrize(
    ("variable", "picked"),
    [
        (SINGLE, ["a", "b", "c"]),
        (MULTI, [("a",), ("b",), ("c",), ("a", "b"), ("a", "b", "c")]),
        (Variable("v", ("a", "b"), multi=True), [("a",), ("b",), ("a", "b")]),
        (BOTH, [("a",), ("b",), ("c",), ("a", "b"), ALL]),
        (TEXT_BOX, ["a", "it's"]),
        (Variable("v", ("o'clock", ""), text_box=True), ["o'clock", ""]),
        (Variable("v", ("a", "a")), ["a"]),
        (Variable("v", ()), [""]),
    ],
)
def test_every_value_and_several_and_all_and_a_quote_where_it_may_be_typed(
    variable: Variable, picked: list[Value]
) -> None:
    assert [scenario.values["v"] for scenario in scenarios("SELECT ${v:csv}", (variable,))] == picked


def test_a_variable_that_the_query_does_not_name_is_left_alone() -> None:
    assert scenarios("SELECT 1", (BOTH,))[0].values == {}


def test_one_thing_is_changed_at_a_time() -> None:
    other = Variable("w", ("x", "y"))
    values = [dict(scenario.values) for scenario in scenarios("$v $w", (Variable("v", ("a", "b")), other))]
    assert values == [{"v": "a", "w": "x"}, {"v": "b", "w": "x"}, {"v": "a", "w": "y"}]


@pytest.mark.parametrize(
    "source",
    ["$__timeFilter(t)", "$__timeFrom()", "$__unixEpochTo()", "$__unixEpochNanoFrom()", "${__from:date}"],
)
def test_a_long_range_is_tried_where_the_range_matters(source: str) -> None:
    lengths = {(s.time_range.end - s.time_range.start).total_seconds() for s in scenarios(source, ())}
    assert lengths == {3600, 30 * 86_400}


def test_three_intervals_are_tried_where_the_interval_matters() -> None:
    assert [s.interval_ms for s in scenarios("$__interval", ())] == [60_000, 10_000, 3_600_000]
    assert [s.interval_ms for s in scenarios("$interval", ())] == [60_000]


def test_both_quoting_rules_are_tried_where_they_differ() -> None:
    assert texts("$v", WITH_ALL) == ["a", "b", "'a','b'", "'a'", "'b'"]
    assert texts("${v:sqlstring}", WITH_ALL) == ["'a'", "'b'", "'a','b'"]
    assert len(scenarios("$v", (SINGLE,))) == 3
    assert len(scenarios("$v", (BOTH,))) == 5


@pytest.mark.parametrize(
    ("source", "matters"),
    [
        ("SELECT 1 -- plain", False),
        ("-- title: a header\nSELECT $__timeFrom()", False),
        ("SELECT 1 -- $__timeFrom()", True),
        ("SELECT 1 -- $__interval", False),
        ("/* a /* b */ */ SELECT 1", True),
        (r"SELECT E'it\'s' -- '", True),
        ("SELECT $__timeGroup(t,'1h')/* x */, 1", True),
        ("SELECT $__timeFilter( -- x\n t)", True),
    ],
)
def test_both_comment_rules_are_tried_where_they_differ(source: str, matters: bool) -> None:
    assert any(not s.release.strips_comments for s in scenarios(source, ())) == matters


def test_no_text_is_tried_twice() -> None:
    source = "-- title: x\nSELECT $__timeGroup(t, $__interval), ${v:csv}, '$w' WHERE $__timeFilter(t) AND $v"
    found = texts(source, BOTH, Variable("w", ("x", "y")))
    assert len(found) == len(set(found))


def test_the_newest_release_comes_first() -> None:
    assert scenarios("SELECT 1", ())[0].release == releases[0]
    assert releases[0].strips_comments
