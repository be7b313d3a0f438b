"""Running a formula on the values of other steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import attrs

from generator.alerting.evaluation.frames import Labels
from generator.alerting.evaluation.mathexp.operators import CONSTANTS, FUNCTIONS, binary, unary
from generator.alerting.evaluation.mathexp.parse import (
    Binary,
    Call,
    Constant,
    Node,
    Unary,
    Variable,
    parse,
    variables,
)
from generator.alerting.evaluation.mathexp.union import union
from generator.alerting.evaluation.values import (
    Float,
    NoData,
    Number,
    Scalar,
    Series,
    StepError,
    Value,
    Values,
)


@attrs.frozen
class MathCommand:
    formula: Node

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(variables(self.formula)))

    def execute(self, inputs: Mapping[str, Values]) -> Values:
        return _values(self.formula, inputs)


def math_command(model: Mapping[str, Any]) -> MathCommand:
    """The command of an expression's model. Raises StepError for a formula that Grafana does not read."""
    try:
        return MathCommand(parse(str(model.get("expression", ""))))
    except StepError as error:
        raise StepError(f"invalid math command: {error.message}") from None


def _values(node: Node, inputs: Mapping[str, Values]) -> Values:
    if isinstance(node, Constant):
        return (Scalar(node.number),)
    if isinstance(node, Variable):
        return inputs[node.name]
    if isinstance(node, Unary):
        operator = node.operator
        return tuple(
            _each(value, lambda each: unary(operator, each)) for value in _values(node.operand, inputs)
        )
    if isinstance(node, Binary):
        pairs = union(_values(node.left, inputs), _values(node.right, inputs))
        return tuple(_combined(node.operator, *pair) for pair in pairs)
    return _called(node, inputs)


def _called(node: Call, inputs: Mapping[str, Values]) -> Values:
    if node.argument is None:
        return (Scalar(CONSTANTS[node.name]),)
    function = FUNCTIONS[node.name]
    return tuple(_each(value, function) for value in _values(node.argument, inputs))


def _each(value: Value, function: Callable[[Float], Float]) -> Value:
    """A value with the function applied to its number, or to each of its points."""
    if isinstance(value, NoData):
        return value
    if isinstance(value, Series):
        return Series(tuple((time, function(point)) for time, point in value.points), value.labels)
    return attrs.evolve(value, value=function(value.value))


def _combined(operator: str, labels: Labels, left: Value, right: Value) -> Value:
    if isinstance(left, NoData) or isinstance(right, NoData):
        return NoData()
    if not isinstance(left, Series) and not isinstance(right, Series):
        result = binary(operator, left.value, right.value)
        both = isinstance(left, Scalar) and isinstance(right, Scalar)
        return Scalar(result) if both else Number(result, labels)
    return Series(
        tuple((time, binary(operator, one, other)) for time, one, other in _pairs(left, right)), labels
    )


def _pairs(
    left: Number | Series | Scalar, right: Number | Series | Scalar
) -> Iterator[tuple[datetime, Float, Float]]:
    """The values of both sides by time; a moment that one of two series lacks is dropped."""
    if not isinstance(left, Series):
        if isinstance(right, Series):
            yield from ((time, left.value, value) for time, value in right.points)
    elif isinstance(right, Series):
        others = dict(right.points)
        yield from ((time, value, others[time]) for time, value in left.points if time in others)
    else:
        yield from ((time, value, right.value) for time, value in left.points)
