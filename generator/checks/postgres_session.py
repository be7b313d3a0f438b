"""Sessions on a PostgreSQL in which a query, whatever its text, can read and do nothing else.

Four things together see to that, none of which a query can undo. It runs as a role of its own that may
log in and read tables and nothing more, so there is nobody to go back to with RESET ROLE. It runs in a
subtransaction of a read-only transaction, which PostgreSQL lets nobody turn into a writing one. It is
sent by the extended protocol, which takes one statement only, and a statement that is not a reading one
is prepared and never executed. And all it has set is rolled back before the next one.
"""

from __future__ import annotations

import contextlib
import secrets
import select
from collections.abc import Iterator, Sequence

import attrs
import psycopg
from psycopg import pq, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo


@attrs.frozen
class Statement:
    """One statement of a query's expanded text; `offset` is where in that text it begins.

    One that is not to be executed is still prepared: parsed, its names and types resolved. `writes` is
    the word by which one begins that is not for reading; such a one is never executed.
    """

    text: str
    offset: int = 0
    execute: bool = True
    writes: str = ""

    def refusal(self) -> Diagnosis:
        """Why it is not executed, if it writes."""
        start = self.text.index(self.writes)
        return Diagnosis("25006", f"{self.writes.upper()} is not for reading", position=start)


@attrs.frozen
class Diagnosis:
    """PostgreSQL's word on a statement it refused. `position` counts characters from 0 in the statement."""

    sqlstate: str
    message: str
    hint: str = ""
    position: int | None = None


Columns = tuple[tuple[str, int], ...]
"""Names and type OIDs of a result; empty for a statement that has none."""

Outcome = Columns | Diagnosis

_SAVEPOINT = "before_the_query"
_ROLLBACK = f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}".encode()
_GONE = Diagnosis("57P01", "ends the database session it runs in")

_IN_FAILED_TRANSACTION = "25P02"

_READABLE_SCHEMAS = """
SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
"""


@contextlib.contextmanager
def reader_login(owner: psycopg.Connection, dsn: str) -> Iterator[str]:
    """The DSN of a new role that can log in to the owner's database and read its tables, and do no more.

    A role may end the sessions of its own: sessions that are to be safe from each other need one each.
    Raises psycopg.Error where the owner may not make a role.
    """
    role, password = f"logloom_check_{secrets.token_hex(8)}", secrets.token_hex(16)
    name = sql.Identifier(role)
    owner.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(password)))
    try:
        for (schema,) in owner.execute(_READABLE_SCHEMAS).fetchall():
            for grant in ("USAGE ON SCHEMA", "SELECT ON ALL TABLES IN SCHEMA"):
                where = sql.Identifier(schema)
                owner.execute(sql.SQL(f"GRANT {grant} {{}} TO {{}}").format(where, name))
        yield make_conninfo(dsn, user=role, password=password)
    finally:
        owner.execute(sql.SQL("DROP OWNED BY {}").format(name))
        owner.execute(sql.SQL("DROP ROLE {}").format(name))


class Session:
    """One connection of the reader. Not for several threads at once."""

    def __init__(self, dsn: str, timeout_ms: int, search_path: str) -> None:
        self._dsn = dsn
        self._arm = f"SET LOCAL statement_timeout = {timeout_ms}".encode()
        settings = {
            "statement_timeout": timeout_ms,
            "lock_timeout": timeout_ms,
            "search_path": search_path.replace("\\", "\\\\").replace(" ", "\\ "),
            "timezone": "UTC",
            "jit": "off",
            "max_parallel_workers_per_gather": 0,
            "default_transaction_read_only": "on",
            "client_min_messages": "error",
        }
        own = conninfo_to_dict(dsn).get("options") or ""
        self._options = " ".join([str(own), *(f"-c {name}={value}" for name, value in settings.items())])
        self._connection = self._connect()

    def close(self) -> None:
        self._connection.close()

    def run(self, texts: Sequence[Sequence[Statement]]) -> list[list[Outcome]]:
        """The outcome of each statement of each text. What follows a failure in a text has no outcome.

        All are sent before the first answer is awaited. When the session ends on the way, the first text
        without an answer is sent again alone: only then is it certain which one has ended it.
        """
        outcomes: list[list[Outcome]] = []
        together = len(texts)
        while len(outcomes) < len(texts):
            sent = texts[len(outcomes) : len(outcomes) + together]
            answered = self._pipeline(sent)
            outcomes += answered
            ended = len(answered) < len(sent)
            if ended:
                self._connection.close()
                self._connection = self._connect()
                if len(sent) == 1:
                    outcomes.append([_GONE])
            together = 1 if ended and len(sent) > 1 else len(texts)
        return outcomes

    def _connect(self) -> psycopg.Connection:
        connection = psycopg.connect(
            self._dsn, options=self._options, client_encoding="utf8", autocommit=True
        )
        connection.execute("BEGIN READ ONLY")
        connection.execute(f"SAVEPOINT {_SAVEPOINT}")
        connection.pgconn.nonblocking = 1
        return connection

    def _pipeline(self, texts: Sequence[Sequence[Statement]]) -> list[list[Outcome]]:
        """The outcomes of each text, of fewer texts if the session ended."""
        outcomes: list[list[Outcome]] = []
        with contextlib.suppress(psycopg.OperationalError):
            self._connection.pgconn.enter_pipeline_mode()
            for statements in texts:
                for number, statement in enumerate(statements):
                    # What an earlier statement of the same text has set stays, but for the timeout.
                    self._send(self._arm if number else _ROLLBACK, statement)
            for statements in texts:
                answers = [_answer(self._results()) for _ in statements]
                outcomes.append([answer for answer in answers if answer is not None])
            self._connection.pgconn.exit_pipeline_mode()
        return outcomes

    def _send(self, before: bytes, statement: Statement) -> None:
        """Send a command and a statement, so that an answer to both comes when all before them is done."""
        pgconn = self._connection.pgconn
        pgconn.send_query_params(before, None)
        text = statement.text.encode(errors="replace")
        if statement.execute:
            pgconn.send_query_params(text, None)
        else:
            pgconn.send_prepare(b"", text)
            pgconn.send_describe_prepared(b"")
        pgconn.pipeline_sync()

    def _results(self) -> list[pq.abc.PGresult]:
        """The results up to the next synchronisation. Raises OperationalError if the session ends."""
        pgconn = self._connection.pgconn
        results: list[pq.abc.PGresult] = []
        while True:
            while not pgconn.is_busy():
                result = pgconn.get_result()
                if result is None:
                    if pgconn.status != pq.ConnStatus.OK:
                        raise psycopg.OperationalError("the session has ended")
                elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                    return results
                else:
                    results.append(result)
            unsent = pgconn.flush()
            select.select([pgconn.socket], [pgconn.socket] if unsent else [], [])
            pgconn.consume_input()


def _answer(results: Sequence[pq.abc.PGresult]) -> Outcome | None:
    """What the results for one statement say; None where an earlier one had failed already."""
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            diagnosis = _diagnosis(result)
            return None if diagnosis.sqlstate == _IN_FAILED_TRANSACTION else diagnosis
    last = results[-1]
    names = [last.fname(column) or b"" for column in range(last.nfields)]
    return tuple((name.decode(), last.ftype(column)) for column, name in enumerate(names))


def _diagnosis(result: pq.abc.PGresult) -> Diagnosis:
    def field(which: pq.DiagnosticField) -> str:
        return (result.error_field(which) or b"").decode(errors="replace")

    position = field(pq.DiagnosticField.STATEMENT_POSITION)
    return Diagnosis(
        field(pq.DiagnosticField.SQLSTATE),
        field(pq.DiagnosticField.MESSAGE_PRIMARY),
        field(pq.DiagnosticField.MESSAGE_HINT),
        int(position) - 1 if position else None,
    )
