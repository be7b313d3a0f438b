from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import number_value, queries, text_value
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Between, Binary, Call, Expression

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for node in statement.of(Between):
            if not node.symmetric and (_numbers_fall(node) or _times_fall(node) or _now_comes_first(node)):
                yield Problem(
                    "the lower bound of this BETWEEN is above the upper one: it is never true",
                    "swap the bounds",
                    reading.source(node.low.start),
                )


def _numbers_fall(node: Between) -> bool:
    low, high = number_value(node.low), number_value(node.high)
    return low is not None and high is not None and low > high


def _times_fall(node: Between) -> bool:
    """Two literals in ISO 8601, as `$__timeTo()` and `$__timeFrom()` are."""
    low, high = text_value(node.low), text_value(node.high)
    return low is not None and high is not None and all(map(_ISO.match, (low, high))) and low > high


def _now_comes_first(node: Between) -> bool:
    """`BETWEEN now() AND now() - interval '1 hour'`."""
    high = node.high
    return _is_now(node.low) and isinstance(high, Binary) and high.operator == "-" and _is_now(high.left)


def _is_now(node: Expression) -> bool:
    return isinstance(node, Call) and node.name in ("now", "current_timestamp")


RULE = Rule(
    "reversed-between",
    "BETWEEN wants the lower bound first, and is empty otherwise.",
    "query",
    Severity.ERROR,
    check,
)
