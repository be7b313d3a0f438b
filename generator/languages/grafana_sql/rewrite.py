"""Replacing runs of a text while keeping the way back to the source it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import attrs

from generator.languages.grafana_sql.model import Expansion, Segment, SegmentKind


@attrs.frozen
class Copied:
    """A run of the text before the replacement, taken over as it is (offsets in that text)."""

    start: int
    end: int


Piece = str | Copied


@attrs.frozen
class Replacement:
    """What stands instead of `start..end`: new text and copied runs, in order."""

    start: int
    end: int
    kind: SegmentKind
    name: str
    pieces: tuple[Piece, ...]


def unchanged(source: str) -> Expansion:
    """The source as an expansion in which nothing has been replaced yet."""
    return Expansion(source, (Segment("text", 0, len(source), 0, len(source)),) if source else ())


def source_range(before: Expansion, start: int, end: int) -> tuple[int, int]:
    """The run of the source that `start..end` of an expansion came from, variables and macros as a whole."""
    parts = _cut_out(before, start, end)
    if not parts:
        offset = before.source_offset(start)
        return offset, offset
    return min(part.source_start for part in parts), max(part.source_end for part in parts)


def rewrite(before: Expansion, replacements: Iterable[Replacement]) -> Expansion:
    """The expansion after `replacements`, which are in order and do not overlap."""
    writer = _Writer(before)
    done = 0
    for replacement in replacements:
        writer.copy(done, replacement.start)
        writer.replace(replacement)
        done = replacement.end
    if not done:
        return before
    writer.copy(done, len(before.text) + 1)
    return Expansion("".join(writer.text), tuple(writer.segments))


class _Writer:
    """The text and the segments of the new expansion, as far as they are written."""

    def __init__(self, before: Expansion) -> None:
        self.before = before
        self.text: list[str] = []
        self.segments: list[Segment] = []
        self.length = 0

    def replace(self, replacement: Replacement) -> None:
        start, end = source_range(self.before, replacement.start, replacement.end)
        kind, name = replacement.kind, replacement.name
        for piece in replacement.pieces or ("",):
            if isinstance(piece, Copied):
                self.copy(piece.start, piece.end, name)
            elif piece or len(replacement.pieces) < 2:
                self._add(piece, kind, start, end, name)

    def copy(self, start: int, end: int, name: str = "") -> None:
        text = self.before.text
        for part in _cut_out(self.before, start, end):
            addition = text[part.start : part.end]
            self._add(addition, part.kind, part.source_start, part.source_end, part.name or name)

    def _add(self, addition: str, kind: SegmentKind, source_start: int, source_end: int, name: str) -> None:
        end = self.length + len(addition)
        self.text.append(addition)
        self.segments.append(Segment(kind, self.length, end, source_start, source_end, name))
        self.length = end


def _cut_out(before: Expansion, start: int, end: int) -> list[Segment]:
    """The segments of `start..end`, those at its edges cut to it; an empty one where it lies within."""
    segments = before.segments
    index = max(bisect_right(segments, start, key=_start) - 1, 0)
    while index and segments[index].start == segments[index - 1].start:
        index -= 1
    parts = []
    while index < len(segments) and segments[index].start < end:
        segment = segments[index]
        index += 1
        first, last = max(segment.start, start), min(segment.end, end)
        if first > last or (first == last and segment.start != segment.end):
            continue
        if first == segment.start and last == segment.end:
            parts.append(segment)
        elif segment.kind == "text":
            offset = segment.source_start - segment.start
            parts.append(Segment("text", first, last, first + offset, last + offset, segment.name))
        else:
            parts.append(attrs.evolve(segment, start=first, end=last))
    return parts


def _start(segment: Segment) -> int:
    return segment.start
