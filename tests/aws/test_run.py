"""A query on CloudWatch from its start to its last row, and how it ends when something goes wrong."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from generator.aws import query as running
from generator.aws.logs import ATTEMPTS, Logs, Question
from generator.aws.query import Outcome, Scanned, run
from generator.errors import LogloomError, ServerError
from tests.aws.wire import CUT, RUNNING, Wire, malformed, ok, refused, results

START = datetime(2026, 1, 15, 10, tzinfo=UTC)
ARN = "arn:aws:logs:eu-central-1:123456789012:log-group:/app"
QUESTION = Question("fields @message", ("/app",), START, START + timedelta(hours=1))


def outcome(logs: Logs, question: Question = QUESTION, **more: Any) -> Outcome:
    return run(logs, question, timeout=more.pop("timeout", 60), sleep=lambda _: None, **more)


def test_what_is_asked_is_the_text_the_groups_and_whole_seconds(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", results())
    half = timedelta(seconds=0.5)
    outcome(logs, Question("stats count(*)", ("/app", "/errors"), START + half, START + timedelta(1) + half))
    (asked,) = wire.bodies("StartQuery")
    assert asked == {
        "logGroupNames": ["/app", "/errors"],
        "queryString": "stats count(*)",
        "startTime": int(START.timestamp()),
        "endTime": int(START.timestamp()) + 86_401,
    }


def test_groups_that_are_arns_are_named_as_such(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", results())
    outcome(logs, Question("stats count(*)", (ARN,), START, START))
    (asked,) = wire.bodies("StartQuery")
    assert asked["logGroupIdentifiers"] == [ARN]
    assert "logGroupNames" not in asked


def test_rows_come_without_the_pointer_and_without_what_has_no_value(logs: Logs, wire: Wire) -> None:
    wire.will(
        "GetQueryResults",
        results({"level": "ERROR", "n": "3", "@ptr": "CmEK"}, {"level": None, "n": "4"}, scanned=9, size=5e3),
    )
    assert outcome(logs) == Outcome(
        ({"level": "ERROR", "n": "3"}, {"n": "4"}), Scanned(records=9, matched=2, bytes=5000)
    )
    assert wire.bodies("StopQuery") == []


def test_one_that_runs_is_looked_at_again_after_longer_and_longer_pauses(logs: Logs, wire: Wire) -> None:
    wire.will(
        "GetQueryResults",
        results(status="Scheduled"),
        results(status="Running", scanned=10),
        *[results(status="Running", scanned=20)] * 12,
        results({"n": "1"}, scanned=30),
    )
    pauses: list[float] = []
    seen: list[int] = []
    run(
        logs,
        QUESTION,
        timeout=3600,
        sleep=pauses.append,
        told=lambda scanned: seen.append(scanned.records),
    )
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (running.FIRST_PAUSE, running.LONGEST_PAUSE)
    assert [seen[0], seen[1], seen[2], seen[-1]] == [0, 10, 20, 30]


def test_every_page_is_fetched(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", RUNNING, results({"n": "1"}, token="two"), results({"n": "2"}))
    assert [row["n"] for row in outcome(logs).rows] == ["1", "2"]
    assert [body.get("nextToken") for body in wire.bodies("GetQueryResults")] == [None, None, "two"]


@pytest.mark.parametrize(
    ("limit", "expected"), [(1, (1, True)), (2, (2, True)), (3, (3, False)), (9, (3, False))]
)
def test_a_limit_is_kept_and_told(logs: Logs, wire: Wire, limit: int, expected: tuple[int, bool]) -> None:
    wire.will("GetQueryResults", results({"n": "1"}, {"n": "2"}, token="two"), results({"n": "3"}))
    found = outcome(logs, limit=limit)
    assert (len(found.rows), found.cut) == expected


@pytest.mark.parametrize("status", ["Failed", "Cancelled", "Timeout"])
def test_one_that_ends_without_a_result_is_an_error(logs: Logs, wire: Wire, status: str) -> None:
    wire.will("GetQueryResults", RUNNING, results(status=status))
    with pytest.raises(ServerError, match="CloudWatch"):
        outcome(logs)


def test_one_that_takes_too_long_is_stopped(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", RUNNING)
    with pytest.raises(ServerError, match=r"not answered within 0 s.*--timeout"):
        outcome(logs, timeout=0)
    assert wire.bodies("StopQuery") == [{"queryId": "a-query"}]


def test_whatever_fails_once_it_is_started_stops_it(logs: Logs, wire: Wire) -> None:
    def fails(_: Scanned) -> None:
        raise ZeroDivisionError

    wire.will("GetQueryResults", RUNNING)
    with pytest.raises(ZeroDivisionError):
        outcome(logs, told=fails)
    assert wire.bodies("StopQuery") == [{"queryId": "a-query"}]


def test_that_it_cannot_be_stopped_is_not_what_is_told(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", refused("AccessDeniedException", "no"))
    wire.will("StopQuery", refused("InvalidParameterException", "it has ended"))
    with pytest.raises(ServerError, match="denies"):
        outcome(logs)
    assert wire.bodies("StopQuery")


@pytest.mark.parametrize("code", ["LimitExceededException", "ThrottlingException"])
def test_being_asked_too_much_is_tried_again(logs: Logs, wire: Wire, code: str) -> None:
    wire.will("StartQuery", *[refused(code)] * 3, ok(queryId="a-query"))
    wire.will("GetQueryResults", refused(code), results({"n": "1"}))
    assert outcome(logs).rows == ({"n": "1"},)


def test_but_not_for_ever(logs: Logs, wire: Wire) -> None:
    wire.will("StartQuery", refused("LimitExceededException", "too many"))
    with pytest.raises(ServerError, match=r"no more queries.*try again later"):
        outcome(logs)
    assert len(wire.bodies("StartQuery")) == ATTEMPTS
    assert wire.bodies("StopQuery") == []


def test_a_connection_that_is_cut_is_made_again(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", CUT, refused("InternalFailure", status=500), results({"n": "1"}))
    assert outcome(logs).rows == ({"n": "1"},)


def test_one_that_stays_cut_ends_with_a_stop(logs: Logs, wire: Wire) -> None:
    wire.will("GetQueryResults", CUT)
    with pytest.raises(ServerError, match="CloudWatch"):
        outcome(logs)
    assert wire.bodies("StopQuery") == [{"queryId": "a-query"}]


def test_what_is_no_cloudwatch_is_told(logs: Logs, wire: Wire) -> None:
    wire.will("StartQuery", ok(hello="world"))
    with pytest.raises(ServerError, match="not CloudWatch"):
        outcome(logs)


def test_a_query_that_cannot_be_read_is_an_error_of_its_author(logs: Logs, wire: Wire) -> None:
    wire.will("StartQuery", malformed(7, 15, "unexpected symbol found @message at line 1 and position 7"))
    with pytest.raises(LogloomError, match="unexpected symbol") as raised:
        outcome(logs)
    assert not isinstance(raised.value, ServerError)
    assert wire.bodies("StopQuery") == []


def test_ctrl_c_while_it_is_started_stops_it(
    logs: Logs, wire: Wire, monkeypatch: pytest.MonkeyPatch, signals: None
) -> None:
    """The answer with the id must be waited for: without it nothing could be stopped."""
    start = Logs.start

    def interrupted(self: Logs, question: Question) -> str:
        signal.raise_signal(signal.SIGINT)
        return start(self, question)

    monkeypatch.setattr(Logs, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        outcome(logs)
    assert wire.bodies("StopQuery") == [{"queryId": "a-query"}]


def test_a_second_ctrl_c_does_not_wait(
    logs: Logs, wire: Wire, monkeypatch: pytest.MonkeyPatch, signals: None
) -> None:
    def interrupted(self: Logs, question: Question) -> str:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("it went on")

    monkeypatch.setattr(Logs, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        outcome(logs)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
