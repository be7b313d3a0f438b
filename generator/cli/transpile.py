"""`logloom transpile`: a Logs Insights query as SQL."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli._options import project_option

ENDING = ".cwli"


@click.command(name="transpile", short_help="Print a Logs Insights query as SQL for PostgreSQL.")
@click.argument("name")
@project_option
def command(name: str, project: Path) -> None:
    """Print the SQL that asks PostgreSQL what a Logs Insights query asks CloudWatch.

    NAME is a .cwli file, or a query of the library that has one. What is printed is a query file: the header
    is kept, Grafana's variables are written as SQL wants them, and the time range is Grafana's.

    \b
    logloom transpile errors/by_category
    logloom transpile queries/errors/by_category.cwli > queries/errors/by_category.sql
    logloom transpile ./draft.cwli --project .
    """
    from logloom import load_contract

    from generator.cli._named_query import named_query
    from generator.project import CONTRACT, find_root
    from generator.queries.library import load_library
    from generator.queries.transpile import transpile

    root = find_root(project)
    query = named_query(name, load_library(root / "queries"), ENDING)
    click.echo(transpile(query, load_contract(root / CONTRACT)), nl=False)
