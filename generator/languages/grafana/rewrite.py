"""Replacing runs of a text while keeping the way back to the source it came from."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import partial

import attrs

from generator.languages.grafana.model import Expansion, Segment, SegmentKind


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
    whole = (Segment("text", 0, len(source), 0, len(source)),) if source else ()
    return Expansion(source, lambda: whole)


def source_range(before: Expansion, start: int, end: int) -> tuple[int, int]:
    """The run of the source that `start..end` of an expansion came from, variables and macros as a whole."""
    return _Writer(before).source_range(start, end)


def rewrite(before: Expansion, replacements: Iterable[Replacement]) -> Expansion:
    """The expansion after `replacements`, which are in order and do not overlap."""
    made = tuple(replacements)
    if not made:
        return before
    text = before.text
    parts: list[str] = []
    done = 0
    for replacement in made:
        parts.append(text[done : replacement.start])
        for piece in replacement.pieces:
            parts.append(piece if isinstance(piece, str) else text[piece.start : piece.end])
        done = replacement.end
    parts.append(text[done:])
    return Expansion("".join(parts), partial(_trace, before, made))


def _trace(before: Expansion, replacements: Sequence[Replacement]) -> tuple[Segment, ...]:
    """The segments after `replacements`."""
    writer = _Writer(before)
    done = 0
    for replacement in replacements:
        writer.copy(done, replacement.start)
        writer.replace(replacement)
        done = replacement.end
    writer.copy(done, len(before.text) + 1)
    return tuple(writer.segments)


class _Writer:
    """The segments of the new expansion, as far as they are known."""

    def __init__(self, before: Expansion) -> None:
        self.before = before
        self.starts = [segment.start for segment in before.segments]
        self.segments: list[Segment] = []
        self.length = 0

    def replace(self, replacement: Replacement) -> None:
        start, end = self.source_range(replacement.start, replacement.end)
        kind, name = replacement.kind, replacement.name
        for piece in replacement.pieces or ("",):
            if isinstance(piece, Copied):
                self.copy(piece.start, piece.end, name)
            elif piece or len(replacement.pieces) < 2:
                self._add(len(piece), kind, start, end, name)

    def copy(self, start: int, end: int, name: str = "") -> None:
        for part in self._cut_out(start, end):
            length = part.end - part.start
            self._add(length, part.kind, part.source_start, part.source_end, part.name or name)

    def source_range(self, start: int, end: int) -> tuple[int, int]:
        parts = self._cut_out(start, end)
        if not parts:
            offset = self.before.source_offset(start)
            return offset, offset
        return min(part.source_start for part in parts), max(part.source_end for part in parts)

    def _add(self, length: int, kind: SegmentKind, source_start: int, source_end: int, name: str) -> None:
        end = self.length + length
        self.segments.append(Segment(kind, self.length, end, source_start, source_end, name))
        self.length = end

    def _cut_out(self, start: int, end: int) -> list[Segment]:
        """The segments of `start..end`, those at its edges cut to it; an empty one where it lies within."""
        segments = self.before.segments
        index = bisect_left(self.starts, start)
        parts = []
        if index > 0 and start < segments[index - 1].end:
            parts.append(_cut(segments[index - 1], start, end))
        while index < len(segments) and segments[index].start < end:
            segment = segments[index]
            parts.append(segment if segment.end <= end else _cut(segment, start, end))
            index += 1
        return parts


def _cut(segment: Segment, start: int, end: int) -> Segment:
    """The part of a segment within `start..end`; what is no text cannot be parted in the source."""
    first, last = max(segment.start, start), min(segment.end, end)
    if segment.kind != "text":
        return attrs.evolve(segment, start=first, end=last)
    offset = segment.source_start - segment.start
    return Segment("text", first, last, first + offset, last + offset, segment.name)
