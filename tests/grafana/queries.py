"""What a datasource answers to a query, and the frames that Grafana makes of it.

A test sets `GrafanaStandIn.answer_queries` to a function from a query to a Table; it raises QueryError
where the database would refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import attrs

from tests.grafana.wire import Json

KINDS = {"time.Time": "time", "string": "string", "bool": "boolean"}
"""Go's name of a type: Grafana's. All others are numbers."""
FORMATS = ("table", "time_series")


@attrs.frozen
class Table:
    """Columns by name and Go's name of their type ("int64", "float64", "string", "time.Time"), and rows.

    Times are in milliseconds. `executed` is the text as the database got it, where it is not the sent one.
    """

    columns: Sequence[tuple[str, str]] = ()
    rows: Sequence[Sequence[Any]] = ()
    executed: str | None = None


class QueryError(Exception):
    """The datasource refuses a query. `source` is "downstream" (the database) or "plugin"."""

    def __init__(self, message: str, source: str = "downstream", executed: str | None = None) -> None:
        super().__init__(message)
        self.source = source
        self.executed = executed


AnswerQuery = Callable[[Json], Table]


def no_rows(query: Json) -> Table:
    """The answer where a test has not said any other."""
    return Table()


def result(query: Json, ref_id: str, answer: AnswerQuery) -> Json:
    """The result of one query as /api/ds/query shows it."""
    sent = query.get("rawSql", "")
    shape = query.get("format", "table")
    if sent and shape not in FORMATS:
        message = f'Unrecognized query model format: "{shape}"'
        return {"error": message, "errorSource": "plugin", "status": 500}
    try:
        table = answer(query)
    except QueryError as error:
        executed = error.executed if error.executed is not None else sent
        shown = None if error.source == "plugin" else executed
        return {
            "error": str(error),
            "errorSource": error.source,
            "status": 500,
            "frames": [frame(ref_id, Table(executed=shown))],
        }
    executed = sent if table.executed is None else table.executed
    return {"status": 200, "frames": [frame(ref_id, attrs.evolve(table, executed=executed))]}


def frame(ref_id: str, table: Table) -> Json:
    """A table without rows has no fields either."""
    columns = table.columns if table.rows else ()
    meta: Json = {"typeVersion": [0, 0]}
    if table.executed is not None:
        meta["executedQueryString"] = table.executed
    fields = [
        {"name": name, "type": KINDS.get(kind, "number"), "typeInfo": {"frame": kind, "nullable": True}}
        for name, kind in columns
    ]
    values = [[row[index] for row in table.rows] for index in range(len(columns))]
    return {"schema": {"refId": ref_id, "meta": meta, "fields": fields}, "data": {"values": values}}
