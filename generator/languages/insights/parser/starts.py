"""What is told where a command should begin and none does."""

from __future__ import annotations

from generator.languages.insights.catalog import COMMANDS, FUNCTIONS
from generator.languages.insights.lexer import Kind, Token
from generator.languages.insights.parser.cursor import (
    COMMENT_STARTS,
    SQL,
    UNKNOWN_COMMAND,
    Cursor,
    found,
)
from generator.suggest import nearest

_SQL_STARTS = {
    "select": "begin with fields, or with stats for aggregates",
    "from": "the log groups are chosen beside the query; begin with fields or filter",
    "with": "there are no common table expressions; commands follow each other, parted by |",
    "group": "write stats ... by ...",
    "having": "write filter behind stats",
    "insert": "a query only reads",
    "update": "a query only reads",
    "delete": "a query only reads",
}

_COMPARES = frozenset(("=", "==", "!=", "<", "<=", ">", ">=", "=~", "like", "in", "not"))

_MOST_HINTS = 20
"""For how many unknown commands the nearest one is looked up: there may be thousands, and it takes long."""


def refuse_no_command(cursor: Cursor, token: Token) -> None:
    """Raises GivenUp for what is the name of no command."""
    word = token.word
    if token.kind == Kind.WORD and word in COMMANDS:
        return
    cursor.refuse_unreadable(token)
    following = cursor.peek()
    if token.kind != Kind.WORD:
        if token.text == "-" == following.text and following.start == token.end:
            token = Token(token.kind, token.start, following.end, "--")
        if token.text in COMMENT_STARTS:
            cursor.fail(token, "a comment begins with #")
        cursor.fail(token, f"expected a command, found {found(token)}", "begin with fields, filter or stats")
    if word in _SQL_STARTS:
        cursor.fail(token, f"{token.text.upper()} is SQL", _SQL_STARTS[word], SQL)
    if word in FUNCTIONS:
        command = "stats" if FUNCTIONS[word].is_aggregate else "fields"
        message = f"{token.text} is a function and no command"
        cursor.fail(token, message, f"write {command} {token.text}(...)", UNKNOWN_COMMAND)
    near = nearest(word, COMMANDS) if len(cursor.faults) < _MOST_HINTS else None
    if near is not None:
        hint = f"did you mean {COMMANDS[near].name}?"
    elif following.word in _COMPARES:
        hint = "a condition stands behind filter"
    else:
        hint = "commands are fields, filter, parse, stats, sort, limit, dedup, display and more"
    cursor.fail(token, f"there is no command {token.text}", hint, UNKNOWN_COMMAND)
