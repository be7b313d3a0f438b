"""What is told of something that stands where a command should end."""

from __future__ import annotations

from typing import NoReturn

from generator.languages.insights import tree
from generator.languages.insights.catalog import COMMANDS, FUNCTIONS
from generator.languages.insights.lexer import Kind
from generator.languages.insights.parser.cursor import COMMENT_STARTS, UNCLOSED, Cursor, found

_LISTS = (tree.Fields, tree.Display, tree.Stats, tree.Sort, tree.Dedup, tree.Unmask)
_STARTS_ITEM = (Kind.WORD, Kind.QUOTED, Kind.STRING, Kind.NUMBER, Kind.DURATION, Kind.VARIABLE, Kind.REGEX)

_OF_SQL = {
    "group": "write stats ... by ...",
    "having": "write a filter behind stats",
    "order": "write | sort field desc",
    "where": "write | filter ...",
    "from": "the log groups are chosen in the panel",
    "select": "write fields, or stats for aggregates",
    "offset": "there is no offset",
    "when": "write case(condition, value, ..., default)",
}


def refuse_left_over(cursor: Cursor, command: tree.Command) -> NoReturn:
    """Tell what is wrong with what comes next behind a command that has been read. Raises GivenUp."""
    token, following = cursor.token, cursor.peek()
    cursor.refuse_unreadable(token)
    word = token.word if token.kind == Kind.WORD else ""
    if word in _OF_SQL and (word not in COMMANDS or following.word == "by"):
        cursor.fail(token, f"{token.text.upper()} is SQL", _OF_SQL[word])
    if word in COMMANDS and following.text not in (",", "|", ".", ""):
        cursor.fail(token, f"expected | before {token.text}", "commands are parted by |")
    if token.text in COMMENT_STARTS:
        cursor.fail(token, "a comment begins with #")
    if token.text == ":":
        cursor.refuse_unquoted()
    if token.text == ")":
        cursor.fail(token, "this parenthesis was never opened", rule=UNCLOSED)
    previous = cursor.previous()
    if previous and previous.kind == Kind.REGEX and previous.end == token.start:
        hint = "a / inside a regular expression is written \\/"
        cursor.fail(token, f"the regular expression ends before {found(token)}", hint)
    if previous and previous.word == "distinct":
        cursor.fail(
            previous, "there is no distinct", f"write dedup {token.text}, or stats ... by {token.text}"
        )
    expected, hint = "the next |", ""
    if token.kind in _STARTS_ITEM or token.text == ",":
        if isinstance(command, tree.Stats) and not command.by:
            expected = "a comma, by or the next |"
        elif isinstance(command, _LISTS):
            expected = "a comma or the next |"
            if word == "by":
                hint = "all groups stand behind one by: by a, b"
            elif word != "as" and not isinstance(command, tree.Sort | tree.Dedup):
                hint = "a new name stands behind as"
        elif isinstance(command, tree.Filter | tree.FilterIndex):
            expected, hint = "an operator or the next |", "conditions are joined by and, or by or"
        if previous and previous.word in FUNCTIONS and token.kind in (Kind.WORD, Kind.QUOTED):
            hint = f"write {previous.text}({token.text})"
    elif token.text == "[":
        hint = "one element is list[0]; for each of them: unnest list into item"
    cursor.fail(token, f"expected {expected}, found {found(token)}", hint)
