"""The fields of a record as CloudWatch sees them, and where PostgreSQL's table holds each."""

from __future__ import annotations

import pytest
from logloom import Contract

from generator.languages.insights.record import Record, RecordField, Type, of_sql_type, record_of


@pytest.mark.parametrize(
    ("sql_type", "type_"),
    [
        ("bigint", Type.NUMBER),
        ("numeric(10,2)", Type.NUMBER),
        ("double precision", Type.NUMBER),
        ("timestamptz", Type.TIME),
        ("date", Type.TIME),
        ("boolean", Type.BOOLEAN),
        ("jsonb", Type.JSON),
        ("text[]", Type.JSON),
        ("text", Type.TEXT),
        ("uuid", Type.TEXT),
    ],
)
def test_a_column_of_postgresql_is_a_field_of_the_type_that_it_would_have(sql_type: str, type_: Type) -> None:
    assert of_sql_type(sql_type) is type_


def test_the_contract_s_record_has_its_fields_its_keys_and_cloudwatch_s_own(contract: Contract) -> None:
    fields = record_of(contract).fields
    assert fields["level"] == RecordField("level", Type.TEXT, "level")
    assert fields["user_id"].type is Type.NUMBER
    assert fields["extra.turn"] == RecordField("extra.turn", Type.NUMBER, "extra", ("turn",))
    assert fields["@timestamp"] == RecordField("@timestamp", Type.TIME, "timestamp")
    assert fields["@ptr"].column is None
    assert not {"timestamp", "extra"} & set(fields)


def test_a_header_adds_fields_and_its_texts_may_be_numbers(contract: Contract) -> None:
    fields = record_of(contract, [("status", "text"), ("extra.size", "bigint"), ("k8s", "jsonb")]).fields
    assert fields["status"] == RecordField("status", Type.ANY, "status")
    assert fields["extra.size"] == RecordField("extra.size", Type.NUMBER, "extra", ("size",))
    assert fields["k8s"].type is Type.JSON


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (("level",), RecordField("level", Type.TEXT, "level")),
        (("extra", "tool"), RecordField("extra.tool", Type.TEXT, "extra", ("tool",))),
        (("k8s", "pod", "0"), RecordField("k8s.pod.0", Type.ANY, "k8s", ("pod", "0"))),
        (("host", "name"), RecordField("host.name", Type.ANY, "host", ("name",))),
        (("extra", "deep", "a"), RecordField("extra.deep.a", Type.ANY, "extra", ("deep", "a"))),
        (("a.b", "c"), RecordField("a.b.c", Type.ANY, "a.b", ("c",))),
        (("level", "name"), None),
        (("extra", "nothing"), None),
        (("extra",), None),
        (("nothing",), None),
        (("nothing",) * 5000, None),
    ],
)
def test_what_lies_inside_a_declared_field_or_an_object_is_found(
    contract: Contract, path: tuple[str, ...], found: RecordField | None
) -> None:
    declared = [("k8s", "jsonb"), ("host", "text"), ("extra.deep", "text"), ("a.b", "text")]
    assert record_of(contract, declared).find(path) == found


def test_an_open_record_has_any_field() -> None:
    record = Record({}, is_open=True)
    assert record.find(("a", "b")) == RecordField("a.b", Type.ANY, None)


def test_a_key_that_the_contract_does_not_list_may_be_there_all_the_same(contract: Contract) -> None:
    record = record_of(contract)
    assert record.unlisted_key(("extra", "a", "b")) == RecordField("extra.a.b", Type.ANY, "extra", ("a", "b"))
    assert record.unlisted_key(("extra",)) is None
    assert record.unlisted_key(("other", "a")) is None
