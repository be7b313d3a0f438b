"""Variables and their formats against what Grafana's frontend writes."""

from __future__ import annotations

import pytest

from generator.languages.grafana.model import ALL, Release, Value, Variable
from tests.languages.grafana import NEWEST, OLDEST, expanded, scenario

SINGLE = Variable("v", ("auth", "it's"))
MULTI = Variable("v", ("auth", "it's", "x"), multi=True)
WITH_ALL = Variable("v", ("auth", "it's"), include_all=True)
BOTH = Variable("v", ("auth", "it's", "x"), multi=True, include_all=True)
TEXT_BOX = Variable("v", ("auth",), text_box=True)
ALL_AS_GIVEN = Variable("v", ("auth", "x"), multi=True, include_all=True, all_value=".*'")


@pytest.mark.parametrize(
    ("variable", "value", "new", "old"),
    [
        (SINGLE, "auth", "auth", "auth"),
        (SINGLE, "it's", "it''s", "it''s"),
        (TEXT_BOX, "it's", "it''s", "it''s"),
        (TEXT_BOX, "", "", ""),
        (MULTI, ("auth",), "'auth'", "'auth'"),
        (MULTI, ("auth", "it's"), "'auth','it''s'", "'auth','it''s'"),
        (MULTI, (), "", ""),
        (MULTI, "auth", "auth", "'auth'"),  # in a repeated panel
        (WITH_ALL, "it's", "it''s", "'it''s'"),
        (WITH_ALL, ALL, "'auth','it''s'", "'auth','it''s'"),
        (BOTH, ALL, "'auth','it''s','x'", "'auth','it''s','x'"),
        (BOTH, (ALL,), "'auth','it''s','x'", "'auth','it''s','x'"),
        (ALL_AS_GIVEN, ALL, ".*'", ".*'"),
        (ALL_AS_GIVEN, ("auth",), "'auth'", "'auth'"),
    ],
)
def test_quoting_without_a_format(variable: Variable, value: Value, new: str, old: str) -> None:
    for form in ("$v", "${v}", "[[v]]"):
        assert _one(form, variable, value, NEWEST) == new
        assert _one(form, variable, value, OLDEST) == old


@pytest.mark.parametrize(
    ("format_", "single", "several"),
    [
        ("raw", 'it\'s a/"b"', 'it\'s a/"b",x&y'),
        ("csv", 'it\'s a/"b"', 'it\'s a/"b",x&y'),
        ("pipe", 'it\'s a/"b"', 'it\'s a/"b"|x&y'),
        ("join", 'it\'s a/"b"', 'it\'s a/"b",x&y'),
        ("join: + ", 'it\'s a/"b"', 'it\'s a/"b" + x&y'),
        ("glob", 'it\'s a/"b"', '{it\'s a/"b",x&y}'),
        ("unheard-of", 'it\'s a/"b"', '{it\'s a/"b",x&y}'),
        ("json", 'it\'s a/"b"', '["it\'s a/\\"b\\"","x&y"]'),
        ("sqlstring", "'it''s a/\\\"b\\\"'", "'it''s a/\\\"b\\\"','x&y'"),
        ("singlequote", "'it\\'s a/\"b\"'", "'it\\'s a/\"b\"','x&y'"),
        ("doublequote", '"it\'s a/\\"b\\""', '"it\'s a/\\"b\\"","x&y"'),
        ("regex", 'it\'s a\\/"b"', '(it\'s a\\/"b"|x&y)'),
        ("lucene", 'it\'s\\ a\\/\\"b\\"', '("it\'s\\ a\\/\\"b\\"" OR "x\\&y")'),
        ("distributed", 'it\'s a/"b"', 'it\'s a/"b",v=x&y'),
        ("html", "it's a/&quot;b&quot;", "it's a/&quot;b&quot;, x&amp;y"),
        ("percentencode", "it%27s%20a%2F%22b%22", "%7Bit%27s%20a%2F%22b%22%2Cx%26y%7D"),
        ("uriencode", "it%27s%20a/%22b%22", "%7Bit%27s%20a/%22b%22,x&y%7D"),
        ("queryparam", "var-v=it%27s+a%2F%22b%22", "var-v=it%27s+a%2F%22b%22&var-v=x%26y"),
        ("customqueryparam:p:q-", "p=q-it%27s%20a%2F%22b%22", "p=q-it%27s%20a%2F%22b%22&p=q-x%26y"),
        ("text", 'it\'s a/"b"', 'it\'s a/"b" + x&y'),
        ("date", "NaN", "NaN"),
    ],
)
def test_formats(format_: str, single: str, several: str) -> None:
    values = ('it\'s a/"b"', "x&y")
    reference = f"${{v:{format_}}}"
    for release in (NEWEST, OLDEST):
        assert _one(reference, Variable("v", values), values[0], release) == single
        assert _one(reference, Variable("v", values, multi=True), values, release) == several


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("csv", "auth"),
        ("glob", "auth"),
        ("json", '["auth"]'),
        ("lucene", '("auth")'),
        ("percentencode", "%7Bauth%7D"),
    ],
)
def test_a_list_of_one_is_still_a_list(format_: str, text: str) -> None:
    assert _one(f"${{v:{format_}}}", MULTI, ("auth",)) == text


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("sqlstring", ".*'"),
        ("csv", ".*'"),
        ("text", "All"),
        ("percentencode", ".%2A%27"),
        ("queryparam", "var-v=$__all"),
    ],
)
def test_the_text_for_all_is_not_formatted_but_for_addresses(format_: str, text: str) -> None:
    assert _one(f"${{v:{format_}}}", ALL_AS_GIVEN, ALL) == text


def test_all_without_a_text_is_every_value_in_any_format() -> None:
    assert _one("${v:pipe}", BOTH, ALL) == "auth|it's|x"
    assert _one("${v:text}", BOTH, ALL) == "All"


def test_the_text_for_all_may_name_other_variables() -> None:
    variables = (Variable("v", ("a",), include_all=True, all_value="$w or $v"), Variable("w", ("x",)))
    assert expanded("$v", *variables, setting=scenario({"v": ALL, "w": "x"})) == "x or $v"


@pytest.mark.parametrize(
    "text",
    [
        "$unknown",
        "${unknown}",
        "${unknown:csv}",
        "[[unknown]]",
        "$1",
        "$$body$$",
        "$tag$x$tag$",
        "$__range",
        "${}",
    ],
)
def test_what_is_no_variable_stays_as_it_stands(text: str) -> None:
    assert _one(text, SINGLE, "auth") == text


def test_every_form_of_a_reference() -> None:
    source = "$v ${v} [[v]] ${v:csv} [[v:csv]] ${v.field} ${v.field:csv} $vx x$v"
    assert _one(source, SINGLE, "a") == "a a a a a a a $vx xa"


def test_a_value_is_not_looked_at_again_for_variables() -> None:
    variables = (Variable("v", ("$w",)), Variable("w", ("x",)))
    assert expanded("$v", *variables, setting=scenario({"v": "$w", "w": "x"})) == "$w"


def test_a_value_is_looked_at_for_macros() -> None:
    assert _one("$v", TEXT_BOX, "$__interval $__timeFrom()") == "1m '2026-01-15T10:00:00Z'"


def test_a_number_after_the_dot_picks_one_of_several() -> None:
    assert _one("${v.1}", MULTI, ("auth", "x")) == "x"
    assert _one("${v.7}", MULTI, ("auth", "x")) == "'auth','x'"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("$__from", "1768471200000"),
        ("${__to}", "1768474800000"),
        ("[[__from]]", "1768471200000"),
        ("${__from:date}", "2026-01-15T10:00:00.000Z"),
        ("${__from:date:iso}", "2026-01-15T10:00:00.000Z"),
        ("${__from:date:seconds}", "1768471200"),
        ("${__from:date:ms}", "1768471200000"),
        ("${__from:date:YYYY-MM-DD HH:mm:ss}", "2026-01-15 10:00:00"),
        (
            "${__from:date:dddd Do MMMM YY [at] h:mm A, DDDD, Q, E, X}",
            "Thursday 15th January 26 at 10:00 AM, 015, 1, 4, 1768471200",
        ),
        ("'${__from:sqlstring}'", "''1768471200000''"),
        ("$__interval", "1m"),
        ("${__interval}", "1m"),
        ("${__interval:sqlstring}", "'1m'"),
        ("$__interval_ms", "60000"),
        ("${__interval_ms}", "60000"),
        ("${__user.login}", "viewer"),
        ("$__user", "1"),
        ("${__org.name}", "Main Org."),
        ("$__dashboard", "Dashboard"),
        ("${__timezone}", "UTC"),
    ],
)
def test_what_grafana_defines_itself(source: str, text: str) -> None:
    assert expanded(source) == text


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "1ms"),
        (30, "30ms"),
        (1000, "1s"),
        (61_000, "1m"),
        (82_800_000, "23h"),
        (86_400_000, "1d"),
        (31_708_800_000, "1y"),
    ],
)
def test_interval_is_written_in_its_largest_unit(milliseconds: int, text: str) -> None:
    assert expanded("$__interval", setting=scenario(interval_ms=milliseconds)) == text


def _one(source: str, variable: Variable, value: Value, release: Release = NEWEST) -> str:
    return expanded(source, variable, setting=scenario({variable.name: value}, release=release))
