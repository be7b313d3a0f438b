"""Connect to a PostgreSQL that the user names, without ever showing the password in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.errors import LogloomError, ServerError

if TYPE_CHECKING:
    import psycopg

TIMEOUT = 10
"""Seconds that a server may take to answer, unless the DSN says otherwise."""


def connect(dsn: str, *, autocommit: bool = False, application: str = "logloom") -> psycopg.Connection:
    """A connection to the server that a connection string (key=value pairs, or a URI) leads to.

    Raises LogloomError for what is no connection string, ServerError if no server answers, or refuses.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo

    try:
        given = conninfo_to_dict(dsn)
    except psycopg.ProgrammingError:
        # libpq's message repeats what it could not read, and that may be the password.
        raise LogloomError(
            "this is no connection string of PostgreSQL", hint="postgresql://user@host/database, for example"
        ) from None
    if "://" in dsn and _is_torn(dsn, str(given.get("port", ""))):
        raise LogloomError(
            "this is no connection string of PostgreSQL",
            hint="in a password, / is written %2F, @ is %40 and : is %3A",
        )
    defaults: dict[str, str | int | None] = {"connect_timeout": TIMEOUT}
    named: dict[str, str | int | None] = {"application_name": application, "client_encoding": "utf8"}
    try:
        return psycopg.connect(make_conninfo("", **(defaults | given | named)), autocommit=autocommit)
    except psycopg.Error as error:
        password = given.get("password")
        said = str(error)
        raise ServerError(f"PostgreSQL: {said.replace(str(password), '***') if password else said}") from None


def _is_torn(uri: str, port: str) -> bool:
    """Whether a password with a / or @ in it was read as host, port or database, which libpq would show."""
    authority, _, path = uri.partition("://")[2].partition("?")[0].partition("/")
    ports = [number for number in port.split(",") if number]
    return authority.count("@") > 1 or "@" in path or not all(number.isdecimal() for number in ports)
