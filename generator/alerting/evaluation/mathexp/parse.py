"""A formula as a tree.

Source: grafana pkg/expr/mathexp/parse/parse.go. Loosest first: `||`, `&&`, comparisons, `+ -`, `* / %`,
`**`, then the signs `!` and `-`; all of them from left to right, `**` too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import attrs

from generator.alerting.evaluation.mathexp.tokens import Token, tokens
from generator.alerting.evaluation.values import StepError

_LEVELS = (
    frozenset({"||"}),
    frozenset({"&&"}),
    frozenset({"==", "!=", ">", ">=", "<", "<="}),
    frozenset({"+", "-"}),
    frozenset({"*", "/", "%"}),
    frozenset({"**"}),
)

_FUNCTIONS_OF_ONE = frozenset(
    ["abs", "log", "round", "ceil", "floor", "is_nan", "is_null", "is_inf", "is_number"]
)
_FUNCTIONS_OF_NONE = frozenset(["nan", "null", "inf", "infn"])
FUNCTIONS = _FUNCTIONS_OF_ONE | _FUNCTIONS_OF_NONE


@attrs.frozen
class Constant:
    number: float


@attrs.frozen
class Variable:
    """The values of another step."""

    name: str


@attrs.frozen
class Unary:
    operator: str
    operand: Node


@attrs.frozen
class Binary:
    operator: str
    left: Node
    right: Node


@attrs.frozen
class Call:
    name: str
    argument: Node | None


Node = Constant | Variable | Unary | Binary | Call


def parse(formula: str) -> Node:
    """The formula's tree. Raises StepError for what Grafana does not read, in its words."""
    return _Parser(tokens(formula)).whole()


def variables(node: Node) -> Iterator[str]:
    """The steps that a formula names, in order; one named twice comes twice."""
    if isinstance(node, Variable):
        yield node.name
    elif isinstance(node, Unary):
        yield from variables(node.operand)
    elif isinstance(node, Binary):
        yield from variables(node.left)
        yield from variables(node.right)
    elif isinstance(node, Call) and node.argument is not None:
        yield from variables(node.argument)


class _Parser:
    def __init__(self, words: Iterator[Token]) -> None:
        self._words = words
        self._next = next(words)

    def whole(self) -> Node:
        node = self._level(0)
        self._expect("end", "root input")
        return node

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._operand()
        node = self._level(level + 1)
        while self._next.kind == "operator" and self._next.text in _LEVELS[level]:
            operator = self._take().text
            node = Binary(operator, node, self._level(level + 1))
        return node

    def _operand(self) -> Node:
        token = self._next
        if token.kind == "number":
            return Constant(_number(self._take().text))
        if token.kind == "variable":
            return Variable(self._take().text)
        if token.kind == "function":
            return self._call()
        if token.kind == "operator" and token.text in {"!", "-"}:
            return Unary(self._take().text, self._operand())
        if token.kind == "(":
            self._take()
            node = self._level(0)
            self._expect(")", "input: F()")
            return node
        raise _unexpected(token, "input: F()")

    def _call(self) -> Node:
        name = self._take().text
        if name not in FUNCTIONS:
            raise StepError(f"expr: non existent function {name}")
        self._expect("(", "func")
        arguments: list[Node] = []
        while self._next.kind != ")":
            arguments.append(self._level(0))
        self._take()
        wanted = 1 if name in _FUNCTIONS_OF_ONE else 0
        if len(arguments) != wanted:
            many = "too many" if len(arguments) > wanted else "not enough"
            raise StepError(f"expr: parse: {many} arguments for {name}")
        return Call(name, arguments[0] if arguments else None)

    def _expect(self, kind: str, where: str) -> None:
        if self._next.kind != kind:
            raise _unexpected(self._next, where)
        if kind != "end":
            self._take()

    def _take(self) -> Token:
        taken = self._next
        self._next = next(self._words)
        return taken


def _unexpected(token: Token, where: str) -> StepError:
    shown = token.text if token.kind == "end" else json.dumps(token.text)
    return StepError(f"expr: unexpected {shown} in {where}")


def _number(text: str) -> float:
    """A number by Go's ParseUint with base 0 (`0x10`, `010` is octal), else by ParseFloat."""
    try:
        if re.fullmatch(r"0[0-7]+", text):
            return float(int(text, 8))
        return float(int(text, 16) if text[:2] in {"0x", "0X"} else float(text))
    except (ValueError, OverflowError):
        raise StepError(f'expr: illegal number syntax: "{text}"') from None
