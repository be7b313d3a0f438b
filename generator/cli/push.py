"""`logloom push`: bring Grafana to what the project says."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli._grafana_options import Target, grafana_options
from generator.cli._options import NamedPath
from generator.cli._progress import progress
from generator.cli._pushing import backup_option, format_option, on_edit_option, run


@click.command(name="push", short_help="Bring Grafana to what the project says.")
@click.argument("plan_file", required=False, type=NamedPath(path_type=Path, dir_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would be done, like plan, and do nothing.")
@on_edit_option
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
@backup_option
@click.option("--message", default="", help="Goes into the history of each dashboard that is written.")
@format_option
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
    message: str,
    format_: str,
) -> int:
    """Do what plan says: create and update what differs, each thing after what it needs.

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
    from generator.sync import saved
    from generator.sync.changes import OnEdit, Options
    from generator.sync.plan import make_plan

    asked = saved.load(plan_file) if plan_file else None
    options = Options(OnEdit(on_edit), adopt, prune, max_deletes)
    backups = target.backups(backup_dir)
    with target.open(message) as (grafana, source):
        with progress() as bar:
            plan = make_plan(grafana, source, bar)
        if asked is not None:
            saved.check(asked, plan)
        return run(grafana, source, plan, options, dry_run=dry_run, backups=backups, format_=format_)
