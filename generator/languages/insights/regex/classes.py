"""Sets of characters, as ranges of code points."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

LAST = 0x10FFFF
END = -1
"""Stands for the end of the text, so that `$` begins with something too."""


@attrs.frozen
class CharSet:
    """Ranges from..to, both included, in order and apart from each other."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, ranges: Iterable[tuple[int, int]]) -> CharSet:
        merged: list[tuple[int, int]] = []
        for low, high in sorted(ranges):
            if merged and low <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(merged[-1][1], high))
            else:
                merged.append((low, high))
        return cls(tuple(merged))

    @classmethod
    def single(cls, character: str) -> CharSet:
        return cls(((ord(character), ord(character)),))

    def __or__(self, other: CharSet) -> CharSet:
        return CharSet.of((*self.ranges, *other.ranges))

    def __sub__(self, other: CharSet) -> CharSet:
        return ~(~self | other)

    def __invert__(self) -> CharSet:
        """All other characters."""
        gaps: list[tuple[int, int]] = []
        place = 0
        for low, high in self.ranges:
            if low > place:
                gaps.append((place, low - 1))
            place = max(place, high + 1)
        if place <= LAST:
            gaps.append((place, LAST))
        return CharSet(tuple(gaps))

    def is_disjoint(self, other: CharSet) -> bool:
        return not any(
            low <= other_high and other_low <= high
            for low, high in self.ranges
            for other_low, other_high in other.ranges
        )

    def in_either_case(self) -> CharSet:
        """With each letter's other case, as far as one character has one."""
        found = list(self.ranges)
        for low, high in self.ranges:
            for code in range(max(low, 0), min(high, 0x24F) + 1):
                for other in (chr(code).lower(), chr(code).upper()):
                    if len(other) == 1:
                        found.append((ord(other), ord(other)))
        return CharSet.of(found)


NONE = CharSet(())
ANY = CharSet(((0, LAST),))
NEWLINE = CharSet.single("\n")
DIGIT = CharSet.of([(0x30, 0x39)])
WORD = CharSet.of([(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)])
SPACE = CharSet.of([(9, 10), (12, 13), (32, 32)])
AT_END = CharSet(((END, END),))
