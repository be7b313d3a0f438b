"""`logloom samples`: fill a PostgreSQL with believable records."""

from __future__ import annotations

import json
import math
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from generator.cli._options import POSTGRES, project_option
from generator.cli._progress import progress

YEARS = range(1971, 9999)
"""Records of a year before must be possible, and a partition for the day after."""


@click.command(name="samples", short_help="Fill a database with believable records.")
@click.option(
    "--postgres",
    metavar="DSN",
    envvar=POSTGRES,
    help=f"The database to fill: postgresql://user@host/database.  [default: ${POSTGRES}]",
)
@click.option("--rows", type=click.IntRange(min=1), default=100_000, show_default=True)
@click.option(
    "--days",
    type=click.FloatRange(min=0, min_open=True, max=366),
    default=7,
    show_default=True,
    help="How far back the records go.",
)
@click.option(
    "--end",
    metavar="TIME",
    help="When the last one was logged: ISO 8601, UTC unless it says.  [default: now]",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed, the same records.")
@click.option("--append", is_flag=True, help="Fill a table that has rows already.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@project_option
def command(
    postgres: str | None,
    rows: int,
    days: float,
    end: str | None,
    seed: int,
    append: bool,
    format_: str,
    project: Path,
) -> None:
    """Fill a database with believable records of the contract's application.

    The table is made if it is missing. All is done in one transaction: if it fails, nothing has changed. The
    records are seeded: they are the same again for the same options.

    \b
    logloom samples --postgres postgresql:///logs
    logloom samples --postgres postgresql:///logs --rows 5000000 --days 30
    logloom samples --postgres postgresql:///logs --days 0.1 --seed 2 --append
    logloom samples --postgres postgresql:///logs --end 2026-01-15T11:00:00Z --format json
    """
    from logloom import load_contract

    from generator.errors import LogloomError
    from generator.postgres.fill import fill
    from generator.project import CONTRACT, find_root

    if postgres is None or postgres in ("", "auto", "off"):
        raise LogloomError(
            "which database is to be filled?",
            hint=f"name it with --postgres postgresql://user@host/database or in {POSTGRES}",
        )
    if math.isnan(days):
        raise click.BadParameter("nan is no number of days", param_hint="--days")
    until = _time(end)
    contract = load_contract(find_root(project) / CONTRACT)
    started = time.monotonic()
    with progress() as bar:
        count = fill(
            postgres,
            contract,
            seed=seed,
            rows=rows,
            days=days,
            end=until,
            append=append,
            progress=(lambda done: bar("records", done, rows)) if bar else None,
        )
    _print(count, until - timedelta(days=days), until, time.monotonic() - started, format_)


def _print(rows: int, since: datetime, until: datetime, seconds: float, format_: str) -> None:
    if format_ == "json":
        result = {
            "rows": rows,
            "from": since.isoformat(),
            "to": until.isoformat(),
            "seconds": round(seconds, 3),
        }
        click.echo(json.dumps(result, indent=2))
    else:
        span = f"{since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{rows:,} records from {span}, in {seconds:.1f} s")


def _time(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC)
    try:
        end = datetime.fromisoformat(text)
    except ValueError:
        end = None
    if end is None or end.year not in YEARS:
        raise click.BadParameter(f"{text!r} is no time: write 2026-01-15T11:00:00Z", param_hint="--end")
    return end.astimezone(UTC) if end.tzinfo else end.replace(tzinfo=UTC)
