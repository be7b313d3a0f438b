"""PostgreSQL's queries, read by its own grammar.

Why not sqlglot's parser: it keeps no place for operators, gives up the name a function was written by,
reads some valid PostgreSQL wrongly (`date_bin`) and takes some that is not valid (a comma before FROM),
and needs several times as long. A finding must stand on the author's character, and be right.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.languages.grafana_sql.lexer import Token
from generator.languages.grafana_sql.parser.cursor import NotUnderstood, SyntaxFault
from generator.languages.grafana_sql.parser.queries import Queries
from generator.languages.grafana_sql.tree import Statement

__all__ = ["NotUnderstood", "SyntaxFault", "parse"]


def parse(tokens: Sequence[Token]) -> Statement:
    """The tree of one statement, from its tokens without comments and without the semicolon.

    Raises SyntaxFault, whose index counts these tokens, and NotUnderstood for what is nested too deeply
    to be looked into.
    """
    try:
        return Queries(tokens).statement()
    except RecursionError:
        raise NotUnderstood("nested too deeply") from None
