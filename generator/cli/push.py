"""`logloom push`: bring Grafana to what the project says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._grafana_options import Target, grafana_options
from generator.cli._options import NamedPath
from generator.cli._progress import progress

if TYPE_CHECKING:
    from generator.sync.changes import Intent
    from generator.sync.plan import Plan

STOPPED = 1

BACKUPS = Path(".logloom") / "backups"


@click.command(name="push", short_help="Bring Grafana to what the project says.")
@click.argument("plan_file", required=False, type=NamedPath(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would be done, like plan, and do nothing.")
@click.option(
    "--on-edit",
    type=click.Choice(["stop", "overwrite", "keep"]),
    default="stop",
    show_default=True,
    help="What happens to what was edited in Grafana since the last push.",
)
@click.option(
    "--adopt",
    multiple=True,
    metavar="UID",
    help="Take over what is in Grafana under this uid without our mark (may be repeated).",
)
@click.option("--prune", is_flag=True, help="Delete what carries our mark and is no longer in the project.")
@click.option(
    "--max-deletes",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="More deletions than this stop the push before it begins.",
)
@click.option(
    "--backup-dir",
    type=NamedPath(path_type=Path, file_okay=False),
    help="Where what is overwritten or deleted is kept; default: .logloom/backups of the project.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@grafana_options
def command(
    target: Target,
    plan_file: Path | None,
    dry_run: bool,
    on_edit: str,
    adopt: tuple[str, ...],
    prune: bool,
    max_deletes: int,
    backup_dir: Path | None,
    format_: str,
) -> int:
    """Do what plan says: create and update what differs, in an order in which nothing is missed.

    What somebody has edited in Grafana, what is there without our mark and what others own stops the push
    before the first write, unless an option says otherwise. With PLAN_FILE, from `logloom plan --out`, the
    push is refused where anything has moved since. Exit code 1 says that the push stopped.

    \b
    logloom push
    logloom push --dry-run
    logloom push --on-edit keep            push all but what was edited in Grafana
    logloom push --prune --max-deletes 3
    logloom push release.plan
    """
    from generator.project import find_root
    from generator.sync import report, saved
    from generator.sync.changes import OnEdit, Options, intend
    from generator.sync.plan import make_plan
    from generator.sync.push import push
    from generator.sync.write import Writer

    asked = saved.load(plan_file) if plan_file else None
    grafana, source = target.open()
    with progress() as bar:
        plan = make_plan(grafana, source, bar)
    if asked is not None:
        saved.check(asked, plan)
    intent = intend(plan, Options(OnEdit(on_edit), adopt, prune, max_deletes))
    if dry_run or intent.stops:
        return _stop(plan, intent, format_, dry_run)
    backups = backup_dir or find_root(target.project) / BACKUPS
    with progress() as bar:
        outcome = push(Writer(grafana, source), plan, intent, backups=backups, progress=bar)
    if format_ == "json":
        click.echo(json.dumps(report.push_data(plan, intent, outcome), indent=2))
    else:
        click.echo(report.push_text(plan, intent, outcome))
    for failure in outcome.failed:
        click.echo(f"logloom: {failure.error}", err=True)
    return outcome.exit_code


def _stop(plan: Plan, intent: Intent, format_: str, dry_run: bool) -> int:
    """Nothing is written: say what would be, and what stands in the way."""
    from generator.cli.plan import show
    from generator.sync import report

    if format_ == "json":
        data = report.plan_data(plan) if dry_run else report.stopped_data(plan, intent)
        click.echo(json.dumps(data, indent=2))
    elif dry_run:
        click.echo(show(plan))
    for stop in intent.stops:
        click.echo(f"logloom: {stop.message}", err=True)
    if intent.stops and not dry_run:
        click.echo("logloom: nothing was pushed", err=True)
    return STOPPED if intent.stops else 0
