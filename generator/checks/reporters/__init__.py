"""Findings as text for people and for programs.

A format is a module in this package with a function `render(report) -> str`; its file name is the
format's name. Whoever adds a format adds that file.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterable
from pathlib import Path

import attrs

from generator.finding import Finding, Severity


@attrs.frozen
class Report:
    """What a format renders: the findings in order, their paths as a reader at `base` would name them.

    `base` is where relative paths start. `colour` is for a terminal; formats for programs ignore it.
    """

    findings: tuple[Finding, ...]
    base: Path
    colour: bool = False

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def files(self) -> int:
        return len({finding.path for finding in self.findings})


def formats() -> tuple[str, ...]:
    """The names of the formats there are."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def report(findings: Iterable[Finding], name: str, *, base: Path | None = None, colour: bool = False) -> str:
    """The findings in the format of that name, one of `formats()`.

    Paths below `base` (by default the current folder) become relative to it.
    """
    base = (base or Path.cwd()).absolute()
    relative = tuple(attrs.evolve(found, path=_relative(found.path, base)) for found in findings)
    rendered: str = importlib.import_module(f"{__name__}.{name}").render(Report(relative, base, colour))
    return rendered


def _relative(path: Path, base: Path) -> Path:
    normal = Path(os.path.abspath(base / path))  # noqa: PTH100 - resolve() would follow symbolic links
    return normal.relative_to(base) if normal.is_relative_to(base) else normal
