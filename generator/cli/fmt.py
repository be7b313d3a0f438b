"""`logloom fmt`: one layout for all Logs Insights queries."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._options import NamedPath, note

if TYPE_CHECKING:
    from generator.queries.layout import LaidOut

FAULTS, CHANGES_PENDING = 1, 3


@click.command(name="fmt", short_help="Lay out Logs Insights queries in one way.")
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 3 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.option(
    "--project",
    type=NamedPath(path_type=Path, file_okay=False, exists=True),
    default=".",
    show_default=True,
    help="A folder of the project, whose queries/ is meant where no path is given.",
)
def command(paths: tuple[Path, ...], check: bool, diff: bool, project: Path) -> int:
    """Lay out the Logs Insights queries (.cwli) that PATHS name, files or folders; by default the library.

    Each command begins a line with its |; what is too long is wrapped and indented; keywords are written as
    AWS writes them. The query stays the same: header and comments stand where they stood, strings, regular
    expressions and Grafana's variables are not touched. A file that cannot be read is told and left alone;
    then the exit code is 1.

    \b
    logloom fmt
    logloom fmt queries/errors draft.cwli
    logloom fmt --check                    is everything laid out?
    logloom fmt --diff draft.cwli
    """
    from generator.replacing import replace_files

    files = _files(paths, project)
    faults = [fault for each in files for fault in each.faults]
    changed = [each for each in files if each.is_changed]
    for each in changed:
        click.echo("".join(_diff(each)) if diff else each.path, nl=not diff)
    for fault in faults:
        note(str(fault.as_error()))
    if not check and not diff:
        replace_files({each.path: each.after for each in changed})
    note(_summary(files, changed, "would be" if check or diff else "are"))
    if faults:
        return FAULTS
    return CHANGES_PENDING if check and changed else 0


def _files(paths: Sequence[Path], project: Path) -> list[LaidOut]:
    """The files in their layout. Raises LogloomError for a path that names none of these."""
    from generator.checks.files import query_files
    from generator.errors import Location, LogloomError
    from generator.project import find_root
    from generator.queries.layout import laid_out
    from generator.queries.model import INSIGHTS_ENDING

    for path in paths:
        if path.is_file() and path.suffix != INSIGHTS_ENDING:
            raise LogloomError(f"is no Logs Insights query: these end in {INSIGHTS_ENDING}", Location(path))
    found, unreadable = query_files(paths or [find_root(project) / "queries"])
    for finding in unreadable:
        raise finding.as_error()
    return [laid_out(path) for path in found if path.suffix == INSIGHTS_ENDING]


def _diff(file: LaidOut) -> Iterator[str]:
    name = str(file.path)
    before, after = (text.splitlines(keepends=True) for text in (file.before, file.after))
    for line in difflib.unified_diff(before, after, name, name):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _summary(files: Sequence[LaidOut], changed: Sequence[LaidOut], verb: str) -> str:
    left = sum(1 for each in files if each.faults)
    alone = f", {left} left alone" if left else ""
    return f"{len(changed)} of {len(files)} files {verb} changed{alone}"
