"""Arithmetic, conditions and comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.languages.insights.analysis.model import HYPHEN, UNQUOTED, WRONG_TYPE
from generator.languages.insights.analysis.place import Place
from generator.languages.insights.record import ANY, BOOLEAN, JSON, NUMBER, TEXT, TIME, Type
from generator.languages.insights.tree import (
    Arithmetic,
    Comparison,
    Duration,
    Expression,
    Field,
    ListLiteral,
    Logical,
    Membership,
    Negative,
    Not,
    Number,
    Parenthesised,
)

if TYPE_CHECKING:
    from generator.languages.insights.analysis.reader import Reader

_ORDERS = frozenset({"<", "<=", ">", ">="})
_LONGEST = 40
"""How much of an expression is quoted in a message."""


def arithmetic(reader: Reader, node: Arithmetic, place: Place) -> Type:
    if (joined := _hyphenated(reader, node)) is not None:
        return joined
    found = [
        ANY if isinstance(operand, Duration) else reader.type_of(operand, place) for operand in node.operands
    ]
    if any(isinstance(operand, Duration) for operand in node.operands):
        return _shifted(reader, node, found)
    for operand, type_ in zip(node.operands, found, strict=True):
        if type_ in (TEXT, JSON):
            _no_number(reader, node, operand, type_)
            break
    return NUMBER


def _shifted(reader: Reader, node: Arithmetic, found: list[Type]) -> Type:
    """A time that is moved by a period: `@timestamp + 9h`. A number has no unit to move by."""
    periods = [operand for operand in node.operands if isinstance(operand, Duration)]
    others = [
        type_
        for operand, type_ in zip(node.operands, found, strict=True)
        if not isinstance(operand, Duration)
    ]
    if others and all(type_ is NUMBER for type_ in others):
        for period in periods:
            reader.type_of(period)
    reader.types.update((period, ANY) for period in periods)
    return TIME if TIME in found else ANY


def _no_number(reader: Reader, node: Arithmetic, operand: Expression, found: Type) -> None:
    operator = node.operators[0].text
    hint = "texts are put together by concat(...)" if operator == "+" and found is TEXT else ""
    kind = "a text" if found is TEXT else "a map or a list"
    written = _short(reader.written(operand))
    reader.fault(WRONG_TYPE, operand, f"{written} is {kind}, and {operator} is for numbers", hint)


def _hyphenated(reader: Reader, node: Arithmetic) -> Type | None:
    """A name with hyphens and without backticks, if that is what an arithmetic is; its type then."""
    fields = [operand for operand in node.operands if isinstance(operand, Field) and not operand.quoted]
    if len(fields) != len(node.operands) or any(operator.text != "-" for operator in node.operators):
        return None
    name = reader.written(node)
    if any(character.isspace() for character in name):
        return None
    column = reader.scope.find((name,))
    if column is None and all(reader.find(field) for field in fields):
        return None
    reader.fault(HYPHEN, node, f"{name} is read as a subtraction", f"put the name in backticks: `{name}`")
    if column is not None:
        reader.columns[node] = column
    return column.type if column is not None else ANY


def negative(reader: Reader, node: Negative, place: Place) -> Type:
    reader.type_of(node.operand, place)
    return NUMBER


def negation(reader: Reader, node: Not, place: Place) -> Type:
    reader.condition(node.operand, place)
    return BOOLEAN


def logical(reader: Reader, node: Logical, place: Place) -> Type:
    for operand in node.operands:
        reader.condition(operand, place)
    return BOOLEAN


def comparison(reader: Reader, node: Comparison, place: Place) -> Type:
    left, right = reader.type_of(node.left, place), _value(reader, node.right, place)
    if not isinstance(bare(node.right), Field):
        reader.quoted_field(node.left)
    for operand, found in ((node.left, left), (node.right, right)):
        if found is JSON:
            written = _short(reader.written(operand))
            reader.fault(
                WRONG_TYPE,
                operand,
                f"{written} is a map or a list, and no comparison with one is ever true",
                f"name what is inside it, such as {written}.0",
            )
    if node.operator.text in _ORDERS:
        _ordered(reader, node.left, left, node.right)
        _ordered(reader, node.right, right, node.left)
    return BOOLEAN


def _ordered(reader: Reader, operand: Expression, found: Type, other: Expression) -> None:
    if found is TEXT and isinstance(operand, Field) and isinstance(bare(other), Number):
        reader.fault(WRONG_TYPE, operand, f"{operand.name} is a text, and is compared with a number")


def membership(reader: Reader, node: Membership, place: Place) -> Type:
    reader.type_of(node.operand, place)
    reader.quoted_field(node.operand)
    if isinstance(node.members, ListLiteral):
        for item in node.members.items:
            _value(reader, item, place)
        reader.types[node.members] = JSON
    else:
        reader.type_of(node.members, place)
    return BOOLEAN


def _value(reader: Reader, node: Expression, place: Place) -> Type:
    """What something is compared with: there a word that is no field was meant as a text."""
    if isinstance(node, Field) and _is_word(reader, node):
        reader.fault(
            UNQUOTED,
            node,
            f"{node.name} is read as a field, and there is none",
            f'a text stands in quotes: "{node.name}"',
        )
        reader.types[node] = ANY
        return ANY
    return reader.type_of(node, place)


def _is_word(reader: Reader, node: Field) -> bool:
    """Whether a field never was one, and looks like a value."""
    if node.quoted or node.name.startswith("@") or reader.find(node) is not None:
        return False
    return not any(scope.find(node.path) for scope in reader.scope.ended())


def bare(node: Expression) -> Expression:
    """An expression without the parentheses around it."""
    while isinstance(node, Parenthesised):
        node = node.inner
    return node


def _short(written: str) -> str:
    return written if len(written) <= _LONGEST else f"{written[: _LONGEST - 3]}..."
