"""Names and types of Logs Insights queries: what each mistake is called, where it is, and what is none."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from logloom import Contract

from generator.languages.insights.analysis import FAULT_RULES, Analysis, analyse
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Record, RecordField, Type, record_of
from generator.languages.insights.tree import Field, Parsed, Sort, Stats, walk

HERE = Path(__file__).parent
MARKED = re.compile("▶(.*?)◀")
DECLARED = (
    ("took", "bigint"),
    ("detail-type", "text"),
    ("took-level", "text"),
    ("@type", "text"),
    ("payload", "jsonb"),
)


def read(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


CASES: Mapping[str, Mapping[str, list[str]]] = read("analysis_cases.yaml")


@pytest.fixture(scope="module")
def record(contract: Contract) -> Record:
    return record_of(contract, DECLARED)


def analysed(text: str, record: Record) -> Analysis:
    return read_and_analysed(text, record)[1]


def read_and_analysed(text: str, record: Record) -> tuple[Parsed, Analysis]:
    parsed = parse(text)
    assert parsed.faults == ()
    return parsed, analyse(parsed, record)


def marks(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and where they were."""
    places = []
    while hit := MARKED.search(marked):
        places.append((hit.start(), hit.start() + len(hit[1])))
        marked = marked[: hit.start()] + hit[1] + marked[hit.end() :]
    return marked, places


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(rule, query, id=f"{rule}-{number}")
        for rule, examples in CASES.items()
        for number, query in enumerate(examples[kind], 1)
    ]


def test_every_rule_has_wrong_queries_and_right_neighbours() -> None:
    assert set(CASES) == set(FAULT_RULES)
    assert all(examples["wrong"] and examples["fine"] for examples in CASES.values())


@pytest.mark.parametrize(("rule", "marked"), cases("wrong"))
def test_a_mistake_is_told_by_its_name_and_at_its_place(rule: str, marked: str, record: Record) -> None:
    text, places = marks(marked)
    faults = analysed(text, record).faults
    assert places
    assert [(fault.start, fault.end) for fault in faults if fault.rule == rule] == places
    assert [fault for fault in faults if fault.rule != rule] == []


@pytest.mark.parametrize(("rule", "text"), cases("fine"))
def test_a_right_query_has_no_faults(rule: str, text: str, record: Record) -> None:
    assert analysed(text, record).faults == ()


@pytest.mark.parametrize("case", read("outputs.yaml"), ids=lambda case: case["query"])
def test_the_columns_of_a_result(case: Mapping[str, Any], record: Record) -> None:
    outputs = analysed(case["query"], record).outputs
    assert [f"{output.name} {output.type}" for output in outputs] == case["columns"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("fields levle", "there is no field levle", "did you mean level?"),
        ("fields timestamp", "there is no field timestamp", "did you mean @timestamp?"),
        ("fields qwerty", "there is no field qwerty", "# fields: qwerty text"),
        ("fields `qwe-rty`", "there is no field qwe-rty", '# fields: "qwe-rty" text'),
        ("fields extra.toool", "no key toool in extra", "did you mean extra.tool?"),
        ("stats count(*) as n by level | sort m", "stats makes no column m: there is only level, n", ""),
        (
            "stats count(*) as n by level | sort logger",
            "logger is gone after stats: there is only level, n",
            "",
        ),
        ("stats count(*) by bin(1h) | sort @timestamp", "@timestamp is gone", "the time is bin(1h) here"),
        ("stats count(*) by level | sort @timestamp", "@timestamp is gone", "max(@timestamp) as @t"),
        ("filter level = ERROR", "ERROR is read as a field", '"ERROR"'),
        ("filter detail-type = 1", "detail-type is read as a subtraction", "`detail-type`"),
        (
            "fields substr(message)",
            "substr takes 2 or 3 arguments, and is given 1",
            "substr(text, number[, number])",
        ),
        ("fields strlen()", "strlen takes 1 argument, and is given none", "strlen(text)"),
        ("fields coalesce()", "takes at least 1 argument,", "coalesce(value, ...)"),
        ("stats avg('took')", "'took' is a text", "a field stands without quotes: took"),
        ("stats count(*) by bin(@timestamp, 5m)", "bin takes 1 argument, and is given 2", "write bin(5m)"),
        (
            "stats count(*) as n by level | filter count(*) > 5",
            "count works on many records",
            "it is called n here",
        ),
        ("stats count(*) by bin(1h) as t | sort bin(1h)", "bin is of @timestamp", "it is called t here"),
        ("fields @duration", "there is no field @duration", "# fields: @duration text"),
        ("fields @level", "there is no field @level", "did you mean level?"),
        ("fields level + category", "level is a text", "concat("),
    ],
)
def test_what_is_said(text: str, message: str, hint: str, record: Record) -> None:
    (fault,) = analysed(text, record).faults
    assert message in fault.message
    assert hint in fault.hint


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fields levle | filter level = and | sort categry", ["levle", "categry"]),
        ("filter levle in ('x') and mesage = 1 | fields categry", ["levle", "mesage", "categry"]),
        ("fields levle | parse message 'a=*' as | sort anything", ["levle"]),
        ("parse message /(a)/ as a | filter a = 1", []),
        ("stats count(*) as n level | sort anything", []),
        ("fileter levle = 1 | fields anything | stats count(*) as n by level | sort m", ["m"]),
        ('filter level = "ERROR" or "WARNING"', []),
    ],
)
def test_what_cannot_be_read_hides_no_mistake_but_of_names_that_it_may_make(
    text: str, told: list[str], record: Record
) -> None:
    parsed = parse(text)
    assert parsed.faults
    assert [text[fault.start : fault.end] for fault in analyse(parsed, record).faults] == told


def test_names_are_those_before_a_command(record: Record) -> None:
    text = "parse message '*' as a | fields a as b | stats count(*) as n by b | sort n"
    parsed, analysis = read_and_analysed(text, record)
    first, second, third, fourth = (analysis.visible[command] for command in parsed.pipeline.commands)
    assert "level" in first
    assert {"a", "b"} & set(first) == set()
    assert {"a", "b"} & set(second) == {"a"}
    assert {"a", "b"} & set(third) == {"a", "b"}
    assert list(fourth) == ["b", "n"]
    assert len(first) == len(record.fields)
    assert first["level"].field == record.fields["level"]
    with pytest.raises(KeyError):
        fourth["level"]


def test_a_name_that_is_taken_over_is_the_earlier_one_before(record: Record) -> None:
    text = "fields strlen(level) as level | filter level = 5 | stats count(*) by level"
    parsed, analysis = read_and_analysed(text, record)
    fields, filtered, _ = parsed.pipeline.commands
    assert analysis.visible[fields]["level"].type is Type.TEXT
    assert analysis.visible[filtered]["level"].type is Type.NUMBER


def test_an_expression_behind_stats_is_led_to_the_column_of_its_text(record: Record) -> None:
    parsed, analysis = read_and_analysed("stats count(*) by bin( 5m ) | sort Count(*), bin(5m)", record)
    stats, sort = parsed.pipeline.commands
    assert isinstance(stats, Stats)
    assert isinstance(sort, Sort)
    names = [analysis.columns[key.expression].name for key in sort.keys]
    assert names == ["count(*)", "bin( 5m )"]


def test_every_expression_has_a_type_and_every_field_a_column(record: Record) -> None:
    queries = [text for examples in CASES.values() for text in examples["fine"]]
    for text in queries:
        parsed, analysis = read_and_analysed(text, record)
        for node in walk(parsed.pipeline):
            if isinstance(node, Field) and node in analysis.types:
                assert node in analysis.columns


def test_an_open_record_knows_every_field() -> None:
    record = Record({"level": RecordField("level", Type.TEXT, "level")}, is_open=True)
    assert (
        analysed("filter whatever.it.is = 1 and other > 2 | stats avg(third) by level", record).faults == ()
    )


def test_what_lies_inside_a_declared_field_is_known_by_its_path(record: Record) -> None:
    parsed, analysis = read_and_analysed("fields payload.users.0.name", record)
    field = next(node for node in walk(parsed.pipeline) if isinstance(node, Field))
    column = analysis.columns[field]
    assert column.field == RecordField("payload.users.0.name", Type.ANY, "payload", ("users", "0", "name"))


# --- whatever is written ---

WORDS = st.sampled_from((HERE / "words.txt").read_text(encoding="utf-8").splitlines())


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_nothing_that_is_written_makes_the_analysis_fail(text: str) -> None:
    parsed = parse(text)
    analysis = analyse(parsed, RECORD)
    for fault in analysis.faults:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.rule in FAULT_RULES
    for command in parsed.pipeline.commands:
        assert all(isinstance(name, str) for name in analysis.visible[command])


RECORD = Record(
    {
        field.name: field
        for field in (
            RecordField("@timestamp", Type.TIME, "timestamp"),
            RecordField("@message", Type.TEXT, None),
            RecordField("level", Type.TEXT, "level"),
            RecordField("message", Type.TEXT, "message"),
            RecordField("took", Type.NUMBER, "took"),
            RecordField("detail-type", Type.ANY, "detail-type"),
            RecordField("payload", Type.JSON, "payload"),
            RecordField("extra.tool", Type.TEXT, "extra", ("tool",)),
        )
    }
)


def calls(text: str, record: Record) -> int:
    """How many functions the analysis of a text calls."""
    parsed = parse(text)
    count = 0

    def profile(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        analyse(parsed, record)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    "piece",
    [
        "fields strlen(message) as {0} | ",
        "parse message '*' as {0} | ",
        "stats count(*) as {0} | ",
        "stats {0} | ",
        "filter {0} = 1 | ",
        "filter level = {0} | ",
        "stats count(*) by level | filter {0} | ",
        "filter level = 'a' and level = 'b' or {0}.a.b.c.d.e > 1 | ",
        "filter (((level))) + (((1))) * (((2))) = (((3))) and extra.{0} = 1 | ",
        "fields a-{0} | ",
    ],
)
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    short, long = ("".join(piece.format(f"n{number}") for number in range(count)) for count in (150, 600))
    assert calls(long + "limit 5", RECORD) < 4.6 * calls(short + "limit 5", RECORD)
