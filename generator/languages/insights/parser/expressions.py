"""Expressions, by the strength of their operators and without recursion along a chain.

A chain of one operator is one node, however long. What is nested (parentheses, calls, `not`, `-`) is limited
to MAX_DEPTH, for this parser and for all who walk its trees by recursion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import attrs

from generator.languages.insights import tree
from generator.languages.insights.lexer import Kind, Token
from generator.languages.insights.parser.cursor import Cursor, found
from generator.languages.insights.parser.operands import Operands

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

_PREFIXES = {"-": _NEGATIVE, "not": _NOT, "!": _NOT}

_FOREIGN = {
    "&&": "write and",
    "||": "write or; between commands stands a single |",
    "<>": "write !=",
    "=>": "write >=",
    "=<": "write <=",
    "!~": "write not like /.../",
    "is": "the test whether there is a value is ispresent(field), or not ispresent(field)",
    "between": "write field >= a and field <= b",
    "contains": 'write field like "text"',
    "matches": "write field like /regex/",
    "ilike": "write field like /(?i)text/",
    "rlike": "write field like /regex/",
    **dict.fromkeys(("equals", "eq"), "write ="),
    "startswith": "write field like /^text/",
    "endswith": "write field like /text$/",
    "has": 'write field like "text"',
    "?": "write if(condition, value, other value)",
    **dict.fromkeys(("->", "->>"), "a part of an object has a dotted path: field.part"),
}
"""Operators of other languages, and what stands for them here."""

_OPERATORS = frozenset((*_STRENGTHS, *_FOREIGN))

_TAKES_REGEX = ("like", "not like", "=~")


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
        self.operands = Operands(cursor, self.expression, subquery)

    def expression(self, what: str = "a field, a value or a function") -> tree.Expression:
        """One expression, up to what cannot belong to it. Raises GivenUp."""
        cursor = self._cursor
        waiting: list[_Pending] = []
        while True:
            if cursor.token.word in _PREFIXES:
                self._prefixes(waiting)
            is_compared = bool(waiting) and waiting[-1].strength == _COMPARISON
            current = self.operands.read(what, takes_regex=is_compared) or self._no_operand(what, waiting)
            height = self.operands.height
            while True:
                word = cursor.token.word
                operator = self._operator() if word in _OPERATORS else None
                strength = _STRENGTHS[word] if operator else 0
                while waiting and waiting[-1].strength > strength:
                    current, height = self._built(waiting.pop(), current, height)
                if operator is None:
                    self.operands.height = height
                    return current
                is_chained = bool(waiting) and waiting[-1].strength == strength
                if strength == _COMPARISON and (is_chained or isinstance(current, tree.Membership)):
                    cursor.refuse(operator, "a comparison has two sides", "join two by and: a > 1 and a < 5")
                if operator.text not in ("in", "not in"):
                    break
                members = self.operands.members(operator)
                current = tree.Membership(current.start, members.end, current, operator, members)
                height = max(height, self.operands.height) + 1
            if is_chained:
                last = waiting[-1]
                last.operators.append(operator)
                last.operands.append(current)
                last.height = max(last.height, height)
            else:
                waiting.append(_Pending(strength, [operator], [current], height))
            what = f"a value behind {operator.text}"

    def _no_operand(self, what: str, waiting: list[_Pending]) -> NoReturn:
        """Tell that no operand comes next. Raises GivenUp."""
        cursor = self._cursor
        token = cursor.token
        last = waiting[-1] if waiting else None
        if last and last.strength <= _AND and token.word in _STRENGTHS:
            word = last.operators[-1].text
            cursor.fail(
                token,
                f"expected a condition behind {word}, found {found(token)}",
                f"each side of {word} is a comparison of its own: repeat the field",
            )
        slashes = [operator for operator in last.operators if operator.text == "/"] if last else []
        if len(slashes) == 2 and cursor.is_over():
            # `field /text/` has been read as two divisions.
            regex = Token(Kind.REGEX, slashes[0].start, slashes[1].end, "")
            cursor.fail(regex, "expected an operator before the regular expression", "write field like /.../")
        cursor.expected(what)

    def _prefixes(self, waiting: list[_Pending]) -> None:
        cursor = self._cursor
        while (strength := _PREFIXES.get(cursor.token.word)) is not None:
            token = cursor.take()
            operator = tree.Operator(token.start, token.end, token.word)
            waiting.append(_Pending(strength, [operator], [], 0))
            self.operands.check_depth(len(waiting), token)

    def _operator(self) -> tree.Operator | None:
        """The operator that comes next, taken; None where the expression ends."""
        cursor = self._cursor
        token = cursor.token
        word = token.word
        if word == "not":
            second = cursor.peek()
            if second.word in ("=", "=="):
                cursor.fail(token, f"there is no operator not {second.text}", "write !=")
            if second.word not in ("like", "in"):
                return None
            cursor.take()
            cursor.take()
            return tree.Operator(token.start, second.end, f"not {second.word}")
        if word in _STRENGTHS:
            cursor.take()
            return tree.Operator(token.start, token.end, word)
        if word in _FOREIGN and not (token.kind == Kind.WORD and cursor.peek().text in (",", ")", "|")):
            cursor.fail(token, f"there is no operator {token.text}", _FOREIGN[word])
        return None

    def _built(self, pending: _Pending, last: tree.Expression, height: int) -> tuple[tree.Expression, int]:
        """The node of an operator whose last operand has been read."""
        height = max(pending.height, height) + 1
        first = pending.operators[0]
        self.operands.check_height(height, first.start, last.end)
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
