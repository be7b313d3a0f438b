"""What several commands take."""

from __future__ import annotations

from pathlib import Path

import click

POSTGRES = "LOGLOOM_POSTGRES"
"""The environment variable that names the PostgreSQL, where an option does not."""

project_option = click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=".",
    show_default=True,
    help="A folder of the project.",
)
