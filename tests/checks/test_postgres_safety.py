"""A query file can say what it likes: it changes nothing, and is found out."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from generator.checks.postgres_tier import verifier, verify
from generator.finding import Finding
from generator.postgres.scratch import Postgres
from generator.queries.model import Header, Query

SETUP = """
CREATE TABLE app_logs (id bigint PRIMARY KEY, level text, "timestamp" timestamptz DEFAULT now());
INSERT INTO app_logs VALUES (1, 'INFO'), (2, 'ERROR');
CREATE SEQUENCE counter;
CREATE PROCEDURE careless_too() LANGUAGE sql AS $$ DELETE FROM app_logs $$;
CREATE FUNCTION careless() RETURNS int LANGUAGE sql AS $$ DELETE FROM app_logs; SELECT 1 $$;
CREATE FUNCTION reckless() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS
  $$ BEGIN DELETE FROM app_logs; RETURN 1; END $$;
"""
STATE = """
SELECT (SELECT array_agg(l ORDER BY id) FROM app_logs l), (SELECT (last_value, is_called)::text FROM counter),
  (SELECT array_agg(relname ORDER BY relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace),
  (SELECT count(*) FROM pg_largeobject_metadata),
  (SELECT array_agg(setconfig) FROM pg_db_role_setting)
"""


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[str]:
    """One for all: that nothing changes it is what these tests are about."""
    with postgres.database() as dsn:
        with psycopg.connect(dsn, autocommit=True) as owner:
            owner.execute(SETUP.encode())
        yield dsn


def _state(dsn: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as owner:
        return owner.execute(STATE.encode()).fetchone()


Findings = Callable[..., list[list[Finding]]]


@pytest.fixture(scope="module")
def findings(database: str) -> Iterator[Findings]:
    """The findings on each of some texts."""
    with verifier(database, timeout_ms=300) as judge:

        def run(*texts: str) -> list[list[Finding]]:
            queries = [Query(str(i), Path(f"{i}.sql"), text, Header()) for i, text in enumerate(texts)]
            found = judge(queries)
            return [found[query.path] for query in queries]

        yield run


WRITES = "postgres-writes"
MALICIOUS = [
    ("DELETE FROM app_logs", WRITES),
    ("UPDATE app_logs SET level = 'x'", WRITES),
    ("INSERT INTO app_logs VALUES (3)", WRITES),
    ("MERGE INTO app_logs USING (SELECT 1) x ON false WHEN NOT MATCHED THEN INSERT VALUES (3)", WRITES),
    ("TRUNCATE app_logs", WRITES),
    ("DROP TABLE app_logs", WRITES),
    ("CREATE TABLE evil (a int)", WRITES),
    ("CREATE TEMP TABLE evil (a int)", WRITES),
    ("CREATE TABLE evil AS SELECT 1", WRITES),
    ("ALTER ROLE ALL SET statement_timeout = 0", WRITES),
    ("ALTER SYSTEM SET fsync = off", WRITES),
    ("COPY (SELECT 1) TO PROGRAM 'touch /tmp/evil'", WRITES),
    ("COPY app_logs FROM PROGRAM 'echo 3'", WRITES),
    ("COPY app_logs FROM STDIN", WRITES),
    ("DO $$ BEGIN DELETE FROM app_logs; END $$", WRITES),
    ("CALL careless_too()", WRITES),
    ("LOCK TABLE app_logs", WRITES),
    ("VACUUM", WRITES),
    ("NOTIFY evil", WRITES),
    ("LISTEN evil", WRITES),
    ("PREPARE evil AS DELETE FROM app_logs", WRITES),
    ("DECLARE evil CURSOR FOR SELECT 1", WRITES),
    ("GRANT ALL ON app_logs TO PUBLIC", WRITES),
    ("BEGIN", WRITES),
    ("COMMIT", WRITES),
    ("END; DELETE FROM app_logs", WRITES),
    ("ROLLBACK; DELETE FROM app_logs", WRITES),
    ("COMMIT; BEGIN READ WRITE; DELETE FROM app_logs; COMMIT", WRITES),
    ("RELEASE SAVEPOINT before_the_query; DELETE FROM app_logs", WRITES),
    ("SELECT 1; DROP TABLE app_logs", WRITES),
    ("SELECT 1 /* ; */; -- ;\nDELETE FROM app_logs; SELECT 2", WRITES),
    ("WITH gone AS (DELETE FROM app_logs RETURNING *) SELECT * FROM gone", WRITES),
    ("WITH x AS (SELECT 1) DELETE FROM app_logs", WRITES),
    ("SELECT * FROM app_logs FOR UPDATE", WRITES),
    ("SELECT * FROM app_logs FOR SHARE", WRITES),
    ("SELECT * INTO evil FROM app_logs", WRITES),
    ("EXPLAIN ANALYZE DELETE FROM app_logs", WRITES),
    ("EXPLAIN ANALYZE CREATE TABLE evil AS SELECT 1", WRITES),
    ("SELECT nextval('counter')", WRITES),
    ("SELECT setval('counter', 7)", WRITES),
    ("SELECT careless()", WRITES),
    ("SELECT reckless()", WRITES),
    ("SET default_transaction_read_only = off; DELETE FROM app_logs", WRITES),
    ("SET TRANSACTION READ WRITE; DELETE FROM app_logs", None),
    ("SET transaction_read_only = off; SELECT reckless()", None),
    ("SELECT set_config('transaction_read_only', 'off', false); SELECT reckless()", None),
    ("SELECT set_config('transaction_read_only', 'off', true), reckless()", None),
    ("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE; SELECT reckless()", WRITES),
    ("SET ROLE none; SELECT reckless()", WRITES),
    ("SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; SELECT reckless()", WRITES),
    ("SET ROLE postgres; SELECT 1", None),
    ("SELECT set_config('role', 'postgres', false); SELECT 1", None),
    ("SELECT lo_import('/etc/passwd')", WRITES),
    ("SELECT lo_export(1, '/tmp/evil')", WRITES),
    ("SELECT lo_from_bytea(0, 'evil'); SELECT nextval('counter')", None),
    ("SELECT pg_read_file('/etc/passwd')", WRITES),
    ("SELECT pg_ls_dir('/')", WRITES),
    ("SELECT pg_reload_conf()", WRITES),
    ("SELECT pg_terminate_backend(pg_backend_pid())", WRITES),
    ("SELECT dblink('dbname=postgres', 'DROP TABLE app_logs')", "postgres-unknown-function"),
    ("SELECT pg_sleep(1000)", "postgres-timeout"),
    ("SET statement_timeout = 0; SELECT pg_sleep(1000)", "postgres-timeout"),
    ("SELECT set_config('statement_timeout', '0', false); SELECT pg_sleep(1000)", "postgres-timeout"),
    ("SELECT set_config('statement_timeout', '0', false), pg_sleep(1000)", "postgres-timeout"),
]


@pytest.mark.parametrize(("text", "rule"), MALICIOUS)
def test_nothing_is_done_and_something_is_said(
    database: str, findings: Findings, text: str, rule: str | None
) -> None:
    before = _state(database)
    (found,) = findings(text)
    assert _state(database) == before
    assert found
    assert rule is None or found[0].rule == rule


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT 1;\n  DROP TABLE app_logs", (2, 3)),
        ("-- title: x\nDELETE FROM app_logs", (2, 1)),
        ("WITH gone AS (DELETE FROM app_logs RETURNING *) SELECT * FROM gone", (1, 15)),
        ("SELECT * FROM app_logs FOR UPDATE", (1, 28)),
        ("SELECT 1, nextval('counter')", (1, 11)),
    ],
)
def test_the_finding_points_at_what_writes(findings: Findings, text: str, place: tuple[int, int]) -> None:
    (found,) = findings(text)
    assert [(finding.line, finding.column) for finding in found] == [place]
    assert "only read" in found[0].hint


def test_what_one_query_sets_does_not_reach_the_next(findings: Findings) -> None:
    for setting in (
        "SET search_path TO nowhere; SELECT 1",
        "SELECT set_config('search_path', 'nowhere', false)",
        "SET TIMEZONE TO 'Asia/Tokyo'; SELECT 1 / (current_setting('timezone') = 'Asia/Tokyo')::int",
    ):
        later = "SELECT 1 / (current_setting('timezone') = 'UTC')::int FROM app_logs"
        assert findings(*[setting, later] * 30) == [[]] * 60


def test_a_query_that_ends_its_session_takes_no_other_with_it(findings: Findings) -> None:
    everyone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user"
    texts = ["SELECT 1 FROM app_logs", everyone] * 20
    assert [bool(found) for found in findings(*texts)] == [False, True] * 20


def test_a_query_reads_nothing_that_its_database_does_not_hold(findings: Findings) -> None:
    (found,) = findings("SELECT rolpassword FROM pg_authid")
    assert "permission denied" in found[0].message


GRANTED = """
SELECT count(*) FROM pg_class, aclexplode(relacl) WHERE relname = 'app_logs' AND grantee <> relowner
"""


def test_the_roles_are_gone_afterwards_even_if_checking_is_broken_off(postgres: Postgres) -> None:
    with postgres.database() as dsn, psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute(SETUP.encode())
        schemas = "SELECT array_agg(nspname ORDER BY nspname) FROM pg_namespace"
        before = owner.execute(schemas).fetchone()

        def stop(done: int, total: int) -> None:
            assert owner.execute(GRANTED).fetchone() != (0,)
            raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            verify(dsn, [Query("q", Path("q.sql"), "SELECT 1", Header())], stop)
        assert owner.execute(GRANTED).fetchone() == (0,)
        assert owner.execute(schemas).fetchone() == before
