from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.query_subject import QuerySubject
from generator.checks.reading import StatementReading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, queries, text_value
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Array, Binary, Call, Column, Expression, Node, Subscript
from generator.suggest import nearest

_KEY, _PATH, _KEYS = ("->", "->>", "?", "-"), ("#>", "#>>", "#-"), ("?|", "?&")
_EXTRACTORS = frozenset(
    {"jsonb_extract_path", "jsonb_extract_path_text", "json_extract_path", "json_extract_path_text"}
)


def check(subject: QuerySubject) -> Iterator[Problem]:
    known = subject.schema.keys
    if known is None:
        return
    for reading, statement in queries(subject):
        for key, place in _keys(statement, subject.schema.json_column):
            if key not in known and not key.lstrip("-").isdigit():
                meant = nearest(key, known)
                hint = (
                    f"did you mean {meant}?"
                    if meant
                    else "name it in the contract, or in the header's fields:"
                )
                yield Problem(f"the contract knows no key {key} in extra", hint, reading.source(place.start))


def _keys(statement: StatementReading, json_column: str) -> Iterator[tuple[str, Node]]:
    """The first key of each way into the json column, and where it stands."""
    for node in statement.of(Binary):
        if _is_column(statement, node.left, json_column):
            yield from _of_operator(node)
    for subscript in statement.of(Subscript):
        if _is_column(statement, subscript.operand, json_column):
            yield from _texts(subscript.indices[:1])
    for call in statement.of(Call):
        if call.name in _EXTRACTORS and _is_column(statement, call.arguments[0], json_column):
            yield from _texts(call.arguments[1:2])


def _of_operator(node: Binary) -> Iterator[tuple[str, Node]]:
    if node.operator in _KEY:
        yield from _texts([node.right])
    elif node.operator in _PATH or node.operator in _KEYS:
        count = 1 if node.operator in _PATH else None
        right = bare(node.right)
        if isinstance(right, Array) and isinstance(right.items, tuple):
            yield from _texts(right.items[:count])
        elif (path := text_value(right)) is not None and path.startswith("{"):
            for key in path.strip("{}").split(",")[:count]:
                yield key.strip(' "'), right


def _texts(nodes: Sequence[Expression]) -> Iterator[tuple[str, Node]]:
    for node in nodes:
        if (key := text_value(node)) is not None:
            yield key, node


def _is_column(statement: StatementReading, node: Expression, name: str) -> bool:
    """Whether a node is the json column itself, as a table or a query below hands it on."""
    inner = bare(node)
    if not isinstance(inner, Column) or inner.name.text != name or statement.analysis is None:
        return False
    return statement.analysis.types.get(inner) == "jsonb"


RULE = Rule(
    "extra-key",
    "A key that no record has gives NULL for every row, and PostgreSQL cannot know that it is misspelt.",
    "query",
    Severity.WARNING,
    check,
)
