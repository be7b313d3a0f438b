"""The one error that a user's mistake raises, whatever part finds it."""

from __future__ import annotations

from pathlib import Path

import attrs


@attrs.frozen
class Location:
    """A place in a file its author wrote. Line and column count from 1; 0 stands for the file as a whole.

    As a text it is what a person would type here: relative to the current folder, if it is below that.
    """

    path: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [str(_from_here(self.path))]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


def _from_here(path: Path) -> Path:
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return path
    return path.relative_to(here) if path.is_relative_to(here) else path


class LogloomError(Exception):
    """Something a user can mend, said in one line: where, what is wrong, what to do.

    `exit_code` is what the command line ends with: 2 for a usage or configuration error, 4 for a
    server that could not be reached or refused.
    """

    exit_code = 2

    def __init__(self, message: str, location: Location | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        hint = f" ({self.hint})" if self.hint else ""
        return " ".join(f"{place}{self.message}{hint}".split())


class ServerError(LogloomError):
    """A server that could not be reached, or that refused."""

    exit_code = 4
