from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.regexes import patterns, regex_fault
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.finding import Severity


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for pattern in patterns(statement):
            fault = regex_fault(pattern.value)
            if fault is not None:
                yield Problem(fault[0], fault[1], reading.source(pattern.start))


RULE = Rule(
    "bad-regex",
    "PostgreSQL refuses a regular expression that it cannot read, but only when the query runs.",
    "query",
    Severity.ERROR,
    check,
)
