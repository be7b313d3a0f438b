"""What the author's text is at a place, before Grafana has put anything in: SQL, a literal, a comment."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum

# That each branch begins with a character lets the search skip what begins none.
_QUOTED = re.compile(
    r"""
      --[^\n]*+
    | /\*(?:[^*]|\*(?!/))*+(?:\*/)?
    | [eE](?<![\w$].)'(?:[^'\\]|\\.|'')*+'?
    | '[^']*+(?:''[^']*+)*+'?
    | \$(?P<tag>(?:[A-Za-z_]\w*+)?)\$(?=.*?\$(?P=tag)\$).*?\$(?P=tag)\$
    | "[^"]*+"?
    """,
    re.VERBOSE | re.DOTALL,
)


class Place(StrEnum):
    SQL = "sql"
    LITERAL = "literal"
    NAME = "name"
    COMMENT = "comment"


class Places:
    """Tells what a place of the source is. A literal that is never closed goes on to the end."""

    def __init__(self, source: str) -> None:
        found = list(_QUOTED.finditer(source))
        self.starts = [hit.start() for hit in found]
        self.ends = [hit.end() for hit in found]
        self.kinds = [_KINDS.get(hit[0][0], Place.LITERAL) for hit in found]

    def at(self, offset: int) -> Place:
        index = self._index(offset)
        return Place.SQL if index is None else self.kinds[index]

    def start(self, offset: int) -> int:
        """Where the literal, name or comment begins that the offset is in; the offset itself in SQL."""
        index = self._index(offset)
        return offset if index is None else self.starts[index]

    def _index(self, offset: int) -> int | None:
        index = bisect_right(self.starts, offset) - 1
        return index if index >= 0 and offset < self.ends[index] else None


_KINDS = {"-": Place.COMMENT, "/": Place.COMMENT, '"': Place.NAME}
