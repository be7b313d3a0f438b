from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Call, Query, Select, WithQuery

_READING = frozenset({"SHOW", "SET", "RESET", "EXPLAIN", "DISCARD"})
_EFFECT_NAMES = """
pg_terminate_backend pg_cancel_backend pg_reload_conf pg_sleep nextval setval lo_import lo_export pg_notify
set_config pg_advisory_lock pg_switch_wal
"""
_EFFECTS = frozenset(_EFFECT_NAMES.split())


def check(subject: QuerySubject) -> Iterator[Problem]:
    if subject.main is None:
        return
    reading = subject.main
    for statement in reading.statements:
        if statement.tree is None:
            continue
        if statement.query is None:
            if statement.tree.word not in _READING:
                start = reading.source(statement.tree.start)
                yield Problem(f"{statement.tree.word} does not read", "a panel's query is a SELECT", start)
            continue
        for cte in statement.of(WithQuery):
            if cte.writes is not None:
                message = f"the WITH query {cte.name.text} writes ({cte.writes.text})"
                yield Problem(message, "", reading.source(cte.writes.start))
        for select in statement.of(Select):
            if select.into is not None:
                clause = next(clause for clause in select.clauses if clause.word == "INTO")
                yield Problem("SELECT INTO makes a table", "leave INTO out", reading.source(clause.start))
        for query in statement.of(Query):
            if query.locking is not None:
                yield Problem(
                    "FOR UPDATE and FOR SHARE lock rows, which takes more than the right to read",
                    "leave it out",
                    reading.source(query.locking.start),
                )
        for call in statement.of(Call):
            if call.name in _EFFECTS:
                yield Problem(
                    f"{call.name} does more than read",
                    "",
                    reading.source(call.start),
                    severity=Severity.WARNING,
                )


RULE = Rule(
    "writes",
    "Grafana sends whatever a panel holds, every time the panel is shown: it must only read.",
    "query",
    Severity.ERROR,
    check,
)
