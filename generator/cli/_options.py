"""What several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

POSTGRES = "LOGLOOM_POSTGRES"
"""The environment variable that names the PostgreSQL, where an option does not."""


class NamedPath(click.Path):
    """A path that has a name: an unset variable of a shell (`--out "$OUT"`) does not mean this folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


project_option = click.option(
    "--project",
    type=NamedPath(path_type=Path, file_okay=False, exists=True),
    default=".",
    show_default=True,
    help="A folder of the project.",
)


def note(text: str) -> None:
    """Say something beside the result."""
    click.echo(f"logloom: {text}", err=True)
