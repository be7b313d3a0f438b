"""Function calls: whether they may stand where they do, and what they give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.languages.insights.analysis.arguments import argument_types, is_condition
from generator.languages.insights.analysis.model import GONE, MISPLACED, NOT_AGGREGATED
from generator.languages.insights.analysis.place import AGGREGATE, KEY, RECORD, STATS, Place
from generator.languages.insights.catalog import FUNCTIONS, Function, Kind
from generator.languages.insights.record import ANY, JSON, TIME, TIMESTAMP, Type
from generator.languages.insights.tree import Call

if TYPE_CHECKING:
    from generator.languages.insights.analysis.reader import Reader

_BIN = "bin"
_TYPES = {type_.value: type_ for type_ in Type}


def call_type(reader: Reader, node: Call, place: Place) -> Type:
    """The type of what a call gives; its arguments are read."""
    function = FUNCTIONS.get(node.name)
    if function is None and node.name.startswith("$"):
        return ANY  # what a variable is to put in, and nobody declares
    if function is None:  # which a rule says
        for argument in node.arguments:
            reader.type_of(argument, AGGREGATE if place is STATS else place)
        return ANY
    _check_place(reader, node, function, place)
    given = argument_types(reader, node, function, AGGREGATE if function.is_aggregate else place)
    return ANY if place is KEY and function.is_aggregate else _result(function, node, given)


def _check_place(reader: Reader, node: Call, function: Function, place: Place) -> None:
    name = node.function
    if function.is_aggregate and place is AGGREGATE:
        message = f"{name.text} stands inside another function that works on many records"
        reader.fault(MISPLACED, name, message, "make one in a first stats, and the other in a second")
    elif _is_misplaced(function, place):
        message = f"{name.text} works on many records, and stands only in stats"
        alias = reader.alias_of(node)
        hint = f"stats {reader.written(node)} as n, and then use n"
        reader.fault(MISPLACED, name, message, f"it is called {alias} here" if alias else hint)
    elif node.name == _BIN and reader.scope.record is None and not reader.scope.is_open:
        _tell_time_is_gone(reader, node)
    elif node.name == _BIN and place is STATS:
        written = reader.written(node)
        message, hint = f"{written} has many values here", f"group by it: stats ... by {written}"
        reader.fault(NOT_AGGREGATED, node, message, hint)


def _is_misplaced(function: Function, place: Place) -> bool:
    if place is RECORD:
        return function.is_aggregate
    return place is KEY and function.kind is Kind.AGGREGATE


def _tell_time_is_gone(reader: Reader, node: Call) -> None:
    """bin() is of @timestamp, which stats does not hand on."""
    message = f"bin is of {TIMESTAMP}, which is gone after {reader.scope.word}"
    times = [name for name, column in reader.scope.made.items() if column.type is TIME]
    period = reader.written(node.arguments[0]) if node.arguments else "5m"
    if alias := reader.alias_of(node):
        hint = f"it is called {alias} here"
    elif times:
        hint = f"write datefloor({times[0]}, {period})"
    else:
        hint = f"write datefloor(@t, {period}), and hand @t on: max({TIMESTAMP}) as @t"
    reader.fault(GONE, node, message, hint)


def _result(function: Function, node: Call, given: list[Type]) -> Type:
    if function.result == "first":
        same = given[0] if given and (function.is_aggregate or len(set(given)) == 1) else ANY
        # Of maps and lists there is no greatest, and it has been said.
        return ANY if function.is_aggregate and same is JSON else same
    if function.result == "second":
        answers = {type_ for index, type_ in enumerate(given) if not is_condition(node, index)}
        return answers.pop() if len(answers) == 1 else ANY
    return _TYPES[function.result]
