"""Doing what a plan says, and telling what became of it: what push and restore share."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._options import NamedPath
from generator.cli._progress import progress

if TYPE_CHECKING:
    from generator.sync.changes import Intent, Options
    from generator.sync.client.grafana import Grafana
    from generator.sync.kind import Source
    from generator.sync.plan import Plan

STOPPED = 1

on_edit_option = click.option(
    "--on-edit",
    type=click.Choice(["stop", "overwrite", "keep"]),
    default="stop",
    show_default=True,
    help="What happens to what was edited in Grafana since the last push.",
)
backup_option = click.option(
    "--backup-dir",
    type=NamedPath(path_type=Path, file_okay=False),
    help="Where what is overwritten or deleted is kept; default: .logloom/backups of the project.",
)
format_option = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)


def run(
    grafana: Grafana,
    source: Source,
    plan: Plan,
    options: Options,
    *,
    dry_run: bool,
    backups: Path,
    format_: str,
) -> int:
    """Do what the plan and the options say, or with `dry_run` only say it. The exit code."""
    from generator.sync import report, report_data
    from generator.sync.changes import intend
    from generator.sync.push import push
    from generator.sync.write import Writer

    intent = intend(plan, options)
    if dry_run or intent.stops:
        return _stop(plan, intent, format_, dry_run)
    for note in plan.notes:
        click.echo(f"logloom: note: {note}", err=True)
    with progress() as bar:
        outcome = push(Writer(grafana, source), plan, intent, backups=backups, progress=bar)
    if format_ == "json":
        click.echo(json.dumps(report_data.push_data(plan, intent, outcome), indent=2))
    else:
        click.echo(report.push_text(plan, intent, outcome))
    for failure in outcome.failed:
        click.echo(f"logloom: {failure}", err=True)
    return outcome.exit_code


def _stop(plan: Plan, intent: Intent, format_: str, dry_run: bool) -> int:
    """Nothing is written: say what would be, and what stands in the way."""
    from generator.sync import report_data

    if format_ == "json":
        data = report_data.plan_data(plan) if dry_run else report_data.stopped_data(plan, intent)
        click.echo(json.dumps(data, indent=2))
    elif dry_run:
        click.echo(show(plan))
    for stop in intent.stops:
        click.echo(f"logloom: {stop.message}", err=True)
    if intent.stops and not dry_run:
        click.echo("logloom: nothing was written", err=True)
    return STOPPED if intent.stops else 0


def show(plan: Plan) -> str:
    """The plan for a person, in colours where there is a terminal."""
    from generator.sync import report
    from generator.sync.model import Status

    colours = {Status.CREATE: "green", Status.UPDATE: "yellow", Status.ORPHAN: "cyan"}

    def paint(text: str, status: Status) -> str:
        return click.style(text, fg=colours.get(status, "red"), bold=True)

    return report.plan_text(plan, paint if sys.stdout.isatty() else report.plain)
