"""Whether a result's columns are what Grafana needs for the format, and what the query's header says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from generator.checks.select_list import select_items
from generator.finding import Severity
from generator.languages.grafana_sql.lexer import Kind, tokens
from generator.queries.model import Column, Header

TIMES = frozenset({1082, 1114, 1184})
NUMBERS = frozenset({20, 21, 23, 700, 701, 1700})
BOOLEAN = 16
TEXTS = frozenset({18, 19, 25, 705, 1042, 1043})
JSON = frozenset({114, 3802})
BODY_NAMES = ("body", "message")
"""Type OIDs and names as Grafana's data source tells them apart."""


@attrs.frozen
class ResultColumn:
    """A column of the result; `type` is PostgreSQL's own name for its type."""

    name: str
    oid: int
    type: str


@attrs.frozen
class ResultProblem:
    """What is wrong, with the rule it breaks.

    `column` is the index of the column that it is about; `in_header` a word of the header, where the
    mistake shows there only.
    """

    rule: str
    message: str
    hint: str = ""
    column: int | None = None
    in_header: str | None = None
    severity: Severity = Severity.ERROR


def result_problems(
    header: Header, columns: Sequence[ResultColumn], declared: Mapping[str, int | None]
) -> Iterator[ResultProblem]:
    """What is wrong. `declared` gives the OID of each type that the header names, None for no type."""
    if header.format == "time_series":
        yield from _time_series(columns)
    elif header.format == "logs":
        yield from _logs(columns)
    if header.columns is not None:
        yield from _declared(header.columns, columns, declared)


def _time_series(columns: Sequence[ResultColumn]) -> Iterator[ResultProblem]:
    time = next((index for index, column in enumerate(columns) if column.name == "time"), None)
    if time is None:
        meant = next((index for index, column in enumerate(columns) if column.oid in TIMES), 0)
        yield ResultProblem(
            "result-time-column",
            "a time series needs a column named time",
            'name it so: AS "time"',
            meant,
        )
    elif columns[time].oid not in TIMES | NUMBERS:
        yield ResultProblem(
            "result-time-column",
            f"the column time is {columns[time].type}, neither a time nor a number",
            "",
            time,
        )
    others = [(index, column) for index, column in enumerate(columns) if index != time]
    if not any(column.oid in NUMBERS or column.oid == BOOLEAN for _, column in others):
        yield ResultProblem(
            "result-value-column",
            "a time series needs a column of numbers to draw",
            "text becomes a label; cast it where it holds a number",
            others[-1][0] if others else None,
        )
    for index, column in others:
        if column.name == "metric" and column.oid not in TEXTS:
            yield ResultProblem(
                "result-metric-column",
                f"the column metric is {column.type}: it becomes one more series instead of their names",
                "cast it to text",
                index,
                severity=Severity.WARNING,
            )
        elif column.oid in JSON:
            yield ResultProblem(
                "result-value-column",
                f"{column.name} is {column.type}, which a time series cannot hold",
                "",
                index,
            )


def _logs(columns: Sequence[ResultColumn]) -> Iterator[ResultProblem]:
    if not any(
        column.oid in TIMES or (column.name == "time" and column.oid in NUMBERS) for column in columns
    ):
        yield ResultProblem("result-time-column", "a logs panel needs a column with the time of each record")
    if not any(column.name in BODY_NAMES and column.oid in TEXTS | JSON for column in columns):
        # By any other name Grafana shows the first column of text, whichever that is.
        has_text = any(column.oid in TEXTS for column in columns)
        yield ResultProblem(
            "result-body-column",
            "a logs panel needs a text column named body or message",
            'name it so: AS "body"',
            severity=Severity.WARNING if has_text else Severity.ERROR,
        )


def _declared(
    wanted: Sequence[Column], columns: Sequence[ResultColumn], oids: Mapping[str, int | None]
) -> Iterator[ResultProblem]:
    rule = "result-columns"
    names = [column.name for column in columns]
    for declared in wanted:
        oid = oids.get(declared.type)
        if oid is None:
            yield ResultProblem(rule, f"{declared.type} is no type of PostgreSQL", in_header=declared.type)
        elif declared.name not in names:
            yield ResultProblem(
                rule,
                f"the header names a column {declared.name}, which the result does not have",
                f"it has {', '.join(names)}",
                in_header=declared.name,
            )
        elif (found := columns[names.index(declared.name)]).oid != oid:
            yield ResultProblem(
                rule,
                f"{declared.name} is {found.type}, and the header says {declared.type}",
                "mend whichever is wrong",
                names.index(declared.name),
            )
    known = {declared.name for declared in wanted}
    for index, name in enumerate(names):
        if name not in known:
            hint = "add it to the header, or leave it out here"
            yield ResultProblem(rule, f"the column {name} is not in the header", hint, index)


def unlike(first: Sequence[ResultColumn], later: Sequence[ResultColumn]) -> Iterator[ResultProblem]:
    """Grafana puts the rows of several statements into one table, which must have one set of columns."""
    names, others = [column.name for column in first], [column.name for column in later]
    if names != others:
        message = f"this statement gives {', '.join(others)}, and the one before it {', '.join(names)}"
        yield ResultProblem("result-columns", message, "keep one of them, or give both the same columns")


def header_offset(text: str, word: str) -> int:
    """Where in a query's header a word of its columns stands."""
    start = text.find("columns")
    match = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(text, text.find(":", start))
    return match.start() if match else max(start, 0)


def item_offset(text: str, column: int | None, count: int) -> int:
    """Where in a statement a column of its `count` is made; the first one if that cannot be told."""
    found = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
    items = select_items(found)
    if not items:
        return found[0].start if found else 0
    return items[column if column is not None and len(items) == count else 0][0].start
