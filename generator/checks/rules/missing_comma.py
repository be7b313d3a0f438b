from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Column, Select


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        scopes = statement.analysis.scopes if statement.analysis else {}
        for select in statement.of(Select):
            columns = set(scopes[select].every_column()) if select in scopes else set()
            for item in select.items:
                alias = item.alias
                if (
                    alias is not None
                    and not item.explicit
                    and alias.text in columns
                    and isinstance(item.expression, Column)
                    and item.expression.name.text != alias.text
                ):
                    yield Problem(
                        f"{item.expression.name.text} is shown as {alias.text}, which is a column too",
                        f"a comma is missing; if not, write AS {alias.text}",
                        reading.source(alias.start),
                    )


RULE = Rule(
    "missing-comma",
    "Two columns without a comma between them are one column under the other one's name.",
    "query",
    Severity.WARNING,
    check,
)
