"""The grammar of `params:`."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.languages.grafana.model import Variable
from generator.queries.params import FLAGS, parse_params
from tests.params import format_params

READ = {
    "category=auth,agent multi all": Variable("category", ("auth", "agent"), multi=True, include_all=True),
    "q=time-out textbox": Variable("q", ("time-out",), text_box=True),
    "level=ERROR,WARN all=.*": Variable("level", ("ERROR", "WARN"), include_all=True, all_value=".*"),
    'uid=1001,""': Variable("uid", ("1001", "")),
    'q="" textbox': Variable("q", ("",), text_box=True),
    'q="it\'s, ""so""; yes" textbox': Variable("q", ('it\'s, "so"; yes',), text_box=True),
    "q=it's": Variable("q", ("it's",)),
    "prefix=app.%,billing.% multi": Variable("prefix", ("app.%", "billing.%"), multi=True),
    "category = auth , agent   multi": Variable("category", ("auth", "agent"), multi=True),
    'route=/api/{id}?x=1&y=2 all="a b"': Variable(
        "route", ("/api/{id}?x=1&y=2",), include_all=True, all_value="a b"
    ),
    "mode=multi,all": Variable("mode", ("multi", "all")),
    'mode="all" all': Variable("mode", ("all",), include_all=True),
    "n=1,-2,+3,1e5": Variable("n", ("1", "-2", "+3", "1e5")),
    "level=ERROR all = x": Variable("level", ("ERROR",), include_all=True, all_value="x"),
}


@pytest.mark.parametrize(("text", "variable"), READ.items())
def test_a_variable_is_read(text: str, variable: Variable) -> None:
    assert parse_params(text) == ((variable,), ())


def test_semicolons_part_variables_but_not_inside_quotes_nor_at_the_end() -> None:
    variables, faults = parse_params('a=1;b="x;y" multi ; c=3 ;')
    assert [(variable.name, variable.values) for variable in variables] == [
        ("a", ("1",)),
        ("b", ("x;y",)),
        ("c", ("3",)),
    ]
    assert not faults


FAULTS = [
    # value, offset of the fault, a part of the message or hint
    ("category", 0, "NAME=VALUE"),
    ("=auth", 0, "NAME=VALUE"),
    ("a-b=1", 0, "NAME=VALUE"),
    ("category=", 9, "a value is missing"),
    ("category=auth,", 14, 'an empty value is written ""'),
    ("category=,auth", 9, "a value is missing"),
    ('q="open', 2, "not closed"),
    ('q="a"b', 2, "inside a value"),
    ('q=5"', 2, "inside a value"),
    ("q=time out textbox", 7, '"time out"'),
    ("q=a mlti", 4, "did you mean multi?"),
    ("q=a multi multi", 10, "twice"),
    ("q=a textbox multi", 0, "text box"),
    ("q=textbox", 2, "sample value belongs"),
    ("q= multi", 3, "sample value belongs"),
    ("q=a all=", 8, "missing"),
    ('q=a all=""', 4, "needs a value"),
    ("a=1; a=2", 5, "twice"),
    ("__interval=1m", 0, "Grafana's own"),
    ("a=1 multi, b=2", 9, "is not multi"),
]


@pytest.mark.parametrize(("text", "offset", "part"), FAULTS)
def test_a_fault_is_told_where_it_is(text: str, offset: int, part: str) -> None:
    _, faults = parse_params(text)
    assert len(faults) == 1
    assert faults[0].offset == offset
    assert part in f"{faults[0].message} {faults[0].hint}"


def test_a_fault_in_one_variable_leaves_the_others() -> None:
    variables, faults = parse_params("a=1; b; c=3")
    assert [variable.name for variable in variables] == ["a", "c"]
    assert [fault.offset for fault in faults] == [5]


names = st.text(string.ascii_letters + string.digits + "_", min_size=1).filter(
    lambda name: not name.startswith("__")
)
# A header line holds no line break, and UTF-8 holds no lone surrogate.
values = st.one_of(
    st.sampled_from([*FLAGS, "", " ", '"', ",", ";", "=", "$__all"]),
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])),
)


@st.composite
def variables(draw: st.DrawFn) -> Variable:
    text_box = draw(st.booleans())
    include_all = not text_box and draw(st.booleans())
    return Variable(
        name=draw(names),
        values=tuple(draw(st.lists(values, min_size=1, max_size=4))),
        multi=not text_box and draw(st.booleans()),
        include_all=include_all,
        all_value=draw(st.none() | values.filter(bool)) if include_all else None,
        text_box=text_box,
    )


@given(st.lists(variables(), max_size=4, unique_by=lambda variable: variable.name))
def test_what_is_written_reads_the_same(declared: list[Variable]) -> None:
    assert parse_params(format_params(declared)) == (tuple(declared), ())


@given(st.text(st.sampled_from('ab=,;" multi\t'), max_size=30))
def test_any_text_is_read_or_faulted(text: str) -> None:
    read, faults = parse_params(text)
    assert all(0 <= fault.offset <= len(text) for fault in faults)
    assert read or faults or not text.strip(" ;\t")
