"""`logloom pull`: take over what Grafana holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._grafana_options import Target, grafana_options
from generator.cli._options import NamedPath
from generator.cli._pushing import format_option

if TYPE_CHECKING:
    from generator.sync.pull import Pulled


@click.command(name="pull", short_help="Take over what was edited in Grafana.")
@click.argument("uid")
@click.option(
    "--out",
    type=NamedPath(path_type=Path, dir_okay=False),
    help="Where to write it; default: pulled/UID.json of the current folder.",
)
@format_option
@grafana_options
def command(target: Target, uid: str, out: Path | None, format_: str) -> int:
    """Write what Grafana holds under UID to a file, and show what differs from the code.

    UID is that of a dashboard or of any other resource; KIND/UID where several have it. Each difference is
    shown with the line of the code that makes the panel or the rule; a query that was changed is shown as a
    diff against its file. No code is changed: carry over by hand what is worth it, and push.

    \b
    logloom pull logs-errors
    logloom pull datasource/logs-postgres
    logloom pull logs-errors --out /tmp/errors.json
    """
    from generator.sync.pull import file_name, pull, write
    from generator.sync.report_data import pull_data

    with target.open() as (grafana, source):
        pulled = pull(grafana, source, uid)
    path = out or Path("pulled") / file_name(pulled.live.key)
    write(path, pulled, grafana.connection.url)
    click.echo(json.dumps(pull_data(pulled, path), indent=2) if format_ == "json" else _text(pulled, path))
    return 0


def _text(pulled: Pulled, path: Path) -> str:
    from generator.sync.diff.difference import printable
    from generator.sync.explain import was_edited
    from generator.sync.files import place
    from generator.sync.wording import by, named

    name = named(pulled.live.key, pulled.live.title)
    lines = []
    for carry in pulled.carries:
        where = place(carry.location)
        lines.append(f"{where}: {carry.difference}" if where else str(carry.difference))
        lines += [f"    {printable(line)}" for diff in carry.diffs for line in diff.splitlines()]
        lines += [f"    {carry.hint}"] if carry.hint else []
    if not pulled.in_project:
        lines.append(f"{name} is not in the project")
    elif not pulled.carries:
        lines.append(f"{name} is as the project has it")
    if pulled.comparison is not None and was_edited(pulled.comparison):
        lines.insert(0, f"{name} was edited{by(pulled.comparison)}:")
    return "\n".join([*lines, f"written to {path}"])
