"""`logloom query`: run a library query and print its rows."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._options import POSTGRES, note, project_option

if TYPE_CHECKING:
    from logloom import Contract

    from generator.languages.grafana.model import TimeRange
    from generator.queries.library import Library
    from generator.queries.run import Result

POSTGRES_STORE, CLOUDWATCH_STORE = "postgres", "cloudwatch"
TIMEOUTS = {POSTGRES_STORE: "30s", CLOUDWATCH_STORE: "15m"}
LONGEST_TIMEOUT_MS = 2**31 - 1
"""What PostgreSQL can be told: 24 days."""

PRICE = 0.005
"""US dollars that CloudWatch asks for each GB a query scans, in us-east-1 and most other regions."""


@click.command(name="query", short_help="Run a library query on a PostgreSQL or on CloudWatch.")
@click.argument("name", required=False)
@click.option("--list", "list_", is_flag=True, help="List the library, as without NAME.")
@click.option("--last", metavar="SPAN", help="The time range: this long, up to --to.  [default: 1h]")
@click.option("--from", "from_", metavar="TIME", help="Where the range begins: ISO 8601, now, or now-6h.")
@click.option("--to", metavar="TIME", default="now", show_default=True, help="Where it ends.")
@click.option("--var", "picks", metavar="NAME=VALUE", multiple=True, help="Pick a value; repeat for several.")
@click.option("--interval", metavar="SPAN", help="$__interval.  [default: about 60 in the range]")
@click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Print N rows at most.")
@click.option(
    "--timeout",
    metavar="SPAN",
    help="What the server may take.  "
    f"[default: {TIMEOUTS[POSTGRES_STORE]}; CloudWatch {TIMEOUTS[CLOUDWATCH_STORE]}]",
)
@click.option(
    "--store",
    type=click.Choice(list(TIMEOUTS)),
    default=POSTGRES_STORE,
    show_default=True,
    help="What to ask.",
)
@click.option("--postgres", metavar="DSN", help=f"The server to ask, or `auto`.  [default: ${POSTGRES}]")
@click.option("--region", default="", help="The AWS region.  [default: the contract's, else AWS's own ways]")
@click.option("--profile", default="", help="The AWS profile.  [default: as the AWS tools choose it]")
@click.option(
    "--price",
    type=click.FloatRange(min=0),
    default=PRICE,
    show_default=True,
    metavar="USD",
    help="What AWS asks for each GB scanned.",
)
@project_option
def command(
    name: str | None,
    list_: bool,
    last: str | None,
    from_: str | None,
    to: str,
    picks: tuple[str, ...],
    interval: str | None,
    format_: str,
    limit: int | None,
    timeout: str | None,
    store: str,
    postgres: str | None,
    region: str,
    profile: str,
    price: float,
    project: Path,
) -> None:
    """Run a query of the library, or any file, and print its rows.

    It runs as Grafana would run it, in a transaction that can only read. A variable that is not picked
    stands as on a dashboard just opened: on All where there is an All, a text box empty. One that needs a
    value takes the first sample of the query's params. `--postgres auto` asks a disposable server that is
    filled with sample records.

    With `--store cloudwatch` the query's twin in Logs Insights is run on the contract's log groups. AWS asks
    money for what is scanned, which is said at the end; Ctrl-C stops the query.

    \b
    logloom query                                      what there is to ask
    logloom query errors/by_category --last 6h
    logloom query errors/by_category --var category=auth --var category=agent
    logloom query errors/by_category --var 'category=$__all'
    logloom query errors/count_over_time --from 2026-01-15T10:00:00Z --to 2026-01-15T11:00:00Z
    logloom query records/recent --format json --limit 20 | jq '.[].message'
    logloom query ./mine.sql --postgres postgresql://reader@db.internal/logs
    logloom query errors/by_category --store cloudwatch --last 3h --profile production
    logloom query ./mine.cwli --store cloudwatch --format csv > rows.csv
    """
    from generator.cli import _asking
    from generator.cli._named_query import is_file, named_query
    from generator.queries.model import INSIGHTS_ENDING
    from generator.queries.request import Request, usual_interval_ms

    root = _root(project, needed=name is None or not is_file(name))
    library, contract = _load(root)
    if name is None or list_:
        click.echo(_listing(library, format_))
        return
    query = named_query(name, library, INSIGHTS_ENDING if store == CLOUDWATCH_STORE else None)
    now = datetime.now(UTC)
    time_range = _time_range(last, from_, to, now)
    request = Request(
        query=query,
        time_range=time_range,
        interval_ms=_milliseconds("--interval", interval, now) if interval else usual_interval_ms(time_range),
        picked=_picked(picks),
        limit=limit,
        timeout=min(_milliseconds("--timeout", timeout or TIMEOUTS[store], now), LONGEST_TIMEOUT_MS) / 1000,
    )
    if store == CLOUDWATCH_STORE:
        result = _asking.cloudwatch(request, contract, library, region, profile, price)
    else:
        dsn = postgres or os.environ.get(POSTGRES) or None
        result = _asking.postgres(request, contract, library, dsn)
    if not result.rows:
        note(f"no rows from {_iso(time_range.start)} to {_iso(time_range.end)}")
    _print(result, format_)


def _root(folder: Path, *, needed: bool) -> Path | None:
    """The project's folder; None if there is none and none is needed, as for a file."""
    from generator.errors import LogloomError
    from generator.project import find_root

    try:
        return find_root(folder)
    except LogloomError:
        if needed:
            raise
        return None


def _load(root: Path | None) -> tuple[Library, Contract | None]:
    from logloom import load_contract

    from generator.project import CONTRACT
    from generator.queries.library import Library, load_library

    if root is None:
        return Library({}), None
    return load_library(root / "queries"), load_contract(root / CONTRACT)


def _time_range(last: str | None, from_: str | None, to: str, now: datetime) -> TimeRange:
    from generator.errors import LogloomError
    from generator.languages.grafana.model import TimeRange
    from generator.queries.moments import parse_relative

    if last is not None and from_ is not None:
        raise click.UsageError("--last and --from both say where the range begins: give one of them")
    try:
        end = parse_relative(to, now)
        start = parse_relative(from_, now) if from_ is not None else None
    except ValueError as error:
        raise LogloomError(str(error)) from None
    if start is None:
        start = end - timedelta(milliseconds=_milliseconds("--last", last or "1h", now))
    if start > end:
        raise LogloomError(f"the time range ends before it begins: {_iso(start)} to {_iso(end)}")
    return TimeRange(start, end)


def _milliseconds(option: str, span: str, now: datetime) -> int:
    from generator.errors import LogloomError
    from generator.queries.moments import parse_span

    try:
        return max(parse_span(span, now) // timedelta(milliseconds=1), 1)
    except ValueError as error:
        raise LogloomError(f"{option}: {error}") from None


def _picked(picks: Sequence[str]) -> dict[str, tuple[str, ...]]:
    picked: dict[str, tuple[str, ...]] = {}
    for pick in picks:
        name, equals, value = pick.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--var {pick}: write it as NAME=VALUE")
        if any("\ud800" <= character <= "\udfff" for character in pick):  # how Python keeps other bytes
            raise click.UsageError(f"--var {name}: the value is not UTF-8")
        picked[name.strip()] = (*picked.get(name.strip(), ()), value)
    return picked


def _listing(library: Library, format_: str) -> str:
    queries = library.queries
    if format_ == "json":
        return json.dumps(
            [
                {"name": name, "title": query.header.title, "description": query.header.description}
                for name, query in queries.items()
            ],
            ensure_ascii=False,
            indent=2,
        )
    from generator.queries.model import Column
    from generator.queries.output import to_csv, to_text
    from generator.queries.run import Result

    columns = (Column("name", "text"), Column("title", "text"))
    listing = Result(columns, tuple((name, query.header.title) for name, query in queries.items()))
    return to_csv(listing) if format_ == "csv" else to_text(listing)


def _print(result: Result, format_: str) -> None:
    from generator.queries.output import to_csv, to_json, to_text

    if format_ == "json":
        click.echo(to_json(result))
    elif format_ == "csv":
        click.echo(to_csv(result))
    elif not result.rows:
        return  # said on stderr
    elif sys.stdout.isatty():
        from rich.console import Console

        from generator.queries.terminal import rendered

        console = Console()
        console.print(rendered(result, console.width))
    else:
        click.echo(to_text(result))


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
