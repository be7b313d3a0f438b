"""Expressions, by the strength of their operators and without recursion along a chain.

A chain of one operator is one node, however long. What is nested (parentheses, calls, `not`, `-`) is limited
to MAX_DEPTH, for this parser and for all who walk its trees by recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import attrs

from generator.languages.insights import tree
from generator.languages.insights.catalog import UNITS, WORDS
from generator.languages.insights.lexer import Kind, Token
from generator.languages.insights.parser.cursor import (
    TOO_DEEP,
    UNCLOSED,
    Cursor,
    GivenUp,
    found,
    name_of,
)

MAX_DEPTH = 50
"""How many nodes of an expression may lie above one another; people's queries stay below ten."""


# How tightly operators bind, the loosest first.
_OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _POWER, _NEGATIVE = range(1, 9)

_STRENGTHS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "==", "!=", "<", "<=", ">", ">=", "=~", "like", "in", "not"), _COMPARISON),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/%", _PRODUCT),
    "^": _POWER,
}

_FOREIGN = {
    "&&": "write and",
    "||": "write or; between commands stands a single |",
    "<>": "write !=",
    "!~": "write not like /.../",
    "is": "the test whether there is a value is ispresent(field), or not ispresent(field)",
    "between": "write field >= a and field <= b",
    "contains": 'write field like "text"',
    "matches": "write field like /regex/",
    "ilike": "write field like /(?i)text/",
    "rlike": "write field like /regex/",
}
"""Operators of other languages, and what stands for them here."""

_TAKES_REGEX = ("like", "not like", "=~")

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}

_PARTS = re.compile(r"`([^`\n]+)`|\[(\d+)\]|\.|([^.`\[\]]+)")


@attrs.define
class _Pending:
    """An operator that waits for its last operand."""

    strength: int
    operators: list[tree.Operator]
    operands: list[tree.Expression]
    height: int


class Expressions:
    """Reads expressions from a cursor; `subquery` reads what stands in parentheses behind `in`."""

    def __init__(self, cursor: Cursor, subquery: Callable[[Token], tree.Subquery]) -> None:
        self._cursor = cursor
        self._subquery = subquery
        self.depth = 0
        """How many parentheses, calls and lists are open."""
        self._height = 0
        """Of the expression that was read last."""

    def expression(self, what: str = "a field, a value or a function") -> tree.Expression:
        """One expression, up to what cannot belong to it. Raises GivenUp."""
        cursor = self._cursor
        waiting: list[_Pending] = []
        while True:
            self._prefixes(waiting)
            current = self._operand(what, waiting)
            height = self._height
            while True:
                operator = self._operator()
                strength = _STRENGTHS[operator.text.split()[0]] if operator else 0
                while waiting and waiting[-1].strength > strength:
                    current, height = self._built(waiting.pop(), current, height)
                if operator is None or operator.text not in ("in", "not in"):
                    break
                members = self._members(operator)
                current = tree.Membership(current.start, members.end, current, operator, members)
                height = max(height, self._height) + 1
            if operator is None:
                self._height = height
                return current
            if waiting and waiting[-1].strength == strength:
                if strength == _COMPARISON:
                    cursor.fault(
                        operator.start,
                        operator.end,
                        "a comparison has two sides",
                        "join two comparisons by and: a > 1 and a < 5",
                    )
                    raise GivenUp
                last = waiting[-1]
                last.operators.append(operator)
                last.operands.append(current)
                last.height = max(last.height, height)
            else:
                waiting.append(_Pending(strength, [operator], [current], height))
            what = f"a value behind {operator.text}"

    def _prefixes(self, waiting: list[_Pending]) -> None:
        cursor = self._cursor
        while True:
            token = cursor.token
            if token.text == "-":
                strength = _NEGATIVE
            elif token.text == "!" or (token.kind == Kind.WORD and token.word == "not"):
                strength = _NOT
            else:
                return
            cursor.take()
            operator = tree.Operator(token.start, token.end, token.word)
            waiting.append(_Pending(strength, [operator], [], 0))
            self._check_depth(len(waiting), token)

    def _operator(self) -> tree.Operator | None:
        """The operator that comes next, taken; None where the expression ends."""
        cursor = self._cursor
        token = cursor.token
        if token.kind == Kind.OPERATOR or token.kind == Kind.WORD:
            word = token.word
            if word in _FOREIGN and not (token.kind == Kind.WORD and cursor.peek().text in (",", ")", "|")):
                cursor.fail(token, f"there is no operator {token.text}", _FOREIGN[word])
            if word == "not":
                second = cursor.peek()
                if second.word in ("like", "in") and second.kind == Kind.WORD:
                    cursor.take()
                    cursor.take()
                    return tree.Operator(token.start, second.end, f"not {second.word}")
                return None
            if word in _STRENGTHS:
                cursor.take()
                return tree.Operator(token.start, token.end, word)
        return None

    def _built(self, pending: _Pending, last: tree.Expression, height: int) -> tuple[tree.Expression, int]:
        """The node of an operator whose last operand has been read."""
        height = max(pending.height, height) + 1
        first = pending.operators[0]
        if height > MAX_DEPTH:
            self._too_deep(first.start, last.end)
        if pending.strength == _NOT:
            return tree.Not(first.start, last.end, last), height
        if pending.strength == _NEGATIVE:
            return tree.Negative(first.start, last.end, last), height
        operands = (*pending.operands, last)
        start = operands[0].start
        if pending.strength == _COMPARISON:
            return self._comparison(operands[0], first, last), height
        operators = tuple(pending.operators)
        if pending.strength <= _AND:
            return tree.Logical(start, last.end, first.text, operands, operators), height
        return tree.Arithmetic(start, last.end, operands, operators), height

    def _comparison(
        self, left: tree.Expression, operator: tree.Operator, right: tree.Expression
    ) -> tree.Comparison:
        if isinstance(right, tree.Regex) and operator.text not in _TAKES_REGEX:
            hint = "write not like /.../" if operator.text == "!=" else "write like /.../"
            self._cursor.fault(
                right.start,
                right.end,
                f"{operator.text} compares with a value, not with a regular expression",
                hint,
            )
        return tree.Comparison(left.start, right.end, left, operator, right)

    # --- operands ---

    def _operand(self, what: str, waiting: list[_Pending]) -> tree.Expression:
        cursor = self._cursor
        token = cursor.token
        kind = token.kind
        self._height = 1
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
            return self._regex(token, waiting)
        if token.text == "(":
            return self._parentheses(token)
        if token.text == "[":
            cursor.fail(token, "a list stands only behind in and not in", "write field in [...]")
        if token.text == "*":
            cursor.fail(
                token, "* stands only in count(*)", "name the fields, or @message for the whole event"
            )
        if waiting and waiting[-1].strength <= _AND and token.word in _STRENGTHS:
            word = waiting[-1].operators[-1].text
            cursor.fail(
                token,
                f"expected a condition behind {word}, found {found(token)}",
                f"each side of {word} is a comparison of its own: repeat the field",
            )
        self._refuse_slashes(waiting)
        return cursor.expected(what)

    def _refuse_slashes(self, waiting: list[_Pending]) -> None:
        """Raises GivenUp for `field /text/`, which has been read as two divisions."""
        slashes = [operator for operator in waiting[-1].operators if operator.text == "/"] if waiting else []
        if len(slashes) == 2 and self._cursor.is_over():
            start, end = slashes[0].start, slashes[1].end
            regex = Token(Kind.REGEX, start, end, self._cursor.text[start:end])
            self._cursor.fail(
                regex, "expected an operator before the regular expression", "write field like /.../"
            )

    def _word(self, token: Token, what: str) -> tree.Expression:
        cursor = self._cursor
        following = cursor.peek()
        if following.text == "(" and not cursor.opens_subquery(1):
            cursor.take()
            return self._call(token)
        word = token.word
        if word in WORDS:
            hint = f"in backticks it is a field: `{token.text}`" if following.text in (",", "|", "") else ""
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

    def _regex(self, token: Token, waiting: list[_Pending]) -> tree.Regex:
        cursor = self._cursor
        if not (waiting and waiting[-1].strength == _COMPARISON):
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
        opening = cursor.take()
        self._enter(opening)
        arguments: list[tree.Expression] = []
        highest = 0
        while not cursor.is_next(")"):
            if arguments and not self._comma(")", f"an argument of {token.text}"):
                self._no_argument(token, opening)
            star = cursor.token
            if star.text == "*" and cursor.peek().text in (",", ")"):
                cursor.take()
                arguments.append(tree.Star(star.start, star.end))
                continue
            arguments.append(self.expression(f"an argument of {token.text}"))
            highest = max(highest, self._height)
        cursor.take()
        self._leave(highest + 1)
        return self._member(tree.Call(token.start, cursor.end, name_of(token), tuple(arguments)))

    def _member(self, operand: tree.Expression) -> tree.Expression:
        """The expression, or what stands under a path behind it."""
        member = self._cursor.token
        if member.kind != Kind.MEMBER:
            return operand
        self._cursor.take()
        self._height += 1
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
        if cursor.is_over():
            self._never_closed(opening, f"the parenthesis of {function.text}")
        cursor.expected(f"a comma or ) among the arguments of {function.text}")

    def _never_closed(self, opening: Token, what: str, closing: str = ")") -> None:
        self._cursor.fail(opening, f"{what} is never closed", f"write {closing} at its end", UNCLOSED)

    def _parentheses(self, opening: Token) -> tree.Expression:
        cursor = self._cursor
        if cursor.opens_subquery():
            cursor.fail(opening, "a subquery stands only behind in", "write field in (SOURCE ...)")
        cursor.take()
        self._enter(opening)
        inner = self.expression("a condition or a value in the parentheses")
        height = self._height
        if not cursor.takes(")"):
            if cursor.is_over():
                self._never_closed(opening, "the parenthesis")
            cursor.expected("an operator or )")
        self._leave(height + 1)
        return self._member(tree.Parenthesised(opening.start, cursor.end, inner))

    # --- lists ---

    def _members(self, operator: tree.Operator) -> tree.ListLiteral | tree.Subquery:
        """What stands behind `in`."""
        cursor = self._cursor
        opening = cursor.token
        self._height = 1
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
            items.append(self.expression("a value in the list"))
            highest = max(highest, self._height)
        cursor.take()
        self._leave(highest + 1)
        return tree.ListLiteral(opening.start, cursor.end, tuple(items), parenthesised=closing == ")")

    # --- depth ---

    def _enter(self, opening: Token) -> None:
        self.depth += 1
        self._check_depth(0, opening)

    def _leave(self, height: int) -> None:
        self.depth -= 1
        self._height = height

    def _check_depth(self, more: int, token: Token) -> None:
        if self.depth + more > MAX_DEPTH:
            self._too_deep(token.start, token.end)

    def _too_deep(self, start: int, end: int) -> None:
        self._cursor.fault(
            start, end, f"the expression is nested more than {MAX_DEPTH} levels deep", "split it", TOO_DEEP
        )
        raise GivenUp


def value_of(literal: str) -> str:
    """What a string in quotes stands for. A backslash that escapes nothing stays, for regular expressions."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(lambda hit: _ESCAPED.get(hit[1], hit[1] if hit[1] in "\"'\\`" else hit[0]), inner)


def path_of(text: str) -> tuple[str, ...]:
    """The parts of a field: ``a.`b c`.d[1]`` is a, b c, d and 1."""
    if "`" not in text and "[" not in text:
        return tuple(text.split("."))
    parts: list[str] = []
    joined = False
    for hit in _PARTS.finditer(text):
        part = hit[1] or hit[2] or hit[3]
        if part is None:
            joined = False
        elif joined and hit[2] is None:
            parts[-1] += part
        else:
            parts.append(part)
            joined = True
    return tuple(parts)
