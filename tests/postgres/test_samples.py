"""Sample records: they obey the contract, whatever it says, look like the application's, and never change."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from logloom import App, Category, Contract, ExtraKey, Field
from logloom.contract import LEVELS, ExtraType

from generator.errors import LogloomError
from generator.postgres.sampled import sampled_template
from generator.postgres.samples import Record, copy_records, records

END = datetime(2026, 1, 15, 11, tzinfo=UTC)
DAY = timedelta(days=1)

IS_TYPE: dict[ExtraType, Any] = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


@pytest.fixture(scope="module")
def week(contract: Contract) -> Sequence[Record]:
    """A week of a busy application."""
    return tuple(records(contract, rows=40_000, days=7, end=END))


@pytest.fixture
def other(contract: Contract) -> Contract:
    """The contract of another application, which the scripts know little of."""
    keys = (
        ExtraKey("status", "text", ("http",), False, "A status that is text here"),
        ExtraKey("route", "text", ("http",), False, "The route's pattern"),
        ExtraKey("paid", "boolean", ("billing",), False, "Whether it is paid"),
        ExtraKey("lines", "array", ("billing",), False, "The lines of an invoice"),
        ExtraKey("customer", "object", ("billing", "http"), True, "Who pays"),
    )
    return replace(
        contract,
        app=App("shop", "Shop", "/shop"),
        categories=(
            Category("http", ("shop.http",), "Requests", "INFO"),
            # A part of the http logger's own name, which the scripts use, belongs to another category here.
            Category("billing", ("shop.billing", "shop.http.access"), "Invoices and payments", "WARNING"),
            Category("system", ("shop.system",), "The rest", "INFO"),
        ),
        fields=tuple(field for field in contract.fields if field.name not in ("user_id", "trace_id")),
        extra={key.name: key for key in keys},
        digest="other",
    )


def faults(contract: Contract, made: Iterable[Record]) -> set[str]:
    """How records break the contract, said once each."""
    found = set()
    for record in made:
        if record.level not in LEVELS:
            found.add(f"level {record.level}")
        if record.category != contract.category_of(record.logger):
            found.add(f"{record.logger} is not {record.category}")
        if not record.message or (record.extra is not None and not record.extra):
            found.add("empty message or extra")
        for key, value in (record.extra or {}).items():
            known = contract.extra.get(key)
            if known is None or record.category not in known.categories:
                found.add(f"{key} in {record.category}")
            elif not IS_TYPE[known.type](value):
                found.add(f"{key} is {value!r}")
    return found


def of(made: Iterable[Record], **wanted: Any) -> list[Record]:
    """The records whose `extra` has these values."""
    return [
        record for record in made if all((record.extra or {}).get(k) == value for k, value in wanted.items())
    ]


def test_every_record_obeys_the_contract(contract: Contract, week: Sequence[Record]) -> None:
    assert faults(contract, week) == set()


def test_every_category_and_every_known_key_occurs(contract: Contract, week: Sequence[Record]) -> None:
    known = {(category, key.name) for key in contract.extra.values() for category in key.categories}
    assert {(record.category, key) for record in week for key in record.extra or ()} == known
    assert {record.category for record in week} == {category.name for category in contract.categories}
    assert {record.level for record in week} == set(LEVELS)


def test_every_logger_prefix_occurs(contract: Contract, week: Sequence[Record]) -> None:
    names = {record.logger for record in week}
    for category in contract.categories:
        for prefix in category.loggers:
            assert any(name == prefix or name.startswith(f"{prefix}.") for name in names), prefix


def test_another_contract_is_obeyed_too(other: Contract) -> None:
    made = list(records(other, rows=5000, days=1, end=END))
    assert faults(other, made) == set()
    assert {record.category for record in made} == {"http", "billing", "system"}
    assert {key for record in made for key in record.extra or ()} == set(other.extra)


@pytest.mark.parametrize(("rows", "days"), [(1, 1), (2, 0.001), (1000, 0.05), (500, 90)])
def test_there_are_as_many_as_asked_for_in_order_and_in_time(
    contract: Contract, rows: int, days: float
) -> None:
    made = list(records(contract, rows=rows, days=days, end=END))
    assert len(made) == rows
    times = [record.timestamp for record in made]
    assert times == sorted(times)
    assert END - days * DAY <= times[0]
    assert times[-1] < END
    assert all(record.timestamp < record.created_at for record in made)


@settings(max_examples=25)
@given(
    seed=st.integers(-(2**40), 2**40),
    rows=st.integers(1, 300),
    days=st.floats(0.001, 40),
    end=st.datetimes(datetime(2001, 1, 1), datetime(2098, 1, 1)),
)
def test_any_request_is_met(contract: Contract, seed: int, rows: int, days: float, end: datetime) -> None:
    until = end.replace(tzinfo=UTC)
    made = list(records(contract, seed=seed, rows=rows, days=days, end=until))
    assert len(made) == rows
    assert faults(contract, made) == set()
    times = [record.timestamp for record in made]
    assert times == sorted(times)
    # To the millisecond, as the contract's timestamps are.
    assert until - days * DAY - timedelta(milliseconds=1) <= times[0] <= times[-1] <= until


def test_an_end_without_a_time_zone_is_refused(contract: Contract) -> None:
    with pytest.raises(ValueError, match="time zone"):
        next(records(contract, rows=1, days=1, end=datetime(2026, 1, 1)))


def test_a_seed_says_everything(contract: Contract) -> None:
    def made(seed: int) -> list[Record]:
        return list(records(contract, seed=seed, rows=300, days=1, end=END))

    assert made(7) == made(7)
    assert made(7) != made(8)


def test_a_seed_means_the_same_on_every_version_of_python(contract: Contract) -> None:
    """Whoever changes the scripts writes the digest anew; Python and the machine must not change it."""
    digest = hashlib.sha256()
    for record in records(contract, seed=3, rows=2000, days=2, end=END):
        digest.update(f"{record}\n".encode())
    assert digest.hexdigest()[:16] == "874cbdf737fd608b"


def test_the_memory_needed_does_not_grow_with_the_rows(contract: Contract) -> None:
    def peak(rows: int) -> int:
        made = records(contract, rows=rows, days=rows / 5000, end=END)
        next(made)
        tracemalloc.start()
        for _ in made:
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(500)
    assert peak(12_000) < 2 * peak(3000) < 4_000_000


def test_most_is_well_and_little_fails(week: Sequence[Record]) -> None:
    levels = Counter(record.level for record in week)
    share = {level: count / len(week) for level, count in levels.items()}
    assert share["INFO"] > 0.8
    assert 0.005 < share["ERROR"] + share["CRITICAL"] < 0.025
    assert share["CRITICAL"] < share["ERROR"] < share["WARNING"]


def test_errors_come_in_bursts(week: Sequence[Record]) -> None:
    errors = Counter(
        (record.timestamp - END) // timedelta(minutes=10) for record in week if record.level == "ERROR"
    )
    mean = sum(errors.values()) / (7 * 24 * 6)
    assert max(errors.values()) > 10 * mean


def test_days_are_busier_than_nights_and_weekends(week: Sequence[Record]) -> None:
    hours = Counter(record.timestamp.hour for record in week)
    assert hours[15] > 5 * hours[3]
    days = Counter(record.timestamp.date().isoweekday() for record in week)
    assert days[3] > 1.3 * days[6]


def test_few_users_do_most(week: Sequence[Record]) -> None:
    users = Counter(record.user_id for record in week if record.user_id)
    busiest = sorted(users.values(), reverse=True)
    assert users.most_common(1)[0][0] == 42
    assert len(users) > 100
    assert sum(busiest[:10]) > 0.3 * sum(busiest)


def test_durations_have_a_long_tail(week: Sequence[Record]) -> None:
    turns = [
        record.extra["duration_ms"]
        for record in of(week, outcome="success")
        if record.extra and "tokens" in record.extra
    ]
    turns.sort()
    assert turns[int(0.99 * len(turns))] > 4 * median(turns)


def test_a_trace_runs_from_the_request_through_the_agent_to_the_answer(week: Sequence[Record]) -> None:
    traces = defaultdict(list)
    for record in week:
        if record.trace_id:
            assert len(record.trace_id) == 32
            assert set(record.trace_id) <= set("0123456789abcdef")
            assert int(record.trace_id, 16)
            traces[record.trace_id].append(record)
    turns = [trace for trace in traces.values() if any(record.category == "agent" for record in trace)]
    whole = [
        trace for trace in turns if {"http", "agent", "websocket"} <= {record.category for record in trace}
    ]
    assert len(whole) > 0.95 * len(turns)
    for trace in whole:
        assert len({record.user_id for record in trace}) == 1
        assert trace[-1].timestamp - trace[0].timestamp < timedelta(hours=1)


def test_tools_are_named_in_the_message_and_sometimes_fail(week: Sequence[Record]) -> None:
    used = [record for record in week if record.message.startswith("Tool use: ")]
    assert all(record.extra and record.message == f"Tool use: {record.extra['tool']}" for record in used)
    failed = of(used, outcome="failure")
    assert {record.level for record in failed} == {"ERROR"}
    assert 0.003 < len(failed) / len(used) < 0.06


def test_connections_are_opened_and_closed(week: Sequence[Record]) -> None:
    opened = {record.extra["connection_id"] for record in of(week, event="connect") if record.extra}
    closed = {
        record.extra["connection_id"]: record.extra["close_code"]
        for record in of(week, event="disconnect")
        if record.extra
    }
    assert set(closed) <= opened
    assert len(closed) > 0.98 * len(opened)
    assert set(closed.values()) == {1000, 1001, 1006, 1011}


def test_users_sign_in_and_fail_to_and_no_address_is_ever_whole(week: Sequence[Record]) -> None:
    auth = [record for record in week if record.category == "auth"]
    assert of(auth, outcome="success")
    assert of(auth, outcome="failure")
    hashes = defaultdict(set)
    for record in auth:
        assert record.extra
        masked = record.extra["email_masked"]
        assert masked[1:].startswith("***")
        hashes[record.extra["email_hash"]].add(masked)
        assert len(record.extra["email_hash"]) == 64
    assert all(len(masked) == 1 for masked in hashes.values())


def test_the_application_is_deployed_now_and_then(week: Sequence[Record]) -> None:
    versions = [record.extra["version"] for record in of(week, event="startup") if record.extra]
    assert len(versions) >= 3
    assert len(set(versions)) == len(versions)
    assert len(of(week, event="shutdown")) == len(versions)


def test_records_arrive_soon_and_sometimes_late(week: Sequence[Record]) -> None:
    lags = sorted((record.created_at - record.timestamp).total_seconds() for record in week)
    assert lags[len(lags) // 2] < 1
    assert lags[-1] > 10


def test_what_is_copied_is_what_was_made(empty_database: str, contract: Contract) -> None:
    made = list(records(contract, seed=5, rows=2500, days=3, end=END))
    told: list[int] = []
    with psycopg.connect(empty_database) as connection:
        assert copy_records(connection, contract, made, told.append) == len(made)
    assert told == [1000, 2000, 2500]
    with psycopg.connect(empty_database) as connection:
        stored = connection.execute(
            "SELECT timestamp, level, category, logger, message, user_id, trace_id, extra, created_at"
            " FROM app_logs ORDER BY id"
        ).fetchall()
    assert [Record(*row) for row in stored] == made


def test_days_without_a_partition_get_one(empty_database: str, contract: Contract) -> None:
    end = END + 400 * DAY
    with psycopg.connect(empty_database) as connection:
        copy_records(connection, contract, records(contract, rows=200, days=3, end=end))
        default = connection.execute(
            "SELECT count(*) FROM app_logs WHERE tableoid::regclass::text LIKE '%default%'"
        ).fetchone()
    assert default == (0,)


def test_a_table_of_another_contract_is_filled_as_far_as_it_goes(postgres: Any, other: Contract) -> None:
    with postgres.database(sampled_template(postgres, other)) as dsn, psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*), count(extra) > 100 FROM app_logs").fetchone()
    assert row == (2200, True)


def test_a_required_field_without_samples_is_said(empty_database: str, contract: Contract) -> None:
    tenant = Field("tenant", "text", True, "Whose it is")
    changed = replace(contract, fields=(*contract.fields, tenant))
    with (
        psycopg.connect(empty_database) as connection,
        pytest.raises(LogloomError, match="no value for the required field tenant"),
    ):
        copy_records(connection, changed, records(changed, rows=1, days=1, end=END))
