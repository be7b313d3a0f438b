from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity


def check(subject: QuerySubject) -> Iterator[Problem]:
    if subject.main is None:
        return
    reading = subject.main
    selects = [statement for statement in reading.statements if statement.query is not None]
    for second in selects[1:]:
        yield Problem(
            "this is a second query: Grafana puts its rows behind those of the first",
            "write UNION ALL, or a target of its own",
            reading.source(second.tokens[0].start),
        )


RULE = Rule(
    "several-statements",
    "Grafana runs every statement of a text, and shows the rows of all of them as one table.",
    "query",
    Severity.WARNING,
    check,
)
