"""The parser and PostgreSQL's own agree on what is a syntax error, and where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from generator.languages.grafana_sql.lexer import Kind, Token
from generator.languages.grafana_sql.lexer import tokens as every_token
from generator.languages.grafana_sql.parser import SyntaxFault, parse
from generator.languages.grafana_sql.tree import Binary, Query, Select, walk
from generator.postgres.scratch import Postgres

STATEMENTS = [
    line
    for line in Path(__file__).with_name("statements.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def tokens(text: str) -> list[Token]:
    return [token for token in every_token(text) if token.kind is not Kind.COMMENT]


def fault(text: str) -> SyntaxFault | None:
    try:
        parse(tokens(text))
    except SyntaxFault as error:
        return error
    return None


@pytest.fixture(scope="module")
def connection(postgres: Postgres) -> Iterator[psycopg.Connection]:
    with postgres.database() as dsn, psycopg.connect(dsn, autocommit=True) as opened:
        yield opened


@pytest.mark.parametrize("text", STATEMENTS)
def test_it_agrees_with_postgres_on_what_is_a_syntax_error(text: str, connection: psycopg.Connection) -> None:
    answer = connection.pgconn.prepare(b"", text.encode())
    message = answer.error_message.decode()
    refused = (
        any(
            words in message
            for words in ("syntax error", "unterminated", "is not supported", "trailing junk")
        )
        and answer.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"42601"
    )
    assert (fault(text) is not None) == refused, message


def select(text: str) -> Select:
    query = parse(tokens(text)).query
    assert isinstance(query, Query)
    assert isinstance(query.body, Select)
    return query.body


def shown(text: str) -> str:
    """An expression with all parentheses that precedence implies."""
    source = f"SELECT {text}"

    def show(node: object) -> str:
        if isinstance(node, Binary):
            return f"({show(node.left)} {node.operator} {show(node.right)})"
        start, end = getattr(node, "start"), getattr(node, "end")  # noqa: B009
        return source[start:end]

    return show(select(source).items[0].expression)


@pytest.mark.parametrize(
    ("text", "grouped"),
    [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a ^ b ^ c", "((a ^ b) ^ c)"),
        ("a OR b AND c", "(a OR (b AND c))"),
        ("a ->> 'b' = 'c' AND d", "(((a ->> 'b') = 'c') AND d)"),
        ("a ->> 'b' + 1", "(a ->> ('b' + 1))"),
        ("a || b + c", "(a || (b + c))"),
        ("a < b LIKE c", "(a < (b LIKE c))"),
        ("a = b IS DISTINCT FROM c", "((a = b) IS DISTINCT FROM c)"),
        ("a + b AT TIME ZONE c", "(a + (b AT TIME ZONE c))"),
    ],
)
def test_operators_bind_as_in_postgres(text: str, grouped: str) -> None:
    assert shown(text) == grouped


@pytest.mark.parametrize("text", [line for line in STATEMENTS if fault(line) is None])
def test_every_node_holds_its_children_and_lies_in_the_text(text: str) -> None:
    statement = parse(tokens(text))
    if statement.query is None:
        return
    for node in walk(statement.query):
        assert 0 <= node.start <= node.end <= len(text)


def test_deep_nesting_is_not_understood_rather_than_a_crash() -> None:
    from generator.languages.grafana_sql.parser import NotUnderstood

    with pytest.raises(NotUnderstood):
        parse(tokens(f"SELECT {'(' * 5000}1{')' * 5000}"))
