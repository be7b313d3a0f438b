"""Where an expression stands, for who asks whether it may be about many records."""

from __future__ import annotations

from enum import Enum, auto


class Place(Enum):
    RECORD = auto()
    """Of one record: everywhere but in stats."""
    KEY = auto()
    """Behind the by of stats: of one record too, but a histogram may stand there."""
    STATS = auto()
    """An item of stats, outside its functions over many records."""
    AGGREGATE = auto()
    """Inside such a function."""


RECORD, KEY, STATS, AGGREGATE = Place
"""Its members once more, as those of record.Type."""
