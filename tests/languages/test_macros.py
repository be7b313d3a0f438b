"""Macros against Grafana's: the table in the facts, its own tests' expectations, and a recorded server."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from generator.languages.grafana.model import ExpansionError, TimeRange, Variable
from generator.languages.grafana_sql.macros import MACROS
from tests.languages.grafana import WITH_COMMENTS, expanded, scenario
from tests.shared import RECORDED, needs_shared

FROM, TO = "2026-01-15T10:00:00Z", "2026-01-15T11:00:00Z"
FROM_S, TO_S = 1768471200, 1768474800


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$__time(ts)", 'ts AS "time"'),
        ("min($__time(ts))", 'min(ts AS "time")'),
        ("$__timeEpoch(ts)", 'extract(epoch from ts) as "time"'),
        ("$__timeFilter(ts)", f"ts BETWEEN '{FROM}' AND '{TO}'"),
        ("$__timeFilter(  ts  )", f"ts BETWEEN '{FROM}' AND '{TO}'"),
        ("$__timeFilter()", f" BETWEEN '{FROM}' AND '{TO}'"),
        ("$__timeFilter(a, b)", f"a BETWEEN '{FROM}' AND '{TO}'"),
        ("$__timeFrom()", f"'{FROM}'"),
        ("$__timeTo()", f"'{TO}'"),
        ("$__timeGroup(ts,'5m')", "floor(extract(epoch from ts)/300)*300"),
        ("$__timeGroup( ts , 5m )", "floor(extract(epoch from ts)/300)*300"),
        ("$__timeGroup(ts,'500ms')", "floor(extract(epoch from ts)/0.5)*0.5"),
        ("$__timeGroup(ts,'1h30m')", "floor(extract(epoch from ts)/5400)*5400"),
        ("$__timeGroup(ts,$__interval)", "floor(extract(epoch from ts)/60)*60"),
        ("$__timeGroup(ts,'$__interval')", "floor(extract(epoch from ts)/60)*60"),
        ("$__timeGroup(ts,'5m',0)", "floor(extract(epoch from ts)/300)*300"),
        ("$__timeGroup(ts,'5m', NULL)", "floor(extract(epoch from ts)/300)*300"),
        ("$__timeGroup(ts,'5m',previous)", "floor(extract(epoch from ts)/300)*300"),
        ("$__timeGroup(ts,'5m',a,b)", "floor(extract(epoch from ts)/300)*300"),
        ("$__timeGroupAlias(ts,'5m')", 'floor(extract(epoch from ts)/300)*300 AS "time"'),
        ("$__unixEpochFilter(t)", f"t >= {FROM_S} AND t <= {TO_S}"),
        ("$__unixEpochFrom()", str(FROM_S)),
        ("$__unixEpochTo()", str(TO_S)),
        ("$__unixEpochNanoFilter(t)", f"t >= {FROM_S}000000000 AND t <= {TO_S}000000000"),
        ("$__unixEpochNanoFrom()", f"{FROM_S}000000000"),
        ("$__unixEpochNanoTo()", f"{TO_S}000000000"),
        ("$__unixEpochGroup(t+d,'5m')", "floor((t+d)/300)*300"),
        ("$__unixEpochGroupAlias(t,'5m')", 'floor((t)/300)*300 AS "time"'),
        ("$__unixEpochGroup($__unixEpochFrom(), '5m')", f"floor(({FROM_S})/300)*300"),
        ("$__interval_ms", "60000"),
        ("'$__interval'", "'1m'"),
        ("$__interval_msx", "60000x"),
        ("$__intervals", "1ms"),
    ],
)
def test_macro_becomes(source: str, text: str) -> None:
    assert expanded(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$__timeGroup(t,'5m'), n", 'floor(extract(epoch from t)/300)*300 AS "time", n'),
        ("$__timeGroup(t,'5m') , n", "floor(extract(epoch from t)/300)*300 , n"),
        ("$__timeGroup(t,'5m') as time, n", "floor(extract(epoch from t)/300)*300 as time, n"),
        # The comma is looked for behind the first call of that text, so the second one has an alias too.
        (
            "$__timeGroup(t,'5m'), n GROUP BY $__timeGroup(t,'5m')",
            'floor(extract(epoch from t)/300)*300 AS "time", n '
            'GROUP BY floor(extract(epoch from t)/300)*300 AS "time"',
        ),
        (
            "$__timeGroup(t,'5m') GROUP BY $__timeGroup(t,'5m'), n",
            "floor(extract(epoch from t)/300)*300 GROUP BY floor(extract(epoch from t)/300)*300, n",
        ),
        ("$__unixEpochGroup(t,'5m'), n", "floor((t)/300)*300, n"),
    ],
)
def test_time_group_before_a_comma_names_its_column(source: str, text: str) -> None:
    assert expanded(source) == text


def test_first_closing_parenthesis_ends_the_arguments() -> None:
    assert expanded("$__timeFilter(coalesce(a,b))") == f"coalesce(a BETWEEN '{FROM}' AND '{TO}')"


def test_blank_before_the_parenthesis_is_no_macro() -> None:
    assert expanded("$__timeFilter (ts)") == "$__timeFilter (ts)"


def test_macros_are_expanded_in_literals_and_names() -> None:
    assert expanded("'$__unixEpochNanoFrom()' \"$__timeFrom()\"") == f"'{FROM_S}000000000' \"'{FROM}'\""


@pytest.mark.parametrize(
    ("source", "message", "place"),
    [
        ("SELECT $__nope(a)", 'unknown macro "__nope"', "$__nope(a)"),
        ("SELECT $tag(a)", 'unknown macro "tag"', "$tag(a)"),
        ("$__timeGroup(t)", "macro __timeGroup needs time column and interval and optional fill value", ""),
        (
            "$__timeGroupAlias(t)",
            "macro __timeGroup needs time column and interval and optional fill value",
            "",
        ),
        ("$__timeGroup(t, '5 m')", "error parsing interval '5 m'", "'5 m'"),
        ("$__timeGroup(t, 5)", "error parsing interval 5", "5"),
        ("$__timeGroup(t,\n '5m')", "error parsing interval \n '5m'", "\n '5m'"),
        ("$__timeGroup(t, date_trunc('h', x))", "error parsing interval date_trunc('h'", "date_trunc('h'"),
        ("$__timeGroup(t, '5m', zero)", "error parsing fill value zero", "zero"),
        ("$__unixEpochGroup(t, '5m', previous, x) $__no()", 'unknown macro "__no"', "$__no()"),
    ],
)
def test_what_grafana_refuses_is_said_in_its_words_at_the_place(
    source: str, message: str, place: str
) -> None:
    with pytest.raises(ExpansionError) as raised:
        expanded(source)
    assert raised.value.args == (message,)
    assert source[raised.value.start : raised.value.end] == (place or source)


def test_a_bad_interval_from_a_variable_is_blamed_on_the_variable() -> None:
    with pytest.raises(ExpansionError) as raised:
        expanded("$__timeGroup(t, '$width')", Variable("width", ("5",)), setting=scenario({"width": "5"}))
    assert (raised.value.start, raised.value.end) == (16, 24)


def test_fractions_of_a_second_are_written_without_trailing_zeros() -> None:
    start = datetime(2026, 11, 23, 8, 51, 37, 358_000, tzinfo=UTC)
    setting = scenario(time_range=TimeRange(start, datetime(1960, 2, 1, 7, 0, 0, 1, tzinfo=UTC)))
    assert expanded("$__timeFrom() $__timeTo()", setting=setting) == (
        "'2026-11-23T08:51:37.358Z' '1960-02-01T07:00:00.000001Z'"
    )
    assert expanded("$__unixEpochTo() $__unixEpochNanoTo()", setting=setting) == (
        "-312915600 -312915599999999000"
    )


def test_every_macro_of_the_data_source_is_known() -> None:
    names = "time timeEpoch timeFilter timeFrom timeTo timeGroup timeGroupAlias unixEpochFilter"
    names += " unixEpochFrom unixEpochTo unixEpochNanoFilter unixEpochNanoFrom unixEpochNanoTo"
    names += " unixEpochGroup unixEpochGroupAlias"
    assert {f"__{name}" for name in names.split()} == MACROS


def _recordings() -> list[Any]:
    """Queries with what Grafana 12.2.0 made of them, one parameter each."""
    found = []
    for path in sorted(RECORDED.glob("7*.json")):
        recording = json.loads(path.read_text(encoding="utf-8"))
        queries = (recording["request"].get("body") or {}).get("queries") or []
        results = recording["response"].get("body", {}).get("results") or {}
        for query in queries:
            frames = results.get(query.get("refId"), {}).get("frames") or []
            made = [frame.get("schema", {}).get("meta", {}).get("executedQueryString") for frame in frames]
            if "rawSql" in query and made and made[0]:
                found.append(pytest.param(query["rawSql"], made[0], id=f"{path.stem}-{query['refId']}"))
    return found


_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\b1[678]\d{8}\b")


@needs_shared
@pytest.mark.parametrize(("source", "executed"), _recordings())
def test_expansion_is_what_a_recorded_server_executed(source: str, executed: str) -> None:
    setting = scenario(release=WITH_COMMENTS, interval_ms=60_000)
    assert _TIMESTAMP.sub("T", expanded(source, setting=setting)) == _TIMESTAMP.sub("T", executed)


@needs_shared
def test_absolute_range_is_written_as_a_recorded_server_did() -> None:
    recording = json.loads((RECORDED / "729-q-absolute-ms.json").read_text(encoding="utf-8"))
    body = recording["request"]["body"]
    start, end = (datetime.fromtimestamp(int(body[key]) / 1000, UTC) for key in ("from", "to"))
    frame = recording["response"]["body"]["results"]["A"]["frames"][0]
    text = expanded(body["queries"][0]["rawSql"], setting=scenario(time_range=TimeRange(start, end)))
    assert text == frame["schema"]["meta"]["executedQueryString"]
