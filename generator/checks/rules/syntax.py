from __future__ import annotations

import logging
from collections.abc import Iterator

import attrs

from generator.checks.fault_rule import FaultRule
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem
from generator.finding import Severity

NAME = "syntax"


def check(subject: QuerySubject) -> Iterator[Problem]:
    """What our parser cannot read. Where sqlglot can, the hint says that the server should be asked."""
    problems = subject.faults.get(NAME, ())
    if not problems:
        return
    unread = [
        reading.text
        for reading in subject.readings
        if any(part.fault is not None and part.fault.rule == NAME for part in reading.statements)
    ]
    doubtful = all(_sqlglot_reads(text) for text in unread)
    for problem in problems:
        hint = problem.hint or ("sqlglot can read it: ask a server to be sure" if doubtful else "")
        yield attrs.evolve(problem, hint=hint)


def _sqlglot_reads(text: str) -> bool:
    # Not at import: it takes longer than most checks, and only a text that is probably wrong needs it.
    import sqlglot
    from sqlglot.errors import SqlglotError

    # It reports on the log what it passes over.
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        statements = sqlglot.parse(text, dialect="postgres")
    except (SqlglotError, RecursionError):
        return False
    return not any(isinstance(statement, sqlglot.exp.Command) for statement in statements)


RULE = FaultRule(NAME, "A text that is not SQL is refused by PostgreSQL.", "query", Severity.ERROR, check)
