"""The values that Grafana's text expansion works on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

import attrs

from generator.errors import LogloomError

Value = str | tuple[str, ...]
"""What a viewer has picked, as Grafana keeps it: a string, or a tuple in a multi-value variable, even of one.

(A repeated panel gives a multi-value variable as one string.) All is `ALL`, alone or in a tuple.
"""

ALL = "$__all"
"""What Grafana keeps when All is picked."""


@attrs.frozen
class Variable:
    """A dashboard variable as a query sees it: what may be picked, with sample values to try.

    `text_box` marks free text that a viewer types. `all_value` is what All stands for where the
    dashboard sets one; without it All is every value.
    """

    name: str
    values: tuple[str, ...]
    multi: bool = False
    include_all: bool = False
    all_value: str | None = None
    text_box: bool = False


class Quoting(StrEnum):
    """How a picked value is written when the query names no format.

    Since December 2025 (12.0.8, 12.1.5, 12.2.3, 12.3.1; grafana PR #114058) only several values
    are quoted; before, one value of a multi-value or include-All variable was quoted as well.
    """

    ARRAYS_ONLY = "arrays-only"
    MULTI_OR_ALL = "multi-or-all"


@attrs.frozen
class Release:
    """The rules of a range of Grafana releases, where they differ.

    Comments are taken out before macros are expanded since 12.1.11, 12.2.9, 12.3.7 and 12.4.3
    (grafana #121772).
    """

    name: str
    quoting: Quoting
    strips_comments: bool


@attrs.frozen
class TimeRange:
    """The dashboard's time range; both ends aware, in UTC."""

    start: datetime
    end: datetime


@attrs.frozen
class Scenario:
    """One way in which a viewer may have set the dashboard."""

    time_range: TimeRange
    interval_ms: int
    values: Mapping[str, Value]
    release: Release


SegmentKind = Literal["text", "variable", "macro", "comment"]


@attrs.frozen
class Segment:
    """A run of the expanded text and the run of the source it came from (character offsets, end exclusive).

    Text is copied, so that offsets inside it map one to one; a variable, a macro, or a comment that
    was taken out maps as a whole. `name` is the variable's or the macro's; text that has one is an
    argument which that macro has copied.
    """

    kind: SegmentKind
    start: int
    end: int
    source_start: int
    source_end: int
    name: str = ""


@attrs.frozen
class Expansion:
    """The text that reaches the database, and the way back to what the author wrote.

    Most expansions are never asked for the way back, so it is worked out by `trace` when it is wanted.
    """

    text: str
    trace: Callable[[], tuple[Segment, ...]] = attrs.field(repr=False, eq=False)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The runs of the text from its start to its end, none left out."""
        return self.trace()

    def segment_at(self, offset: int) -> Segment:
        """The segment that holds the character at `offset` of the expanded text."""
        index = bisect_right(self.segments, offset, key=lambda segment: segment.start) - 1
        return self.segments[max(index, 0)]

    def source_offset(self, offset: int) -> int:
        """The offset in the source for an offset in the expanded text; the start of whatever was replaced."""
        if not self.segments:
            return 0
        segment = self.segment_at(offset)
        if segment.kind == "text":
            return min(segment.source_start + offset - segment.start, segment.source_end)
        return segment.source_start


@attrs.frozen
class Reference:
    """A place where Grafana may put in a value: `$name`, `${name.field:format}`, `[[name:format]]`.

    `builtin` marks what Grafana itself defines, such as `$__interval` and `${__from:date}`.
    """

    name: str
    format: str | None
    start: int
    end: int
    field: str | None = None
    builtin: bool = False


@attrs.frozen
class MacroCall:
    """`$__name(arguments)` in the source; the arguments as Grafana parts and trims them.

    `argument_start` is the offset behind the opening parenthesis, `end` the one behind the first closing one.
    """

    name: str
    arguments: tuple[str, ...]
    start: int
    end: int
    argument_start: int


class ExpansionError(LogloomError):
    """Grafana would refuse the text before a database sees it; `start..end` is the place in the source."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
