"""A server in a container, or one that a user names, does what a server of this machine does."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from logloom import Contract

from generator.postgres.sampled import empty_template, sampled_template
from generator.postgres.scratch import Postgres

pytestmark = pytest.mark.live


def value(dsn: str, query: str) -> Any:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row and row[0]


def test_it_holds_the_sample_records(live_postgres: Postgres, contract: Contract) -> None:
    with live_postgres.database(sampled_template(live_postgres, contract)) as dsn:
        assert value(dsn, "SELECT count(*) FROM app_logs") == 2200
        assert value(dsn, "SELECT count(DISTINCT category) FROM app_logs") == len(contract.categories)
        assert value(dsn, "SHOW server_encoding") == "UTF8"


def test_its_databases_are_apart_from_each_other_and_gone_at_the_end(
    live_postgres: Postgres, contract: Contract
) -> None:
    template = empty_template(live_postgres, contract)
    with live_postgres.database(template) as first, live_postgres.database(template) as second:
        with psycopg.connect(first) as connection:
            connection.execute(
                "INSERT INTO app_logs (timestamp, level, category, logger, message)"
                " VALUES ('2026-01-15T10:00Z', 'INFO', 'system', 'code_monet', 'here')"
            )
        assert value(first, "SELECT count(*) FROM app_logs") == 1
        assert value(second, "SELECT count(*) FROM app_logs") == 0
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(first)
