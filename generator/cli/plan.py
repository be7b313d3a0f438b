"""`logloom plan`: what a push would change."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._grafana_options import Target, grafana_options
from generator.cli._options import NamedPath
from generator.cli._progress import progress

if TYPE_CHECKING:
    from generator.sync.plan import Plan

CHANGES_PENDING = 3


@click.command(name="plan", short_help="Say what a push would change in Grafana.")
@click.option(
    "--out", type=NamedPath(path_type=Path, dir_okay=False), help="Save the plan, for `logloom push FILE`."
)
@click.option("--exit-code", is_flag=True, help="Exit 3 if anything is not as the project has it.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@grafana_options
def command(target: Target, out: Path | None, exit_code: bool, format_: str) -> int:
    """Compare the project with a running Grafana, and with what was last pushed to it. Nothing is written.

    What differs is shown panel by panel. A resource that somebody has edited in Grafana is named with who it
    was and when, and what the edit did. What Grafana has more of than the project is left alone.

    \b
    logloom plan
    logloom plan --exit-code               for a job that watches for drift
    logloom plan --out release.plan && logloom push release.plan
    logloom plan --format json | jq '.resources[] | select(.status == "edited")'
    """
    from generator.sync import report, saved
    from generator.sync.plan import make_plan

    grafana, source = target.open()
    with progress() as bar:
        plan = make_plan(grafana, source, bar)
    if out is not None:
        saved.save(out, plan)
    click.echo(json.dumps(report.plan_data(plan), indent=2) if format_ == "json" else show(plan))
    return CHANGES_PENDING if exit_code and plan.pending else 0


def show(plan: Plan) -> str:
    """The plan for a terminal, in colours where there is one."""
    from generator.sync import report
    from generator.sync.model import Status

    colours = {
        Status.CREATE: "green",
        Status.UPDATE: "yellow",
        Status.ORPHAN: "cyan",
    }

    def paint(text: str, status: Status) -> str:
        return click.style(text, fg=colours.get(status, "red"), bold=True)

    return report.plan_text(plan, paint if sys.stdout.isatty() else report.plain)
