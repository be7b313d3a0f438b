"""`logloom restore`: put back what a push has overwritten or deleted."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli._grafana_options import Target, grafana_options
from generator.cli._options import NamedPath
from generator.cli._pushing import backup_option, format_option, on_edit_option, run


@click.command(name="restore", short_help="Put back what a push has overwritten or deleted.")
@click.argument("folder", type=NamedPath(path_type=Path, file_okay=False, exists=True))
@click.option("--dry-run", is_flag=True, help="Say what would be put back, and do nothing.")
@on_edit_option
@backup_option
@format_option
@grafana_options
def command(
    target: Target, folder: Path, dry_run: bool, on_edit: str, backup_dir: Path | None, format_: str
) -> int:
    """Put back the copies in FOLDER, which a push has made before it overwrote or deleted something.

    What somebody has changed in Grafana since that push stops it, unless an option says otherwise; what it
    replaces is copied in its turn. A secret is in no copy: where the project has it no more, it must be
    entered in Grafana again.

    \b
    logloom restore .logloom/backups/2026-01-05T11-02-07Z --dry-run
    logloom restore .logloom/backups/2026-01-05T11-02-07Z
    """
    from generator.sync.backup import read_backup
    from generator.sync.changes import OnEdit, Options
    from generator.sync.restore import restore_plan

    backup = read_backup(folder)
    options = Options(OnEdit(on_edit))
    backups = target.backups(backup_dir)
    with target.open() as (grafana, source):
        plan = restore_plan(grafana, source, backup)
        return run(grafana, source, plan, options, dry_run=dry_run, backups=backups, format_=format_)
