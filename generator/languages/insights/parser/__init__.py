"""A query's text as a tree, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from generator.languages.insights import tree
from generator.languages.insights.catalog import COMMANDS, FUNCTIONS
from generator.languages.insights.lexer import Kind, Token, tokens
from generator.languages.insights.parser.commands import Commands
from generator.languages.insights.parser.cursor import (
    COMMENT_STARTS,
    SQL,
    SYNTAX,
    TOO_DEEP,
    UNCLOSED,
    UNKNOWN_COMMAND,
    Cursor,
    GivenUp,
    found,
    name_of,
)
from generator.suggest import nearest

__all__ = ["FAULT_RULES", "parse"]

FAULT_RULES: Mapping[str, str] = {
    SYNTAX: "CloudWatch refuses a query that it cannot read, and the panel stays empty.",
    UNCLOSED: "What is opened and never closed swallows the rest of the query.",
    UNKNOWN_COMMAND: "CloudWatch refuses a query with a command that it does not know.",
    SQL: "Logs Insights is a pipeline of commands, and reads no SQL.",
    TOO_DEEP: "Nobody can read such a query, and neither can the tools here.",
}
"""The rules that the faults of a parsed query break, and why each matters."""

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

_MOST_HINTS = 20


def parse(text: str) -> tree.Parsed:
    """Read a query. Never raises: what cannot be read is a fault, and reading goes on at the next `|`.

    Takes time linear in the length of the text.
    """
    every = tokens(text)
    comments = tuple(
        tree.Comment(token.start, token.end, token.text[1:]) for token in every if token.kind == Kind.COMMENT
    )
    if comments:
        every = [token for token in every if token.kind != Kind.COMMENT]
    parser = _Parser(text, every)
    pipeline = parser.query()
    faults = tuple(sorted(parser.cursor.faults, key=lambda fault: fault.start))
    return tree.Parsed(text, pipeline, comments, faults)


class _Parser:
    def __init__(self, text: str, every: list[Token]) -> None:
        self.cursor = Cursor(text, every)
        self._commands = Commands(self.cursor, self._subquery)
        self._is_inside = False

    def query(self) -> tree.Pipeline:
        cursor = self.cursor
        first = cursor.token
        if first.kind == Kind.END:
            cursor.fault(0, len(cursor.text), "the query is empty", "begin with fields, filter or stats")
            return tree.Pipeline(0, 0, ())
        commands: list[tree.Command] = []
        pipes: list[int] = []
        self._pipeline(commands, pipes)
        return tree.Pipeline(first.start, max(cursor.end, first.start), tuple(commands), tuple(pipes))

    def _pipeline(self, commands: list[tree.Command], pipes: list[int]) -> None:
        """Read commands and the pipes between them, up to the end or the `)` of a subquery."""
        cursor = self.cursor
        while True:
            token = cursor.token
            if token.text == "|" or token.kind == Kind.END or (self._is_inside and token.text == ")"):
                self._nothing_between(pipes)
            else:
                commands.append(self._command())
            if not self._is_inside and cursor.is_next(")"):
                token = cursor.take()
                cursor.fault(token.start, token.end, "this parenthesis was never opened", rule=UNCLOSED)
                self._recover()
            pipe = cursor.takes("|")
            if pipe is None:
                return
            pipes.append(pipe.start)

    def _nothing_between(self, pipes: list[int]) -> None:
        """Tell a `|` without a command before or behind it."""
        token = self.cursor.token
        if token.text == "|":
            where = "between two |" if pipes else "before the first |"
            self.cursor.fault(token.start, token.end, f"there is no command {where}")
        elif pipes:
            self.cursor.fault(
                pipes[-1], pipes[-1] + 1, "there is no command behind the last |", "take it off"
            )

    def _command(self) -> tree.Command:
        cursor = self.cursor
        first = cursor.token
        depth = self._commands.expressions.depth
        try:
            if first.kind == Kind.VARIABLE and first.text[0] == "$":
                return self._saved_query()
            self._refuse_no_command(first)
            cursor.take()
            return self._commands.read(name_of(first))
        except GivenUp:
            self._commands.expressions.depth = depth
            self._recover()
            end = max(cursor.end, first.end)
            return tree.Unreadable(first.start, end, name_of(first))

    def _refuse_no_command(self, token: Token) -> None:
        """Raises GivenUp for what is the name of no command."""
        cursor = self.cursor
        word = token.word
        if token.kind == Kind.WORD and word in COMMANDS:
            return
        cursor.refuse_unreadable(token)
        if token.kind != Kind.WORD:
            following = cursor.peek()
            if (
                token.text in ("-", "/", "//")
                and following.text == token.text
                and following.start == token.end
            ):
                whole = Token(token.kind, token.start, following.end, token.text * 2)
                cursor.fail(whole, "a comment begins with #")
            if token.kind == Kind.REGEX or token.text in ("/", "*"):
                cursor.fail(token, f"expected a command, found {found(token)}", "a comment begins with #")
            cursor.fail(
                token, f"expected a command, found {found(token)}", "begin with fields, filter or stats"
            )
        if word in _SQL_STARTS:
            cursor.fail(token, f"{token.text.upper()} is SQL", _SQL_STARTS[word], SQL)
        if word in FUNCTIONS:
            cursor.fail(
                token,
                f"{token.text} is a function and no command",
                f"write stats {token.text}(...)"
                if FUNCTIONS[word].is_aggregate
                else f"write fields {token.text}(...)",
                UNKNOWN_COMMAND,
            )
        # What is like a word takes long to find, and a text may hold thousands of unknown ones.
        near = nearest(word, COMMANDS) if len(cursor.faults) < _MOST_HINTS else None
        if near is not None:
            hint = f"did you mean {COMMANDS[near].name}?"
        elif (
            cursor.peek().text in ("=", "!=", "<", ">", "<=", ">=", "=~", "==")
            or cursor.peek().word == "like"
        ):
            hint = "a condition stands behind filter"
        else:
            hint = "commands are fields, filter, parse, stats, sort, limit, dedup, display and more"
        cursor.fail(token, f"there is no command {token.text}", hint, UNKNOWN_COMMAND)

    def _saved_query(self) -> tree.Command:
        """`$Name(a="x")`; without parentheses it may be a variable that holds a command."""
        cursor = self.cursor
        token = cursor.take()
        arguments: list[tuple[tree.Name, tree.Expression]] = []
        if cursor.takes("("):
            while not cursor.is_next(")"):
                if arguments and not cursor.takes(","):
                    cursor.expected("a comma or )")
                name = cursor.name("the name of a parameter")
                if not cursor.takes("="):
                    cursor.expected("= and a value", f'{token.text}(name="value")')
                arguments.append((name, self._commands.expressions.expression()))
            cursor.take()
        if not cursor.is_over():
            cursor.expected("the next |")
        return tree.SavedQuery(token.start, cursor.end, name_of(token), tuple(arguments))

    def _subquery(self, opening: Token) -> tree.Subquery:
        """`(SOURCE ... | ...)`, with the cursor on the parenthesis."""
        cursor = self.cursor
        if self._is_inside:
            cursor.fail(opening, "a subquery cannot hold another one")
        cursor.take()
        start = cursor.token.start
        commands: list[tree.Command] = []
        pipes: list[int] = []
        self._is_inside = True
        try:
            self._pipeline(commands, pipes)
        finally:
            self._is_inside = False
        pipeline = tree.Pipeline(start, cursor.end, tuple(commands), tuple(pipes))
        if not cursor.takes(")"):
            cursor.fail(
                opening, "the parenthesis of the subquery is never closed", "write ) at its end", UNCLOSED
            )
        return tree.Subquery(opening.start, cursor.end, pipeline)

    def _recover(self) -> None:
        """Go on to the next `|`, but not to one in a subquery; inside of one, to its `)` at the latest."""
        cursor = self.cursor
        depth = 0
        while True:
            token = cursor.token
            if token.kind == Kind.END:
                return
            if token.kind == Kind.PUNCTUATION:
                if cursor.opens_subquery():
                    depth += 1
                elif token.text == ")" and depth:
                    depth -= 1
                elif (token.text == ")" and self._is_inside) or (token.text == "|" and not depth):
                    return
            cursor.take()
