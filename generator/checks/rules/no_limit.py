from __future__ import annotations

from collections.abc import Iterator

from logloom.schema import TABLE

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import is_grouped, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Query, Relation, Select

_RECORD = frozenset({"message", "logger"})
"""A row with one of these is a record of its own."""


def check(subject: QuerySubject) -> Iterator[Problem]:
    if subject.query.header.format == "time_series":
        return
    for reading, statement in queries(subject):
        query = statement.query
        if query is not None and _shows_raw_records(statement, query):
            select = query.body
            yield Problem(
                "this shows every record of the time range, however many",
                "end with ORDER BY timestamp DESC LIMIT 500",
                reading.source(select.start),
            )


def _shows_raw_records(statement: StatementReading, query: Query) -> bool:
    select = query.body
    if not isinstance(select, Select) or query.limit is not None or statement.is_faulty:
        return False
    if select.distinct or is_grouped(statement, select) or len(select.sources) != 1:
        return False
    source = select.sources[0]
    if not isinstance(source, Relation) or source.names[-1].text != TABLE or statement.analysis is None:
        return False
    outputs = statement.analysis.outputs.get(query) or ()
    return bool(_RECORD & {output.name for output in outputs})


RULE = Rule(
    "no-limit",
    "A table of records without LIMIT grows with the time range until the browser gives up.",
    "query",
    Severity.WARNING,
    check,
)
