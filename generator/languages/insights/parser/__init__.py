"""A query's text as a tree, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from generator.languages.insights import tree
from generator.languages.insights.lexer import Kind, Token, tokens
from generator.languages.insights.parser.commands import Commands
from generator.languages.insights.parser.cursor import (
    SQL,
    SYNTAX,
    TOO_DEEP,
    UNCLOSED,
    UNKNOWN_COMMAND,
    Cursor,
    GivenUp,
    name_of,
)
from generator.languages.insights.parser.starts import refuse_no_command

__all__ = ["FAULT_RULES", "parse"]

FAULT_RULES: Mapping[str, str] = {
    SYNTAX: "CloudWatch refuses a query that it cannot read, and the panel stays empty.",
    UNCLOSED: "What is opened and never closed swallows the rest of the query.",
    UNKNOWN_COMMAND: "CloudWatch refuses a query with a command that it does not know.",
    SQL: "Logs Insights is a pipeline of commands, and reads no SQL.",
    TOO_DEEP: "Nobody can read such a query, and neither can the tools here.",
}
"""The rules that the faults of a parsed query break, and why each matters."""


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
        depth = self._commands.expressions.operands.depth
        try:
            if first.kind == Kind.VARIABLE and first.text[0] == "$":
                return self._saved_query()
            refuse_no_command(cursor, first)
            cursor.take()
            return self._commands.read(name_of(first))
        except GivenUp:
            self._commands.expressions.operands.depth = depth
            self._recover()
            end = max(cursor.end, first.end)
            return tree.Unreadable(first.start, end, name_of(first))

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
