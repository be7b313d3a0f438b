from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import own_nodes, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Between, Binary, Column, Expression, Select


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for select in statement.of(Select):
            branches = list(_branches(select.where)) if select.where is not None else []
            if len(branches) < 2:
                continue
            bound = [_has_time_bound(statement, branch) for branch in branches]
            if any(bound) and not all(bound):
                free = branches[bound.index(False)]
                yield Problem(
                    "AND binds more strongly than OR, so that this is not held to the time range",
                    "put the alternatives in parentheses",
                    reading.source(free.start),
                )


def _branches(condition: Expression) -> Iterator[Expression]:
    """The alternatives of a condition; those in parentheses are one."""
    waiting = [condition]
    while waiting:
        current = waiting.pop()
        if isinstance(current, Binary) and current.operator == "OR":
            waiting += [current.right, current.left]
        else:
            yield current


def _has_time_bound(statement: StatementReading, branch: Expression) -> bool:
    types = statement.analysis.types if statement.analysis else {}
    return any(
        isinstance(node, Between | Binary)
        and any(
            isinstance(part, Column) and types.get(part) in ("timestamptz", "timestamp")
            for part in own_nodes(node)
        )
        for node in own_nodes(branch)
    )


RULE = Rule(
    "or-precedence",
    "`a OR b AND $__timeFilter(timestamp)` is `a OR (b AND ...)`: all records of a are read, of any time.",
    "query",
    Severity.WARNING,
    check,
)
