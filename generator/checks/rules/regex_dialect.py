from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.query_subject import QuerySubject
from generator.checks.regexes import foreign_escape, patterns
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for pattern in patterns(statement):
            fault = foreign_escape(pattern.value)
            if fault is not None:
                yield Problem(fault[0], fault[1], reading.source(pattern.start))


RULE = Rule(
    "regex-dialect",
    "Some escapes mean other things to PostgreSQL than to Python or Perl, and match nothing.",
    "query",
    Severity.WARNING,
    check,
)
