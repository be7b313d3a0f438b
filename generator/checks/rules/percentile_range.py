from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, number_value, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Array, Call, Expression


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for call in statement.of(Call):
            if call.name in ("percentile_cont", "percentile_disc") and call.arguments:
                for fraction in _fractions(call.arguments[0]):
                    value = number_value(fraction)
                    if value is not None and not 0 <= value <= 1:
                        hint = f"write {value / 100:g}" if 1 < value <= 100 else ""
                        yield Problem(
                            f"{call.name} takes a fraction between 0 and 1, not {value:g}",
                            hint,
                            reading.source(fraction.start),
                        )


def _fractions(argument: Expression) -> Iterator[Expression]:
    inner = bare(argument)
    if isinstance(inner, Array) and isinstance(inner.items, tuple):
        yield from inner.items
    else:
        yield inner


RULE = Rule(
    "percentile-range",
    "A percentile is asked for as a fraction: 0.95, not 95. PostgreSQL says so only when the query runs.",
    "query",
    Severity.ERROR,
    check,
)
