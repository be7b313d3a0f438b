"""`logloom plan`: what a push would change."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.cli._grafana_options import Target, grafana_options
from generator.cli._options import NamedPath
from generator.cli._progress import progress
from generator.cli._pushing import format_option, show

CHANGES_PENDING = 3


@click.command(name="plan", short_help="Say what a push would change in Grafana.")
@click.option(
    "--out", type=NamedPath(path_type=Path, dir_okay=False), help="Save the plan, for `logloom push FILE`."
)
@click.option("--exit-code", is_flag=True, help="Exit 3 if anything is not as the project has it.")
@format_option
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
    from generator.sync import report_data, saved
    from generator.sync.plan import make_plan

    with target.open() as (grafana, source), progress() as bar:
        plan = make_plan(grafana, source, bar)
    if out is not None:
        saved.save(out, plan)
    click.echo(json.dumps(report_data.plan_data(plan), indent=2) if format_ == "json" else show(plan))
    return CHANGES_PENDING if exit_code and plan.pending else 0
