"""Where a query names variables and macros."""

from __future__ import annotations

from generator.languages.grafana_sql.references import macro_calls, references


def test_each_form_with_its_format_and_field() -> None:
    source = "$a ${b} ${c:csv} [[d]] [[e:raw]] ${f.login} ${g.x:date:iso}"
    assert [(r.name, r.format, r.field) for r in references(source)] == [
        ("a", None, None),
        ("b", None, None),
        ("c", "csv", None),
        ("d", None, None),
        ("e", "raw", None),
        ("f", None, "login"),
        ("g", "date:iso", "x"),
    ]
    assert [source[r.start : r.end] for r in references(source)] == source.split(" ")


def test_what_grafana_defines_is_marked() -> None:
    source = "$__interval ${__from:date} $level $__range"
    assert [(r.name, r.builtin) for r in references(source)] == [
        ("__interval", True),
        ("__from", True),
        ("level", False),
        ("__range", False),
    ]


def test_macros_parameters_and_dollar_quotes_are_no_variables() -> None:
    assert references("$__timeFilter(ts) $1 $$body$$ $tag$ text $tag$") == ()
    assert [r.name for r in references("$table(x) '$a$b'")] == ["table", "a", "b"]


def test_macro_calls_with_their_arguments() -> None:
    source = "SELECT $__timeGroup( ts , '5m',0), $__timeFrom() WHERE $__timeFilter(coalesce(a,b))"
    calls = macro_calls(source)
    assert [(call.name, call.arguments) for call in calls] == [
        ("__timeGroup", ("ts", "'5m'", "0")),
        ("__timeFrom", ("",)),
        ("__timeFilter", ("coalesce(a", "b")),
    ]
    assert [source[call.start : call.end] for call in calls] == [
        "$__timeGroup( ts , '5m',0)",
        "$__timeFrom()",
        "$__timeFilter(coalesce(a,b)",
    ]
    assert source[calls[0].argument_start :].startswith(" ts ,")


def test_epoch_bounds_may_stand_inside_another_macro() -> None:
    source = "$__unixEpochGroup($__unixEpochFrom(), '5m')"
    outer, inner = macro_calls(source)
    assert (outer.name, outer.arguments, outer.end) == (
        "__unixEpochGroup",
        ("$__unixEpochFrom()", "'5m'"),
        len(source),
    )
    assert (inner.name, source[inner.start : inner.end]) == ("__unixEpochFrom", "$__unixEpochFrom()")
