"""Logs Insights files where SQL runs: their rows, and their mistakes at the author's place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from logloom import Contract

from generator.errors import LogloomError
from generator.languages.grafana.model import Scenario, TimeRange, Value
from generator.languages.grafana.scenarios import releases
from generator.languages.insights.lower import NotRunnable
from generator.queries.executable import executable
from generator.queries.header import parse_header
from generator.queries.model import Query
from generator.queries.run import fetch, prepare_session

END = datetime(2026, 1, 15, 11, tzinfo=UTC)
PATH = Path("q.cwli")
HEADER = "# format: table\n# params: level=ERROR,INFO multi\n"


def query(text: str) -> Query:
    return Query("q", PATH, text, parse_header(text, PATH, marker="#")[0])


def scenario(values: dict[str, Value] | None = None, hours: int = 1) -> Scenario:
    return Scenario(TimeRange(END - timedelta(hours=hours), END), 60_000, values or {}, releases[0])


def test_variables_and_the_time_range_are_put_in(
    sampled_connection: psycopg.Connection, contract: Contract
) -> None:
    asked = query(
        f"{HEADER}filter level in [${{level:doublequote}}]\n"
        "| stats count(*) as n, min(@timestamp) as first by level\n| sort level"
    )
    with sampled_connection.transaction(force_rollback=True):
        prepare_session(sampled_connection, read_only=True, time_zone="UTC")
        result = fetch(sampled_connection, asked, scenario({"level": ("ERROR", "INFO")}), contract=contract)
        (one,) = fetch(sampled_connection, asked, scenario({"level": ("INFO",)}), contract=contract).rows
        start = END - timedelta(hours=1)
        expected = sampled_connection.execute(
            "SELECT level, count(*) FROM app_logs WHERE timestamp BETWEEN %s AND %s"
            " AND level IN ('ERROR', 'INFO') GROUP BY 1 ORDER BY 1",
            [start, END],
        ).fetchall()
    assert [row[:2] for row in result.rows] == expected
    assert one == result.rows[1]
    assert all(str(row[2]) >= f"{start:%Y-%m-%d %H:%M:%S}" for row in result.rows)


def test_a_limit_cuts_and_says_so(sampled_connection: psycopg.Connection, contract: Contract) -> None:
    with sampled_connection.transaction(force_rollback=True):
        result = fetch(sampled_connection, query("fields level"), scenario(), contract=contract, limit=2)
    assert (len(result.rows), result.cut) == (2, True)


def test_the_end_of_the_range_is_known_to_the_query(contract: Contract) -> None:
    text = executable(query("fields queryEndTime() as end"), scenario(), contract).text
    assert f"SELECT {int(END.timestamp() * 1000)} AS" in text


MISTAKES = [
    # text, line, column, kind, a part of the message
    ("filter level = 'x'\n| fileter level", 2, 3, LogloomError, "fileter"),
    (f"{HEADER}filter level in [${{level:doublequote}}]\n| pattern @message", 4, 3, NotRunnable, "pattern"),
]


@pytest.mark.parametrize(("text", "line", "column", "kind", "part"), MISTAKES)
def test_a_mistake_is_told_at_the_authors_place(
    text: str, line: int, column: int, kind: type[LogloomError], part: str, contract: Contract
) -> None:
    with pytest.raises(kind, match=part) as raised:
        executable(query(text), scenario({"level": ("ERROR", "INFO")}), contract)
    place = raised.value.location
    assert place is not None
    assert (place.path, place.line) == (PATH, line)
    assert place.column == column


def test_a_translation_needs_a_contract() -> None:
    with pytest.raises(LogloomError, match="contract"):
        executable(query("fields level"), scenario(), None)
