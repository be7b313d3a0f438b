"""What the analysis of a Logs Insights query finds out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from generator.languages.insights.record import Record, RecordField, Type
from generator.languages.insights.tree import Command, Expression, Fault, node

UNKNOWN_FIELD = "insights-unknown-field"
EXTRA_KEY = "insights-extra-key"
GONE = "insights-gone-after-stats"
UNQUOTED = "insights-unquoted-value"
QUOTED_FIELD = "insights-quoted-field"
HYPHEN = "insights-hyphen"
REDEFINED = "insights-redefined-name"
ARGUMENTS = "insights-arguments"
WRONG_TYPE = "insights-wrong-type"
CONDITION = "insights-condition"
MISPLACED = "insights-misplaced-aggregate"
NOT_AGGREGATED = "insights-not-aggregated"

FAULT_RULES: Mapping[str, str] = {
    UNKNOWN_FIELD: "CloudWatch takes a field that no record has, and the panel is empty without a word.",
    EXTRA_KEY: "A key that no record has is absent from every row, and nobody says that it is misspelt.",
    GONE: "After stats there are only the columns that it made; any other field is refused or empty.",
    UNQUOTED: "A word without quotes is read as a field, so that the comparison holds for no record.",
    QUOTED_FIELD: "A field's name in quotes is a text, the same for every record.",
    HYPHEN: "A hyphen in a field's name is a minus unless the name stands in backticks.",
    REDEFINED: "CloudWatch refuses a query that makes a name twice.",
    ARGUMENTS: "CloudWatch refuses a function that is given too few or too many arguments.",
    WRONG_TYPE: "A function or an operator answers nothing for a value of a type that it does not take.",
    CONDITION: "A value alone is no condition: CloudWatch refuses it, or it holds for no record.",
    MISPLACED: "Functions over many records belong to stats; CloudWatch refuses them anywhere else.",
    NOT_AGGREGATED: "CloudWatch refuses a field in stats that is neither in a function nor behind by.",
}
"""The rules that the analysis finds broken, and why each matters."""

WARNINGS = frozenset({EXTRA_KEY})
"""Those of them that may be right after all."""

BEFORE = -1
"""Where the record's own fields are made."""


@node
class Column:
    """Something that can be read by a name: what it is, and from which offset in the text on.

    `field` is the record's, None for what the query makes. `earlier` is the column that this one takes the
    name of.
    """

    name: str
    type: Type
    start: int = BEFORE
    field: RecordField | None = None
    earlier: Column | None = None


class Names(Mapping[str, Column]):
    """What can be read at a place: what was made before it since the last `stats`, and the record's fields
    if there was none."""

    def __init__(self, made: Mapping[str, Column], record: Record | None, place: int) -> None:
        self._made = made
        self._record = record
        self._place = place

    def __getitem__(self, name: str) -> Column:
        column = self._made.get(name)
        while column is not None and column.start >= self._place:
            column = column.earlier
        if column is None and self._record is not None and name in self._record.fields:
            field = self._record.fields[name]
            column = Column(name, field.type, BEFORE, field)
        if column is None:
            raise KeyError(name)
        return column

    def __iter__(self) -> Iterator[str]:
        made = [name for name, column in self._made.items() if _first(column).start < self._place]
        yield from made
        if self._record is not None:
            yield from self._record.fields.keys() - set(made)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _first(column: Column) -> Column:
    while column.earlier is not None:
        column = column.earlier
    return column


@node
class Output:
    """A column of the result; `start` is the offset of the item that makes it, or BEFORE for one unasked."""

    name: str
    type: Type
    start: int = BEFORE


@attrs.frozen(eq=False)
class Analysis:
    """A query's names and types.

    `columns` leads from whatever reads a name to what it reads: fields, and behind `stats` also an expression
    that stands for the column of that text, `sort count(*)`. `visible` is what can be read right before a
    command. `outputs` are the result's columns in CloudWatch's order; without `fields`, `display` or `stats`
    they are @timestamp, @message and what `parse` makes.
    """

    types: Mapping[Expression, Type]
    columns: Mapping[Expression, Column]
    visible: Mapping[Command, Names]
    outputs: tuple[Output, ...]
    faults: tuple[Fault, ...]
