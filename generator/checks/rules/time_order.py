from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.result import TIME, Result, time_series
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import names_time
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Clause, Column, Expression, Number


def check(subject: QuerySubject) -> Iterator[Problem]:
    shown = time_series(subject)
    if shown is None or shown.time is None or shown.is_one_row:
        return
    keys = shown.order_by
    if not keys:
        yield Problem(
            "no order is promised for the points of this time series",
            f"end with ORDER BY {TIME}",
            shown.reading.source(shown.last_clause),
        )
    elif not _is_time(shown, keys[0].expression):
        yield Problem(
            "a time series is ordered by time first",
            f"write ORDER BY {TIME}",
            shown.reading.source(_clause(shown)),
        )
    elif keys[0].descending:
        yield Problem(
            "a time series goes forward in time, and this goes back",
            f"write ORDER BY {TIME}",
            shown.reading.source(_clause(shown)),
            severity=Severity.ERROR if shown.is_long else None,
        )


def _is_time(shown: Result, key: Expression) -> bool:
    """Whether an ORDER BY key is the column time, or what it is made of."""
    if isinstance(key, Number) and key.position is not None:
        named = shown.outputs[key.position - 1 : key.position]
        return not named or named[0].name == TIME
    if isinstance(key, Column) and key.name.text == TIME:
        return True
    return names_time(shown.statement, key)


def _clause(shown: Result) -> int:
    found: Clause | None = next((clause for clause in shown.query.clauses if clause.word == "ORDER BY"), None)
    return found.start if found is not None else shown.query.start


RULE = Rule(
    "time-order",
    "Grafana makes series out of rows only if these are in the order of time, and refuses them otherwise.",
    "query",
    Severity.WARNING,
    check,
)
