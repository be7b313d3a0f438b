"""What a query is run in: the times between which it reads, and what variables stand in its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value
from generator.languages.insights.tree import Duration, Expression, ListLiteral


def _nothing(_: object) -> None:
    return None


@attrs.frozen(eq=False)
class Setting:
    """`time_filter` makes the condition that a record is within the time range, of the column of its time;
    `start_ms` and `end_ms` make the range's ends. All make a new node each time, and None says that no time
    range is known.

    `written` gives the SQL for an expression that a variable has been put into, `members` for a list and
    `interval` for a period, where the variable is to stay.
    """

    time_filter: Callable[[SQL], SQL] | None = None
    start_ms: Callable[[], SQL] | None = None
    end_ms: Callable[[], SQL] | None = None
    written: Callable[[Expression], Value | None] = _nothing
    members: Callable[[ListLiteral], Sequence[Value] | None] = _nothing
    interval: Callable[[Duration], str | None] = _nothing
