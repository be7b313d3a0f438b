from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, own_nodes, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Cast, Column, Expression, Select


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for select in statement.of(Select):
            aliases = {item.alias.text: item for item in select.items if item.alias is not None}
            for key in select.group_by:
                if not isinstance(key, Column) or key.qualifier is not None:
                    continue
                item = aliases.get(key.name.text)
                origin = statement.analysis.origins.get(key) if statement.analysis else None
                if item is None or origin is None or _tells(item.expression):
                    continue
                name = key.name.text
                if any(
                    isinstance(node, Column) and node.name.text == name for node in own_nodes(item.expression)
                ):
                    yield Problem(
                        f"this groups by the column {name}, not by the result column of that name",
                        "give the result column another name, or group by its number",
                        reading.source(key.start),
                    )


def _tells(expression: Expression) -> bool:
    """Whether an expression has another value for each value of a column: it is one, as a text perhaps."""
    inner = bare(expression)
    if isinstance(inner, Cast) and inner.type.name == "text":
        inner = bare(inner.operand)
    return isinstance(inner, Column)


RULE = Rule(
    "shadowed-alias",
    "GROUP BY prefers a table's column to a result column of that name: each value is a group of its own.",
    "query",
    Severity.WARNING,
    check,
)
