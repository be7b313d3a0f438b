"""What a check, or the reading of a file, has found, and how bad it is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import attrs

from generator.errors import Location, LogloomError


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@attrs.frozen(order=True)
class Finding:
    """One mistake, at the place where its author wrote it.

    `line` and `column` count from 1, `column` in characters; 0 where the whole file is meant.
    `hint` says what to do, and may be empty.
    """

    path: Path
    line: int
    column: int
    rule: str
    severity: Severity
    message: str
    hint: str = ""

    @property
    def location(self) -> Location:
        return Location(self.path, self.line, self.column)

    def as_error(self) -> LogloomError:
        """The same as an error, for who cannot go on with a file that has it."""
        return LogloomError(self.message, self.location, self.hint)
