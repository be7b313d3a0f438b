"""`logloom transpile`: a Logs Insights query as SQL."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli._options import note, project_option


@click.command(name="transpile", short_help="Print a Logs Insights query as SQL for PostgreSQL.")
@click.argument("name")
@project_option
def command(name: str, project: Path) -> None:
    """Print the SQL that asks PostgreSQL what a Logs Insights query asks CloudWatch.

    NAME is a .cwli file, or a query of the library that has one. What is printed is a query file: the header
    is kept, Grafana's variables are written as SQL wants them, and the time range is Grafana's. What `logloom
    check` calls an error in the query is said beside it.

    \b
    logloom transpile errors/by_category
    logloom transpile ./draft.cwli > queries/errors/draft.sql
    logloom transpile /tmp/draft.cwli --project ~/logs
    """
    from logloom import load_contract

    from generator.checks.engine import OFF, check_files
    from generator.cli._named_query import named_query
    from generator.finding import Severity
    from generator.project import CONTRACT, find_root
    from generator.queries.library import load_library
    from generator.queries.model import INSIGHTS_ENDING
    from generator.queries.transpile import transpile

    root = find_root(project)
    query = named_query(name, load_library(root / "queries"), INSIGHTS_ENDING)
    contract = load_contract(root / CONTRACT)
    sql = transpile(query, contract)
    for finding in check_files([query.path], contract, postgres=OFF, jobs=1):
        if finding.severity is Severity.ERROR:
            note(str(finding.as_error()))
    click.echo(sql, nl=False)
