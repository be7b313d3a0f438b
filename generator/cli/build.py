"""`logloom build`: write what Grafana loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._options import NamedPath, project_option

if TYPE_CHECKING:
    from generator.provisioning.write import Changes

CHANGES_PENDING = 3


@click.command(name="build", short_help="Write what Grafana loads.")
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a build would change a file.")
@click.option("--store", "stores", multiple=True, help="Build this store only (may be repeated).")
@click.option(
    "--out",
    type=NamedPath(path_type=Path),
    help="Write <store>/ here, not below provisioning/ of the project.",
)
@project_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(check: bool, stores: tuple[str, ...], out: Path | None, project: Path, format_: str) -> int:
    """Write the files that Grafana loads: datasources, dashboards and alerting of each store.

    A file is replaced whole, and only if it changes. Files of an earlier build that nothing makes any more
    are removed; files that logloom has not written are never touched. Alert rules and contact points of an
    earlier build are named for Grafana to delete, since it keeps what is only gone from a file.

    \b
    logloom build
    logloom build --check                  is provisioning/ up to date?
    logloom build --store postgres --out /tmp/grafana
    """
    from generator.project import find_root, load_project
    from generator.provisioning.files import environment_variables, provisioning_files
    from generator.provisioning.write import compare, write
    from generator.provisioning.written import read_written

    root = find_root(project)
    loaded = load_project(root, stores=stores)
    loaded.library.raise_errors()
    target = out or root / "provisioning"
    # Everything is rendered before anything is written.
    files = {
        store: provisioning_files(loaded, store, read_written(target / store)) for store in loaded.dashboards
    }
    bring = compare if check else write
    changes = {store: bring(target / store, files[store]) for store in files}
    click.echo(_json(changes) if format_ == "json" else _text(target, changes, check))
    for store in files:
        if (variables := environment_variables(loaded, store)) and format_ == "text" and not check:
            click.echo(f"{target / store}: Grafana needs in its environment: {', '.join(variables)}")
    return CHANGES_PENDING if check and any(changes.values()) else 0


def _text(target: Path, changes: dict[str, Changes], check: bool) -> str:
    tense = "would be " if check else ""
    lines = [
        f"{tense}{verb} {target / store / name}"
        for store, change in changes.items()
        for verb, names in (
            ("created", change.created),
            ("updated", change.updated),
            ("removed", change.removed),
        )
        for name in names
    ]
    for store, change in changes.items():
        total = len(change.created) + len(change.updated) + len(change.unchanged)
        lines.append(f"{target / store}: {total} files, {len(change.unchanged)} unchanged")
    return "\n".join(lines)


def _json(changes: dict[str, Changes]) -> str:
    return json.dumps(
        {
            store: {
                kind: [str(name) for name in getattr(change, kind)]
                for kind in ("created", "updated", "removed", "unchanged")
            }
            for store, change in changes.items()
        },
        indent=2,
    )
