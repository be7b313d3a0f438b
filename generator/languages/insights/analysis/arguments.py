"""What functions are given: how many arguments, and of which types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.languages.insights.analysis.model import ARGUMENTS, WRONG_TYPE
from generator.languages.insights.analysis.place import Place
from generator.languages.insights.catalog import Function
from generator.languages.insights.record import ANY, BOOLEAN, JSON, NUMBER, TEXT, TIME, TIMESTAMP, Type
from generator.languages.insights.tree import Call, Duration, Expression, Star, String, Variable

if TYPE_CHECKING:
    from generator.languages.insights.analysis.reader import Reader

PERIOD = "period"
_BIN = "bin"
_COUNTS = frozenset({"count", "count_over_time"})
"""Functions that take `*` for the whole event."""

_CONDITIONS = frozenset({"if", "case"})
_OF_CONSTANTS = frozenset({*_CONDITIONS, "coalesce", "concat", "base64encode", "base64decode", "jsonParse"})
"""Functions whose first argument may well be a text that is written down."""

_NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*")
"""A text that counts as a number."""


def argument_types(reader: Reader, node: Call, function: Function, place: Place) -> list[Type]:
    """The types of a call's arguments, which are read; what is wrong with them is told."""
    is_right = _check_number(reader, node, function)
    return [_argument(reader, node, function, index, place, is_right) for index in range(len(node.arguments))]


def is_condition(call: Call, index: int) -> bool:
    """Whether an argument is a condition: that of `if`, and every other one of `case`, but no default."""
    if call.name not in _CONDITIONS:
        return False
    return index == 0 if call.name == "if" else index % 2 == 0 and index < len(call.arguments) - 1


def signature(function: Function) -> str:
    """How a function is written, with the types of its arguments: `substr(text, number[, number])`."""
    return f"{function.name}({''.join(_words(function))})"


def _words(function: Function) -> Iterator[str]:
    for index, type_ in enumerate(function.arguments):
        comma = ", " if index else ""
        word = "value" if type_ == "any" else "5m" if type_ == PERIOD else type_
        yield f"[{comma}{word}]" if index >= function.least else f"{comma}{word}"
    if function.most is None:
        yield ", ..."


def _check_number(reader: Reader, node: Call, function: Function) -> bool:
    given = len(node.arguments)
    if given >= function.least and (function.most is None or given <= function.most):
        return True
    message = f"{function.name} takes {_number(function)}, and is given {given or 'none'}"
    reader.fault(ARGUMENTS, node.function, message, f"write {signature(function)}")
    return False


def _number(function: Function) -> str:
    """How many arguments a function takes."""
    few, most = function.least, function.most
    if most is None:
        return f"at least {few} argument{'s' if few > 1 else ''}"
    if most == 0:
        return "no argument"
    some = f"{few}" if few == most else f"{few} or {most}" if most - few == 1 else f"{few} to {most}"
    return f"{some} argument{'s' if most > 1 else ''}"


def _argument(
    reader: Reader, call: Call, function: Function, index: int, place: Place, is_right: bool
) -> Type:
    node = call.arguments[index]
    wanted = function.argument(index)
    if isinstance(node, Star):
        if function.name not in _COUNTS:
            message = f"{function.name} takes a field, and no *"
            reader.fault(WRONG_TYPE, node, message, f"write {signature(function)}")
        return reader.type_of(node, place)
    if is_condition(call, index):
        reader.condition(node, place)
        return BOOLEAN
    if wanted == PERIOD and isinstance(node, Duration):
        reader.types[node] = ANY
        return ANY
    found = reader.type_of(node, place)
    if index == 0 and function.name not in _OF_CONSTANTS and reader.quoted_field(node):
        return ANY
    if is_right and (told := _mismatch(reader, function, wanted, node, found)):
        reader.fault(WRONG_TYPE, node, *told)
    return found


def _mismatch(
    reader: Reader, function: Function, wanted: str, node: Expression, found: Type
) -> tuple[str, str] | None:
    """What is wrong with an argument and what to do; None where nothing is."""
    name, written = function.name, reader.written(node)
    if wanted == PERIOD and not isinstance(node, Variable):
        example = f"{name}({'' if name == _BIN else '..., '}5m)"
        return f"{name} takes a period here, and not {written}", f"write a number and a unit: {example}"
    if wanted == "number" and found is TEXT:
        if isinstance(node, String) and _NUMBER.fullmatch(node.value):
            return None
        return f"{written} is a text, and {name} takes numbers", ""
    if wanted == "time" and found in (TEXT, JSON):
        return f"{name} takes a time here, such as {TIMESTAMP}", ""
    if found is JSON and (function.is_aggregate or wanted in ("text", "number")):
        message = f"{written} is a map or a list, and {name} takes none"
        return message, f"name what is inside it, such as {written}.0"
    if wanted == "json" and found in (NUMBER, TIME, BOOLEAN):
        return f"{name} takes a map or a list, and this is none", "make one of a text with jsonParse(...)"
    return None
