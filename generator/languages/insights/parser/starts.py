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

_OF_OTHERS = {
    **dict.fromkeys(("eval", "extend", "let"), "write fields expression as name"),
    **dict.fromkeys(("table", "project", "keep", "return"), "write display field, field"),
    "rename": "write fields field as name",
    **dict.fromkeys(("rex", "extract", "grok", "regexp", "unpack"), "write parse field /(?<name>...)/"),
    **dict.fromkeys(("summarize", "eventstats", "aggregate", "count_over_time"), "write stats ... by ..."),
    **dict.fromkeys(("timechart", "bucket", "make-series"), "write stats ... by bin(5m)"),
    **dict.fromkeys(
        ("top", "rare"), "write stats count(*) as n by field, and behind it | sort n desc | limit 10"
    ),
    "take": "write limit",
    "distinct": "write dedup field, or stats ... by field",
    "offset": "there is no offset",
    **dict.fromkeys(
        ("index", "sourcetype", "dataset", "log_group"), "the log groups are chosen beside the query"
    ),
    **dict.fromkeys(("and", "or"), "conditions are joined within one filter, and | parts commands"),
    **dict.fromkeys(("as", "by"), "it belongs to the command before it: take the | away"),
    **dict.fromkeys(("http", "https"), "this is an address: write the query itself"),
}
"""What stands for the commands of other languages, and for words that begin none."""

_COMPARES = frozenset(("=", "==", "!=", "<", "<=", ">", ">=", "=~", "like", "in", ":"))

_MOST_HINTS = 20
"""For how many unknown commands the nearest one is looked up: there may be thousands, and it takes long."""


def refuse_no_command(cursor: Cursor, token: Token) -> None:
    """Raises GivenUp for what is the name of no command."""
    word = token.word
    following = cursor.peek()
    if token.kind == Kind.WORD and word in COMMANDS:
        if word == "source" and following.text == "=":
            whole = Token(token.kind, token.start, following.end, "")
            hint = "the log groups are chosen beside the query; begin with fields, filter or stats"
            cursor.fail(whole, "source = ... is PPL", hint)
        return
    cursor.refuse_unreadable(token)
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
    cursor.fail(token, f"there is no command {token.text}", _instead(cursor, token), UNKNOWN_COMMAND)


def _instead(cursor: Cursor, token: Token) -> str:
    """What to write in place of a word that is no command."""
    if token.word in _OF_OTHERS:
        return _OF_OTHERS[token.word]
    if cursor.peek().word in _COMPARES:
        return "a condition stands behind filter"
    near = nearest(token.word, COMMANDS) if len(cursor.faults) < _MOST_HINTS else None
    if near is not None:
        return f"did you mean {COMMANDS[near].name}?"
    if cursor.peek().word == "not":
        return "a condition stands behind filter"
    return "commands are fields, filter, parse, stats, sort, limit, dedup, display and more"
