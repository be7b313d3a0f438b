from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import is_null, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Binary, In

_COMPARISONS = {"=": "IS NULL", "<>": "IS NOT NULL", "<": "", ">": "", "<=": "", ">=": ""}


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for node in statement.of(Binary):
            if node.operator in _COMPARISONS and (is_null(node.right) or is_null(node.left)):
                instead = _COMPARISONS[node.operator]
                yield Problem(
                    f"{node.operator} NULL is never true",
                    f"write {instead}" if instead else "",
                    reading.source(node.operator_start),
                )
        for inclusion in statement.of(In):
            for choice in inclusion.choices if isinstance(inclusion.choices, tuple) else ():
                if is_null(choice):
                    yield _null_in_list(inclusion, reading.source(choice.start))


def _null_in_list(inclusion: In, start: int) -> Problem:
    if inclusion.negated:
        return Problem("NOT IN a list with NULL is never true", "take NULL out of the list", start)
    return Problem("NULL in a list is never found", "add OR ... IS NULL", start, severity=Severity.WARNING)


RULE = Rule(
    "null-comparison",
    "A comparison with NULL is neither true nor false, so that the rows it is meant for are never found.",
    "query",
    Severity.ERROR,
    check,
)
