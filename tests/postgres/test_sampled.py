"""The database of sample records that checks and tests run on."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from logloom import Contract
from logloom.contract import LEVELS

from generator.postgres.sampled import READER, SAMPLE_DAYS, SAMPLE_END, empty_template, sampled_template
from generator.postgres.scratch import Postgres


def column(dsn: str, query: str, *values: Any) -> list[Any]:
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute(query.encode(), values).fetchall()]


@pytest.mark.parametrize("span", ["1 hour", "30 days"])
def test_there_is_one_of_everything_in_the_last_hour_and_in_30_days(
    sampled_database: str, contract: Contract, span: str
) -> None:
    lately = "FROM app_logs WHERE timestamp BETWEEN %s - %s::interval AND %s"
    bounds = (SAMPLE_END, span, SAMPLE_END)
    assert set(column(sampled_database, f"SELECT DISTINCT level {lately}", *bounds)) == set(LEVELS)
    categories = column(sampled_database, f"SELECT DISTINCT category {lately}", *bounds)
    assert set(categories) == {category.name for category in contract.categories}
    keys = column(sampled_database, f"SELECT DISTINCT jsonb_object_keys(extra) {lately}", *bounds)
    assert set(keys) == set(contract.extra)
    assert column(sampled_database, f"SELECT count(*) > 5 {lately} AND user_id = 42", *bounds) == [True]


def test_the_samples_lead_up_to_their_end_from_30_days_before(sampled_database: str) -> None:
    (first,) = column(sampled_database, "SELECT min(timestamp) FROM app_logs")
    (last,) = column(sampled_database, "SELECT max(timestamp) FROM app_logs")
    assert (SAMPLE_END - first).days in (SAMPLE_DAYS - 1, SAMPLE_DAYS)
    assert 0 < (SAMPLE_END - last).total_seconds() < 60
    assert column(sampled_database, "SELECT count(*) FROM app_logs") == [2200]


def test_the_empty_database_takes_records_of_the_samples_days(
    empty_database: str, sampled_database: str
) -> None:
    partitions = "SELECT relname FROM pg_class WHERE relname ~ '^app_logs_.*[0-9]{8}$'"
    assert column(empty_database, "SELECT count(*) FROM app_logs") == [0]
    assert set(column(sampled_database, partitions)) <= set(column(empty_database, partitions))


def test_each_contract_is_made_once(postgres: Postgres, contract: Contract) -> None:
    assert sampled_template(postgres, contract) == sampled_template(postgres, contract)
    assert empty_template(postgres, contract) != sampled_template(postgres, contract)


def test_the_reader_can_read_and_do_nothing_else(sampled_database: str, postgres: Postgres) -> None:
    if not postgres.disposable:
        assert column(sampled_database, "SELECT count(*) FROM pg_roles WHERE rolname = %s", READER) == [0]
        return
    with psycopg.connect(sampled_database) as connection:
        connection.execute(f"SET ROLE {READER}".encode())
        assert connection.execute("SELECT count(*) FROM app_logs").fetchone() == (2200,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM app_logs")
