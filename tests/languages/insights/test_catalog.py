"""The table of commands, functions and units against what AWS documents."""

from __future__ import annotations

import re

import pytest

from generator.languages.insights.catalog import CAPS, COMMANDS, FUNCTIONS, UNITS, Function, Kind
from generator.languages.insights.record import Type

# AWS, CloudWatch Logs User Guide, "stats": the units of bin.
DOCUMENTED_UNITS = {
    "millisecond": ("ms", "msec"),
    "second": ("s", "sec"),
    "minute": ("m", "min"),
    "hour": ("h", "hr"),
    "day": ("d",),
    "week": ("w",),
    "month": ("mo", "mon"),
    "quarter": ("q", "qtr"),
    "year": ("y", "yr"),
}


def test_units_have_all_spellings_and_plurals_of_more_than_one_letter() -> None:
    expected = {}
    for name, short in DOCUMENTED_UNITS.items():
        for spelling in (name, *short):
            expected[spelling] = name
            if len(spelling) > 1:
                expected[f"{spelling}s"] = name
    assert expected == UNITS


def test_caps_are_those_of_the_datetime_functions() -> None:
    assert CAPS == {"millisecond": 1000, "second": 60, "minute": 60, "hour": 24}


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("abs", 1, 1),
        ("round", 1, 2),
        ("greatest", 1, None),
        ("haversine", 4, 4),
        ("bin", 1, 1),
        ("datefloor", 2, 2),
        ("now", 0, 0),
        ("count", 0, 1),
        ("pct", 2, 2),
        ("percentile", 2, 2),
        ("coalesce", 1, None),
        ("case", 2, None),
        ("if", 3, 3),
        ("trim", 1, 2),
        ("substr", 2, 3),
        ("replace", 3, 3),
        ("regex_replace", 3, 3),
        ("strcontains", 2, 3),
        ("isipinsubnet", 2, 2),
        ("parsedate", 2, 3),
        ("strftime", 2, 3),
        ("sha256", 1, 1),
    ],
)
def test_functions_take_as_many_arguments_as_documented(name: str, least: int, most: int | None) -> None:
    assert (FUNCTIONS[name].least, FUNCTIONS[name].most) == (least, most)


def test_aliases_are_the_same_function() -> None:
    assert FUNCTIONS["percentile"] is FUNCTIONS["pct"]
    assert FUNCTIONS["strftime"] is FUNCTIONS["formatdate"]
    assert COMMANDS["count_frequent"] is COMMANDS["countfrequent"]


def test_only_functions_of_stats_aggregate() -> None:
    aggregates = {function.name for function in FUNCTIONS.values() if function.is_aggregate}
    assert {"count", "pct", "earliest", "sortsFirst", "topk", "rate"} <= aggregates
    assert not aggregates & {"bin", "coalesce", "greatest", "abs"}


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda function: function.name)
def test_a_function_is_told_in_words_that_exist(function: Function) -> None:
    types = {*Type, "period"}
    assert set(function.arguments) <= types
    assert function.result in types | {"first", "second"}
    assert function.kind in Kind
    assert function.least <= len(function.arguments)


def test_everything_says_since_when_it_exists() -> None:
    months = [*(entry.since for entry in COMMANDS.values()), *(entry.since for entry in FUNCTIONS.values())]
    assert all(re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month) for month in months)
    assert {command.name for command in COMMANDS.values() if command.since == "2026-07"} >= {
        "where",
        "accum",
        "addtotals",
        "fillmissing",
        "sessionize",
        "countFrequent",
    }


def test_arguments_repeat_the_last_type() -> None:
    assert FUNCTIONS["greatest"].argument(7) == "number"
    assert FUNCTIONS["substr"].argument(1) == "number"
    assert FUNCTIONS["now"].argument(0) == "any"
