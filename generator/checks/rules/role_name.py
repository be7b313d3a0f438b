from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Call

_ROLE = ("user", "current_user", "session_user", "current_role")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        seen = set()
        for call in statement.of(Call):
            if call.special and call.name in _ROLE and call.name not in seen:
                seen.add(call.name)
                yield Problem(
                    f"{call.name} is the database role that asks, the same on every row",
                    f'a column of that name is "{call.name}"; the contract has user_id',
                    reading.source(call.start),
                )


RULE = Rule(
    "role-name",
    "USER without quotes is not a column: it is the role Grafana is signed in with.",
    "query",
    Severity.WARNING,
    check,
)
