"""Replacing runs of a text while keeping the way back to the source it came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

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
    """The run of the source that `start..end` of an expansion came from, whole variables and macros included."""
    parts = tuple(_clip(before, start, end)) or tuple(_clip(before, start, start + 1))
    if not parts:
        edge = before.segments[-1].source_end if before.segments else 0
        return edge, edge
    return min(part.source_start for part in parts), max(part.source_end for part in parts)


def rewrite(before: Expansion, replacements: Iterable[Replacement]) -> Expansion:
    """The expansion after `replacements`, which are in order and do not overlap."""
    text: list[str] = []
    segments: list[Segment] = []
    length = 0

    def add(addition: str, segment: Segment) -> None:
        nonlocal length
        end = length + len(addition)
        text.append(addition)
        segments.append(attrs.evolve(segment, start=length, end=end))
        length = end

    def copy(start: int, end: int, name: str = "") -> None:
        for part in _clip(before, start, end):
            named = attrs.evolve(part, name=part.name or name)
            add(before.text[part.start : part.end], named)

    done = 0
    for replacement in replacements:
        copy(done, replacement.start)
        done = replacement.end
        start, end = source_range(before, replacement.start, replacement.end)
        made = Segment(replacement.kind, 0, 0, start, end, replacement.name)
        for piece in replacement.pieces:
            if isinstance(piece, Copied):
                copy(piece.start, piece.end, replacement.name)
            elif piece:
                add(piece, made)
        if not any(replacement.pieces):
            add("", made)
    copy(done, len(before.text))
    return Expansion("".join(text), tuple(segments))


def _clip(before: Expansion, start: int, end: int) -> Iterator[Segment]:
    """The segments inside `start..end`, cut to it. One that is empty belongs to the run it begins or lies in."""
    segments = before.segments
    index = max(bisect_right(segments, start, key=lambda segment: segment.start) - 1, 0)
    while index > 0 and segments[index - 1].start == segments[index - 1].end == start:
        index -= 1
    for segment in segments[index:]:
        if segment.start > end or (segment.start == end and segment.start != segment.end):
            break
        if segment.start == segment.end:
            if start <= segment.start < end or segment.start == end == len(before.text):
                yield segment
            continue
        first, last = max(segment.start, start), min(segment.end, end)
        if first >= last:
            continue
        if segment.kind != "text":
            yield attrs.evolve(segment, start=first, end=last)
            continue
        offset = segment.source_start - segment.start
        yield attrs.evolve(
            segment, start=first, end=last, source_start=first + offset, source_end=last + offset
        )
