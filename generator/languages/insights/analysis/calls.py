"""Function calls: whether they may stand where they do, what they are given, and what they give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.languages.insights.analysis.model import (
    ARGUMENTS,
    GONE,
    MISPLACED,
    NOT_AGGREGATED,
    WRONG_TYPE,
)
from generator.languages.insights.analysis.place import Place
from generator.languages.insights.catalog import FUNCTIONS, Function, Kind
from generator.languages.insights.record import TIMESTAMP, Type
from generator.languages.insights.tree import Call, Duration, Expression, Field, Star, String, Variable

if TYPE_CHECKING:
    from generator.languages.insights.analysis.expressions import Reader

_BIN = "bin"
_PERIOD = "period"
_CONDITIONS = frozenset({"if", "case"})


def call_type(reader: Reader, node: Call, place: Place) -> Type:
    """The type of what a call gives; its arguments are read."""
    function = FUNCTIONS.get(node.name)
    if function is None and node.name.startswith("$"):
        return Type.ANY  # what a variable is to put in, and nobody declares
    if function is None:  # which a rule says
        for argument in node.arguments:
            reader.type_of(argument, Place.AGGREGATE if place is Place.STATS else place)
        return Type.ANY
    _check_place(reader, node, function, place)
    _check_number(reader, node, function)
    inside = Place.AGGREGATE if function.is_aggregate else place
    given = [_argument(reader, node, function, index, inside) for index in range(len(node.arguments))]
    return Type.ANY if place is Place.KEY and function.is_aggregate else _result(function, node, given)


def _check_place(reader: Reader, node: Call, function: Function, place: Place) -> None:
    name = node.function
    if function.is_aggregate and place is Place.AGGREGATE:
        message = f"{name.text} stands inside another function that works on many records"
        reader.fault(MISPLACED, name, message, "make one in a first stats, and the other in a second")
    elif _is_misplaced(function, place):
        message = f"{name.text} works on many records, and stands only in stats"
        reader.fault(MISPLACED, name, message, f"stats {_written(reader, node)} as n, and then use n")
    elif node.name == _BIN and reader.scope.record is None and not reader.scope.is_open:
        _check_bin(reader, node)
    elif node.name == _BIN and place is Place.STATS:
        written = _written(reader, node)
        reader.fault(
            NOT_AGGREGATED, node, f"{written} has many values here", f"group by it: stats ... by {written}"
        )


def _is_misplaced(function: Function, place: Place) -> bool:
    if place is Place.RECORD:
        return function.is_aggregate
    return place is Place.KEY and function.kind is Kind.AGGREGATE


def _check_bin(reader: Reader, node: Call) -> None:
    """bin() is of @timestamp, which is gone behind stats."""
    times = [name for name, column in reader.scope.made.items() if column.type is Type.TIME]
    period = reader.text[node.arguments[0].start : node.arguments[0].end] if node.arguments else "5m"
    hint = f"write datefloor({times[0] if times else '@t'}, {period})"
    if not times:
        hint += f", and hand @t on: max({TIMESTAMP}) as @t"
    message = f"bin is of {TIMESTAMP}, which is gone after {reader.scope.word}"
    reader.fault(GONE, node, message, hint)


def _check_number(reader: Reader, node: Call, function: Function) -> None:
    given = len(node.arguments)
    if given >= function.least and (function.most is None or given <= function.most):
        return
    message = f"{function.name} takes {_number(function)}, and is given {given or 'none'}"
    reader.fault(ARGUMENTS, node.function, message, f"write {signature(function)}")


def _number(function: Function) -> str:
    """How many arguments a function takes."""
    few, most = function.least, function.most
    if most is None:
        return f"at least {few} argument{'s' if few > 1 else ''}"
    if most == 0:
        return "no argument"
    some = f"{few}" if few == most else f"{few} or {most}" if most - few == 1 else f"{few} to {most}"
    return f"{some} argument{'s' if most > 1 else ''}"


def signature(function: Function) -> str:
    """How a function is written, with the types of its arguments: `substr(text, number[, number])`."""
    return f"{function.name}({''.join(_arguments(function))})"


def _arguments(function: Function) -> Iterator[str]:
    for index, type_ in enumerate(function.arguments):
        comma = ", " if index else ""
        word = "value" if type_ == "any" else "5m" if type_ == _PERIOD else type_
        yield f"[{comma}{word}]" if index >= function.least else f"{comma}{word}"
    if function.most is None:
        yield ", ..."


def _argument(reader: Reader, call: Call, function: Function, index: int, place: Place) -> Type:
    node = call.arguments[index]
    wanted = function.argument(index)
    if isinstance(node, Star):
        if function.name != "count":
            reader.fault(
                WRONG_TYPE, node, f"{function.name} takes a field, and no *", f"write {signature(function)}"
            )
        return reader.type_of(node, place)
    if call.name in _CONDITIONS and _is_condition(call, index):
        reader.condition(node, place)
        return Type.BOOLEAN
    if wanted == _PERIOD and isinstance(node, Duration):
        reader.types[node] = Type.ANY
        return Type.ANY
    found = reader.type_of(node, place)
    if message := _mismatch(reader, function, wanted, node, found):
        reader.fault(WRONG_TYPE, node, *message)
    return found


def _is_condition(call: Call, index: int) -> bool:
    """In `case` every other argument, save the last where that is the default."""
    if call.name == "if":
        return index == 0
    return index % 2 == 0 and index < len(call.arguments) - 1


def _mismatch(
    reader: Reader, function: Function, wanted: str, node: Expression, found: Type
) -> tuple[str, str] | None:
    """What is wrong with an argument, and what to do, if anything is wrong."""
    written = reader.text[node.start : node.end]
    name = function.name
    if wanted == _PERIOD and not isinstance(node, Variable):
        example = f"{name}({'' if name == _BIN else '..., '}5m)"
        return f"{name} takes a period here, and not {written}", f"write a number and a unit: {example}"
    if wanted == "number" and found is Type.TEXT:
        if isinstance(node, String):
            inside = node.value
            known = reader.scope.find((inside,)) is not None
            return (
                f"{written} is a text, and {name} takes numbers",
                f"a field stands without quotes: {inside}" if known else "",
            )
        if isinstance(node, Field):
            return f"{node.name} is a text, and {name} takes numbers", ""
        return f"{name} takes numbers, and this is a text", ""
    if wanted == "time" and found in (Type.TEXT, Type.JSON):
        return f"{name} takes a time here, such as {TIMESTAMP}", ""
    if found is Type.JSON and (function.is_aggregate or wanted in ("text", "number")):
        return (
            f"{written} is a map or a list, and {name} takes none",
            f"name what is inside it, such as {written}.0",
        )
    if wanted == "json" and found in (Type.NUMBER, Type.TIME, Type.BOOLEAN):
        return f"{name} takes a map or a list, and this is none", "make one of a text with jsonParse(...)"
    return None


def _result(function: Function, node: Call, given: list[Type]) -> Type:
    if function.result == "first":
        same = given[0] if given and (function.is_aggregate or len(set(given)) == 1) else Type.ANY
        # Of maps and lists there is no greatest, and it has been said.
        return Type.ANY if function.is_aggregate and same is Type.JSON else same
    if function.result == "second":
        answers = [
            type_
            for index, type_ in enumerate(given)
            if not (node.name in _CONDITIONS and _is_condition(node, index))
        ]
        return answers[0] if len(set(answers)) == 1 else Type.ANY
    return Type(function.result)


def _written(reader: Reader, node: Expression) -> str:
    return reader.text[node.start : node.end]
