"""Frames that a real Grafana 12.2 returned, made here: recorded 701 to 738.

Names, kinds and labels of the columns are compared; the recording's records are not ours.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from generator.alerting.evaluation.ask import SqlQuery, sql_query
from generator.alerting.evaluation.frames import Frame
from generator.alerting.evaluation.values import StepError
from generator.postgres.sampled import SAMPLE_END
from tests.shared import RECORDED, needs_shared

pytestmark = needs_shared

SHAPES = (701, 702, 703, 704, 705, 706, 707, 708, 714, 715, 716, 722, 731, 732, 733, 735, 736, 737)
ERRORS = (709, 710, 711, 712, 713, 727, 738)
KINDS = {"time": "time", "number": "number", "string": "string", "boolean": "bool"}
OUR_LEVELS = {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}


def exchange(number: int) -> tuple[SqlQuery, dict[str, Any]]:
    """The recorded query over the hour before our samples end, and its answer."""
    found = json.loads(next(RECORDED.glob(f"{number}-*.json")).read_text())
    model = found["request"]["body"]["queries"][0]
    step = {
        "refId": model["refId"],
        "datasourceUid": "pg",
        "relativeTimeRange": {"from": 3600, "to": 0},
        "model": model,
    }
    return sql_query(step), found["response"]["body"]["results"]["A"]


def described(frame: Frame) -> list[tuple[str, str, dict[str, str]]]:
    return [(field.name, field.kind, dict(field.labels)) for field in frame.fields]


def without_levels(fields: list[tuple[str, str, dict[str, str]]]) -> list[tuple[str, str, dict[str, str]]]:
    """The records differ in which levels they have: any of them stands for all."""
    plain = []
    for name, kind, labels in fields:
        labels = {key: "LEVEL" if value in OUR_LEVELS else value for key, value in labels.items()}
        each = ("LEVEL" if name in OUR_LEVELS else name, kind, labels)
        if each not in plain:
            plain.append(each)
    return plain


@pytest.mark.parametrize("number", SHAPES)
def test_a_frame_has_the_recorded_columns(number: int, sampled_connection: psycopg.Connection) -> None:
    query, answer = exchange(number)
    schema = answer["frames"][0]["schema"]["fields"]
    expected = [(field["name"], KINDS[field["type"]], field.get("labels", {})) for field in schema]
    assert without_levels(described(query.ask(sampled_connection, SAMPLE_END))) == without_levels(expected)


@pytest.mark.parametrize("number", ERRORS)
def test_a_query_fails_in_the_recorded_words(number: int, sampled_connection: psycopg.Connection) -> None:
    query, answer = exchange(number)
    if "error" not in answer:  # 727: a variable is no error, it is simply not filled in
        assert query.ask(sampled_connection, SAMPLE_END).rows == len(
            answer["frames"][0]["data"]["values"] or []
        )
        return
    with pytest.raises(StepError) as caught:
        query.ask(sampled_connection, SAMPLE_END)
    assert caught.value.message == f"[sse.dataQueryError] failed to execute query [A]: {answer['error']}"
    assert caught.value.ref_id == "A"


def test_values_of_all_types_are_read_as_recorded(sampled_connection: psycopg.Connection) -> None:
    query, answer = exchange(731)
    frame = query.ask(sampled_connection, SAMPLE_END)
    expected = {
        field["name"]: values[0]
        for field, values in zip(
            answer["frames"][0]["schema"]["fields"], answer["frames"][0]["data"]["values"], strict=True
        )
    }
    found = {field.name: field.values[0] for field in frame.fields if field.kind != "time"}
    expected["big"] = float(expected["big"])  # expressions compute with floats, and Grafana makes them so
    assert found == {name: value for name, value in expected.items() if name in found}


@pytest.mark.parametrize(("number", "empty"), [(705, None), (706, 0.0)])
def test_gaps_are_filled_over_the_whole_range(
    number: int, empty: float | None, sampled_connection: psycopg.Connection
) -> None:
    """The recorded frames have 61 rows for 60 minutes, the first of them without records."""
    query, _ = exchange(number)
    now = SAMPLE_END - timedelta(days=400)
    with sampled_connection.transaction(force_rollback=True):
        sampled_connection.execute(
            "INSERT INTO app_logs (timestamp, level, category, logger, message) "
            "VALUES (%s, 'ERROR', 'auth', 'auth', 'm')",
            [now - timedelta(minutes=30)],
        )
        times, numbers = query.ask(sampled_connection, now).fields
    assert len(times.values) == 61
    assert numbers.values.count(1.0) == 1
    assert set(numbers.values) == {1.0, empty}
