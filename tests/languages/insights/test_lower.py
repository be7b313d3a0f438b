"""The SQL that Logs Insights becomes: its shape, and what is refused. What it returns: tests/insights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from logloom import Contract

from generator.languages.insights.analysis import analyse
from generator.languages.insights.lower import Lowered, NotRunnable, lower
from generator.languages.insights.parser import parse
from generator.languages.insights.record import record_of

GOLDEN = yaml.safe_load((Path(__file__).parent / "lowered.yaml").read_text(encoding="utf-8"))


def lowered(text: str, contract: Contract) -> Lowered:
    parsed = parse(text)
    assert parsed.faults == ()
    record = record_of(contract)
    return lower(parsed, analyse(parsed, record), record)


@pytest.mark.parametrize("case", GOLDEN, ids=[case["shows"] for case in GOLDEN])
def test_a_query_has_the_sql_that_somebody_would_write(
    case: Any, contract: Contract, empty_connection: psycopg.Connection
) -> None:
    sql = lowered(case["query"], contract).sql()
    assert f"{sql}\n" == case["sql"]
    with empty_connection.transaction(force_rollback=True):
        assert empty_connection.execute(sql.encode()).fetchall() == []


REFUSED = [
    # query, what the error is about, a part of the reason
    ("filter level = 'x' | pattern @message", "pattern @message", "pattern has no counterpart"),
    ("pattern @message | anomaly", "pattern @message", "pattern"),
    ("diff previousDay", "diff previousDay", "diff"),
    ("lookup t a as level OUTPUT b", "lookup t a as level OUTPUT b", "lookup"),
    ("fields queryEndTime() as x", "queryEndTime()", "no time range"),
    ("stats topk(level, 3) as x", "topk(level, 3)", "no SQL for topk"),
    ("stats pct(user_id, user_id) as x", "user_id", "written out"),
    ("fields isIpInSubnet(message, level) as x", "level", "written out"),
    (r"filter message like /(?=a)b/", r"/(?=a)b/", "look ahead"),
    (r"fields regexReplace(message, 'a*', '') as x", "'a*'", "nothing at all"),
    ("stats count(*) as n by level | stats latest(n) as x", "latest(n)", "no @timestamp any more"),
    ("fields formatDate(@timestamp, '%Q') as x", "'%Q'", "no counterpart"),
    ("fields formatDate(@timestamp, '%Y', 'Mars/Base') as x", "'Mars/Base'", "no time zone"),
]


@pytest.mark.parametrize(("text", "place", "reason"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_cannot_be_run_is_said_with_its_place_and_the_reason(
    text: str, place: str, reason: str, contract: Contract
) -> None:
    with pytest.raises(NotRunnable) as raised:
        lowered(text, contract)
    error = raised.value
    assert reason in error.reason
    assert text[error.start : error.end] == place


DEEPEST = 49
NESTED = [
    "({})",
    "not {}",
    "abs({})",
    "-{}",
    "concat({}, 'a')",
    "if({} = 1, 1, 2)",
    "({} ^ 2)",
    "urldecode({})",
    "jsonParse({})",
    "greatest({}, user_id)",
    "toMillis(fromMillis({}))",
    "coalesce({}, 1)",
    "round({}, {})",
]
LONG = [
    "filter " + " and ".join(["level = 'a'"] * 700),
    "filter " + " or ".join(["not level = 'a'"] * 600),
    "fields " + "+".join(["user_id"] * 1200) + " as x",
    "fields " + "^".join(["user_id"] * 1200) + " as x",
    "fields user_id as a0 " + " ".join(f"| fields a{n} + a{n} as a{n + 1}" for n in range(300)),
    "stats sum(user_id) as a0" + "".join(f", a{n} + a{n} as a{n + 1}" for n in range(500)),
    "sort " + ", ".join(f"strlen(concat(message, {n}))" for n in range(250)),
    "filter level in [" + ",".join(["'a'"] * 2000) + "]",
    "parse message /" + "(?:a|ab)*" * 300 + "(?<x>a)/",
    "parse message '" + "*a" * 400 + "' as " + ",".join(f"x{n}" for n in range(400)),
]


def nested(shape: str) -> str:
    """An expression of that shape within itself, as deep as the parser takes it."""
    text = "user_id"
    for _ in range(DEEPEST // (2 if "fromMillis" in shape else 1)):
        grown = shape.replace("{}", text, 1).replace("{}", "1")
        if parse(f"fields {grown} as x").faults:
            break
        text = grown
    return f"fields {text} as x"


@pytest.mark.parametrize("text", [*map(nested, NESTED), *LONG], ids=[*NESTED, *(text[:30] for text in LONG)])
def test_however_long_or_deep_a_query_is_it_becomes_sql_or_is_refused(
    text: str, contract: Contract, empty_connection: psycopg.Connection
) -> None:
    try:
        sql = lowered(text, contract).sql()
    except NotRunnable:
        return
    assert len(sql) < 40 * len(text) + 5_000
    with empty_connection.transaction(force_rollback=True):
        empty_connection.execute(sql.encode())
