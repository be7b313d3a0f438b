"""The operands of expressions: fields, values, calls, lists, and what stands in parentheses."""

from __future__ import annotations

from collections.abc import Callable

from generator.languages.insights import tree
from generator.languages.insights.catalog import FUNCTIONS, UNITS, WORDS
from generator.languages.insights.lexer import Kind, Token
from generator.languages.insights.parser.cursor import TOO_DEEP, UNCLOSED, Cursor, GivenUp, name_of
from generator.languages.insights.parser.literals import path_of, value_of

MAX_DEPTH = 50
"""How many nodes of an expression may lie above one another; people's queries stay below ten."""


class Operands:
    """Reads operands; `expression` reads what is in them, `subquery` what may stand behind `in`."""

    def __init__(
        self,
        cursor: Cursor,
        expression: Callable[[str], tree.Expression],
        subquery: Callable[[Token], tree.Subquery],
    ) -> None:
        self._cursor = cursor
        self._expression = expression
        self._subquery = subquery
        self.depth = 0
        """How many parentheses, calls and lists are open."""
        self.height = 0
        """Of the expression that was read last: how many nodes lie above one another in it."""

    def read(self, what: str, takes_regex: bool) -> tree.Expression | None:
        """The operand that comes next, None where there is none. Raises GivenUp for one out of place."""
        cursor = self._cursor
        token = cursor.token
        kind = token.kind
        self.height = 1
        if kind == Kind.WORD:
            return self._word(token, what)
        if kind == Kind.STRING:
            return self.literal()
        if kind == Kind.NUMBER:
            cursor.take()
            return tree.Number(token.start, token.end, token.text)
        if kind == Kind.QUOTED:
            cursor.take()
            return tree.Field(token.start, token.end, path_of(token.text), quoted=True)
        if kind == Kind.DURATION:
            return self._duration(token)
        if kind == Kind.VARIABLE:
            cursor.take()
            if cursor.token.text == "(" and token.text[0] == "$" and cursor.token.start == token.end:
                return self._call(token)
            return tree.Variable(token.start, token.end, token.text)
        if kind == Kind.REGEX:
            return self._regex(token, takes_regex)
        if token.text == "(":
            return self._parentheses(token)
        if token.text == "[":
            cursor.fail(token, "a list stands only behind in and not in", "write field in [...]")
        if token.text == "*":
            cursor.fail(
                token, "* stands only in count(*)", "name the fields, or @message for the whole event"
            )
        return None

    def _word(self, token: Token, what: str) -> tree.Expression:
        cursor = self._cursor
        following = cursor.peek()
        if following.text == "(" and not cursor.opens_subquery(1):
            cursor.take()
            return self._call(token)
        word = token.word
        if word in WORDS:
            hint = ""
            if following.text in (",", "|", ""):
                hint = f"in backticks it is a field: `{token.text}`"
            elif word in ("like", "in"):
                hint = f"name the field before each {word}"
            cursor.fail(token, f"expected {what}, found the word {token.text}", hint)
        cursor.take()
        if word in ("true", "false", "null"):
            return tree.Constant(token.start, token.end, word)
        return tree.Field(token.start, token.end, path_of(token.text))

    def _duration(self, token: Token) -> tree.Expression:
        cursor = self._cursor
        digits = len(token.text) - len(token.text.lstrip("0123456789"))
        count, unit = token.text[:digits], token.text[digits:].lower()
        cursor.take()
        if unit not in UNITS:
            # A field of JSON may well be called 5xx.
            return tree.Field(token.start, token.end, (token.text,))
        # Python reads no number of more than 4,300 digits.
        return tree.Duration(token.start, token.end, int(count[:30]), unit)

    def _regex(self, token: Token, is_taken: bool) -> tree.Regex:
        cursor = self._cursor
        if not is_taken:
            previous = cursor.previous()
            where = f" behind {previous.text}" if previous else ""
            cursor.fail(
                token,
                f"no regular expression can stand{where}: it stands behind like, not like, =~ and in parse",
                "write field like /.../",
            )
        return self.regex()

    def literal(self) -> tree.String:
        """The string that comes next."""
        token = self._cursor.take()
        return tree.String(token.start, token.end, value_of(token.text))

    def regex(self) -> tree.Regex:
        """The regular expression that comes next. Raises GivenUp for flags behind it."""
        cursor = self._cursor
        token = cursor.take()
        flags = cursor.token
        if flags.start == token.end and flags.kind == Kind.WORD and set(flags.word) <= set("gimsuxy"):
            cursor.fail(
                flags,
                "a regular expression has no flags behind it",
                f"write /(?i){token.text[1:]} to ignore case",
            )
        return tree.Regex(token.start, token.end, token.text[1:-1])

    def _call(self, token: Token) -> tree.Expression:
        """A call, with the cursor on its `(`."""
        cursor = self._cursor
        if token.word == "like":
            cursor.fail(token, "like is an operator, and no function", 'write field like "text"')
        opening = cursor.take()
        self._enter(opening)
        arguments: list[tree.Expression] = []
        highest = 0
        while not cursor.is_next(")"):
            if arguments and not self._comma(")", f"an argument of {token.text}"):
                self._no_argument(token, opening)
            star = cursor.token
            if star.text == "*" and (cursor.peek().text in (",", ")") or token.word == "count"):
                cursor.take()
                arguments.append(tree.Star(star.start, star.end))
                continue
            arguments.append(self._expression(f"an argument of {token.text}"))
            highest = max(highest, self.height)
        cursor.take()
        self._leave(highest + 1, opening)
        return self._member(tree.Call(token.start, cursor.end, name_of(token), tuple(arguments)))

    def _member(self, operand: tree.Expression) -> tree.Expression:
        """The expression, or what stands under a path behind it."""
        member = self._cursor.token
        if member.kind != Kind.MEMBER:
            return operand
        self._cursor.take()
        self.height += 1
        return tree.Member(operand.start, member.end, operand, path_of(member.text.lstrip(".")))

    def _comma(self, closing: str, what: str) -> bool:
        """Take a comma, if one comes next. Raises GivenUp for one with nothing behind it."""
        comma = self._cursor.takes(",")
        if comma and self._cursor.is_next(closing):
            self._cursor.fail(comma, f"expected {what} behind the comma, found {closing}")
        return comma is not None

    def _no_argument(self, function: Token, opening: Token) -> None:
        cursor = self._cursor
        token = cursor.token
        previous = cursor.previous()
        if function.word == "count" and previous is not None and previous.word == "distinct":
            cursor.fail(previous, "there is no count(distinct ...)", f"write count_distinct({token.text})")
        if cursor.is_over() or (token.word in ("as", "by") and function.word in FUNCTIONS):
            self._never_closed(opening, f"the parenthesis of {function.text}")
        if token.word == "as":
            hint = "values have no declared types: write the field alone"
            cursor.fail(function, f"there is no function {function.text}", hint)
        hint = ""
        if token.word in UNITS and previous is not None and previous.kind == Kind.NUMBER:
            hint = f"a period is one word: {previous.text}{token.text}"
        cursor.expected(f"a comma or ) among the arguments of {function.text}", hint)

    def _never_closed(self, opening: Token, what: str, closing: str = ")") -> None:
        self._cursor.fail(opening, f"{what} is never closed", f"write {closing} at its end", UNCLOSED)

    def _parentheses(self, opening: Token) -> tree.Expression:
        cursor = self._cursor
        if cursor.opens_subquery():
            cursor.fail(opening, "a subquery stands only behind in", "write field in (SOURCE ...)")
        cursor.take()
        self._enter(opening)
        inner = self._expression("a condition or a value in the parentheses")
        height = self.height
        if not cursor.takes(")"):
            if cursor.is_over():
                self._never_closed(opening, "the parenthesis")
            if cursor.is_next(","):
                cursor.fail(opening, "a list stands only behind in and not in", "write field in [...]")
            cursor.expected("an operator or )")
        self._leave(height + 1, opening)
        return self._member(tree.Parenthesised(opening.start, cursor.end, inner))

    # --- lists ---

    def members(self, operator: tree.Operator) -> tree.ListLiteral | tree.Subquery:
        """What stands behind `in`."""
        cursor = self._cursor
        opening = cursor.token
        self.height = 1
        if opening.kind == Kind.VARIABLE:
            cursor.take()
            variable = tree.Variable(opening.start, opening.end, opening.text)
            return tree.ListLiteral(opening.start, opening.end, (variable,))
        if opening.text == "[":
            return self.list_literal()
        if opening.text != "(":
            cursor.expected(
                f"a list in square brackets behind {operator.text}", f'write {operator.text} ["a", "b"]'
            )
        if cursor.opens_subquery():
            return self._subquery(opening)
        cursor.fault(
            opening.start,
            opening.end,
            "a list stands in square brackets",
            f'write {operator.text} ["a", "b"]',
        )
        return self.list_literal(")")

    def list_literal(self, closing: str = "]") -> tree.ListLiteral:
        """The list that comes next. Raises GivenUp."""
        cursor = self._cursor
        opening = cursor.take()
        self._enter(opening)
        items: list[tree.Expression] = []
        highest = 0
        while not cursor.is_next(closing):
            if items and not self._comma(closing, "a value"):
                if cursor.is_over():
                    self._never_closed(opening, "the list", closing)
                cursor.expected(f"a comma or {closing} in the list")
            items.append(self._expression("a value in the list"))
            highest = max(highest, self.height)
        cursor.take()
        self._leave(highest + 1, opening)
        return tree.ListLiteral(opening.start, cursor.end, tuple(items), parenthesised=closing == ")")

    # --- depth ---

    def _enter(self, opening: Token) -> None:
        self.depth += 1
        self.check_depth(0, opening)

    def _leave(self, height: int, opening: Token) -> None:
        self.depth -= 1
        self.height = height
        self.check_height(height, opening.start, self._cursor.end)

    def check_depth(self, more: int, token: Token) -> None:
        """Raises GivenUp if too much is open, `more` that is not counted in `depth` included."""
        self.check_height(self.depth + more, token.start, token.end)

    def check_height(self, height: int, start: int, end: int) -> None:
        """Raises GivenUp if an expression is too high, and tells so of `start..end`."""
        if height > MAX_DEPTH:
            self._cursor.fault(
                start,
                end,
                f"the expression is nested more than {MAX_DEPTH} levels deep",
                "split it",
                TOO_DEEP,
            )
            raise GivenUp
