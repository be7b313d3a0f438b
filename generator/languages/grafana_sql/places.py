"""What the author's text is at a place, before Grafana has put anything in: SQL, a literal, a comment."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum

_QUOTED = re.compile(
    r"""
      (?P<comment> --[^\n]*+ | /\*(?:[^*]|\*(?!/))*+(?:\*/)? )
    | (?P<literal> (?<![\w$])[eE]'(?:[^'\\]|\\.|'')*+'? | '[^']*+(?:''[^']*+)*+'?
        | \$(?P<tag>(?:[A-Za-z_]\w*+)?)\$(?=.*?\$(?P=tag)\$).*?\$(?P=tag)\$ )
    | (?P<name> "[^"]*+"? )
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
        spans = [(hit.start(), hit.end(), hit) for hit in _QUOTED.finditer(source)]
        self.starts = [start for start, _, _ in spans]
        self.ends = [end for _, end, _ in spans]
        self.kinds = [next(place for place in _KINDS if hit[place.value] is not None) for _, _, hit in spans]

    def at(self, offset: int) -> Place:
        index = bisect_right(self.starts, offset) - 1
        if index >= 0 and offset < self.ends[index]:
            return self.kinds[index]
        return Place.SQL


_KINDS = (Place.COMMENT, Place.LITERAL, Place.NAME)
