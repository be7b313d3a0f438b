"""The stores that `logloom query` asks, and what is said of how the rows came about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from generator.cli._options import POSTGRES, note
from generator.cli._progress import progress

if TYPE_CHECKING:
    import psycopg
    from logloom import Contract

    from generator.aws.query import Scanned
    from generator.queries.library import Library
    from generator.queries.request import Request
    from generator.queries.run import Result

GB = 10**9
_UNITS = ("B", "kB", "MB", "GB", "TB")


def postgres(request: Request, contract: Contract | None, library: Library, dsn: str | None) -> Result:
    """The rows that a PostgreSQL returns."""
    from generator.queries.ask import ask

    with _connection(dsn, contract) as connection:
        answer = ask(connection, request, contract, library)
    for said in answer.notes:
        note(said)
    return answer.result


def cloudwatch(
    request: Request, contract: Contract | None, library: Library, region: str, profile: str, price: float
) -> Result:
    """The rows that CloudWatch returns; `price` is in US dollars for each GB scanned."""
    from generator.aws.ask import access, ask
    from generator.aws.logs import open_logs
    from generator.errors import LogloomError

    if contract is None:
        raise LogloomError("the log groups are those of a project", hint="name one with --project")
    with open_logs(access(contract, region=region, profile=profile)) as logs, progress() as bar:

        def told(scanned: Scanned) -> None:
            if bar is not None:
                bar("records scanned", scanned.records, 0)

        answer = ask(logs, request, contract, library, told=told)
    for said in (*answer.notes, spent(answer.scanned, price)):
        note(said)
    return answer.result


def spent(scanned: Scanned, price: float) -> str:
    """What was read for a result, and what that costs."""
    dollars = scanned.bytes / GB * price
    cost = f"about ${dollars:.2f}" if dollars >= 0.01 else "less than a cent" if dollars else "nothing"
    return (
        f"{scanned.records:,} records and {size(scanned.bytes)} were scanned, {scanned.matched:,} matched: "
        f"{cost} at ${price:g} for a GB"
    )


def size(count: float) -> str:
    """Bytes in the unit that suits them, by thousands: `12.3 MB`."""
    for unit in _UNITS[:-1]:
        if count < 1000:
            return f"{count:.1f} {unit}" if unit != "B" else f"{count:g} B"
        count /= 1000
    return f"{count:.1f} {_UNITS[-1]}"


@contextmanager
def _connection(postgres: str | None, contract: Contract | None) -> Iterator[psycopg.Connection]:
    from generator.errors import LogloomError
    from generator.queries.connection import SAMPLE_HOURS, SAMPLE_ROWS, connect_to_read, connect_to_samples

    if postgres is None or postgres == "off":
        raise LogloomError(
            "which PostgreSQL is to be asked?",
            hint=f"name it with --postgres postgresql://user@host/database or in {POSTGRES}; "
            "--postgres auto asks one of sample records",
        )
    if postgres == "auto":
        if contract is None:
            raise LogloomError("sample records are those of a project", hint="name one with --project")
        note(
            f"a disposable server with {SAMPLE_ROWS} sample records of the last {SAMPLE_HOURS} hours is asked"
        )
        with connect_to_samples(contract) as connection:
            yield connection
    else:
        with connect_to_read(postgres) as connection:
            yield connection
