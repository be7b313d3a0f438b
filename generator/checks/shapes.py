"""Which expansions of a query are alike for a parser, so that each shape is read once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from generator.languages.grafana_sql.lexer import Kind, Token, tokens

_LITERALS = (Kind.STRING, Kind.NUMBER)
Shape = tuple[int, int, tuple[str, ...]]
"""The first and last token of the usual text that are others here, and what stands there instead."""


class Shapes:
    """Tells the shapes of a query's expansions by where they differ from the usual one."""

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        self.text = text
        self.tokens = found
        self.starts = [token.start for token in found]
        self.ends = [token.end for token in found]

    def shape(self, text: str) -> Shape:
        """Equal for texts of which a parser makes the same tree, but for what literals hold."""
        same, rest = _same_start(self.text, text), _same_end(self.text, text)
        rest = min(rest, min(len(self.text), len(text)) - same)
        # Whole tokens, those included that only touch what differs.
        first = bisect_left(self.ends, same)
        last = bisect_right(self.starts, len(self.text) - rest)
        here = self.tokens[first:last]
        start = min(self.starts[first], same) if here else same
        end = max(self.ends[last - 1] - len(self.text), -rest) if here else -rest
        words = _words(tokens(text[start : len(text) + end]))
        return (0, 0, ()) if words == _words(here) else (first, last, words)


def _same_start(one: str, other: str) -> int:
    """How many characters two texts have in common at their start."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _same_end(one: str, other: str) -> int:
    return _same_start(one[::-1], other[::-1])


def _words(found: Iterable[Token]) -> tuple[str, ...]:
    """The tokens without what their literals hold, and any list of literals as long as one."""
    words: list[str] = []
    for token in found:
        if token.kind is Kind.COMMENT:
            continue
        words.append(token.kind if token.kind in _LITERALS else token.text)
        if token.kind in _LITERALS and len(words) > 2 and words[-2] == "," and words[-1] == words[-3]:
            del words[-2:]
    return tuple(words)
