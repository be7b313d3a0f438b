"""What flows through the steps of a rule: which queries reach a step, in what form, and with what values."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import reduce

import attrs

from generator.alerting.evaluation.mathexp import parse as formula
from generator.alerting.evaluation.mathexp.parse import Node
from generator.alerting.evaluation.values import StepError
from generator.alerting.evaluators import Evaluator
from generator.alerting.expressions import (
    ClassicConditions,
    Expression,
    Math,
    Reduce,
    Resample,
    Threshold,
)
from generator.alerting.rules import AlertRule
from generator.checks.interval import ANYTHING, COUNT, Interval, exactly

TRUTH = Interval(0, 1)
NEVER, ALWAYS = exactly(0), exactly(1)


@attrs.frozen
class Reach:
    """The queries that reach a step: those that do so as series, and those whose labels its results bear."""

    as_series: frozenset[str] = frozenset()
    with_labels: frozenset[str] = frozenset()

    def __or__(self, other: Reach) -> Reach:
        return Reach(self.as_series | other.as_series, self.with_labels | other.with_labels)


def reaches(rule: AlertRule, series: Iterable[str]) -> Mapping[str, Reach]:
    """For each step, by its refId; `series` are the queries that return series."""
    many = frozenset(series)
    found = {query.ref_id: Reach(many & {query.ref_id}, frozenset({query.ref_id})) for query in rule.queries}
    for step in rule.expressions:
        read = reduce(Reach.__or__, (found.get(ref_id, Reach()) for ref_id in step.reads), Reach())
        if isinstance(step, ClassicConditions):
            read = Reach()
        elif isinstance(step, Reduce):
            read = attrs.evolve(read, as_series=frozenset())
        found[step.ref_id] = read
    return found


def flow(rule: AlertRule, of_queries: Mapping[str, Interval]) -> Mapping[str, Interval]:
    """The numbers that each step may return, by its refId, from those that the queries may."""
    found = {query.ref_id: of_queries.get(query.ref_id, ANYTHING) for query in rule.queries}
    for step in rule.expressions:
        found[step.ref_id] = _returned(step, found)
    return found


def _returned(step: Expression, known: Mapping[str, Interval]) -> Interval:
    if isinstance(step, Math):
        try:
            return _formula(formula.parse(step.expression), known)
        except StepError:
            return ANYTHING
    if isinstance(step, ClassicConditions):
        return TRUTH
    given = [known.get(ref_id, ANYTHING) for ref_id in step.reads]
    value = given[0] if given else ANYTHING
    if isinstance(step, Threshold):
        return passes(step.evaluator, value)
    if isinstance(step, Reduce):
        replaced = value if step.replace_with is None else value | exactly(step.replace_with)
        return reduced(step.reducer, replaced)
    return reduced(step.downsampler, value) if isinstance(step, Resample) else ANYTHING


def reduced(reducer: str, value: Interval) -> Interval:
    """The numbers that a reducer makes of a series of values."""
    if reducer == "count":
        return COUNT
    if reducer == "sum":
        return Interval(0 if value.low >= 0 else -math.inf, 0 if value.high <= 0 else math.inf)
    return value


def passes(evaluator: Evaluator, value: Interval) -> Interval:
    """0 where no value passes, 1 where each does."""
    low, high = value.low, value.high
    first, last = evaluator.params[0], evaluator.params[-1]
    some, all_ = {
        "gt": (high > first, low > first),
        "lt": (low < first, high < first),
        "gte": (high >= first, low >= first),
        "lte": (low <= first, high <= first),
        "eq": (value.holds(first), low == high == first),
        "ne": (not low == high == first, not value.holds(first)),
        "within_range": (
            low < last and high > first and first < last,
            first < low and high < last,
        ),
        "outside_range": (low < first or high > last, high < first or low > last),
        "within_range_included": (low <= last and high >= first, first <= low and high <= last),
        "outside_range_included": (low <= first or high >= last, high <= first or low >= last),
    }[evaluator.type]
    return ALWAYS if all_ else TRUTH if some else NEVER


# --- formulas ---

_ROUNDING: Mapping[str, Callable[[float], float]] = {"round": round, "ceil": math.ceil, "floor": math.floor}


def _formula(node: Node, known: Mapping[str, Interval]) -> Interval:
    match node:
        case formula.Constant(number=number):
            return exactly(number)
        case formula.Variable(name=name):
            return known.get(name, ANYTHING)
        case formula.Unary(operator=operator, operand=operand):
            value = _formula(operand, known)
            return -value if operator == "-" else _not(value)
        case formula.Binary(operator=operator, left=left, right=right):
            return _binary(operator, _formula(left, known), _formula(right, known))
        case formula.Call(name=name, argument=argument):
            return _call(name, _formula(argument, known) if argument is not None else ANYTHING)


def _binary(operator: str, left: Interval, right: Interval) -> Interval:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "&&":
            return NEVER if NEVER in (left, right) else _both(_truth(left), _truth(right))
        case "||":
            return _not(_both(_not(left), _not(right)))
        case ">" | "<" | ">=" | "<=" | "==" | "!=":
            return _compared(operator, left, right)
    return ANYTHING


def _compared(operator: str, left: Interval, right: Interval) -> Interval:
    names = {">": "gt", "<": "lt", ">=": "gte", "<=": "lte", "==": "eq", "!=": "ne"}
    return passes(Evaluator(names[operator], (0,)), left - right)


def _call(name: str, value: Interval) -> Interval:
    if name == "abs":
        return value.absolute()
    if name.startswith("is_"):
        return TRUTH
    rounding = _ROUNDING.get(name)
    if rounding is None:
        return ANYTHING
    return value.mapped(lambda end: rounding(end) if math.isfinite(end) else end)


def _truth(value: Interval) -> Interval:
    """Whether a number counts as true: any but 0."""
    return NEVER if value == NEVER else TRUTH if value.holds(0) else ALWAYS


def _not(value: Interval) -> Interval:
    truth = _truth(value)
    return Interval(1 - truth.high, 1 - truth.low)


def _both(left: Interval, right: Interval) -> Interval:
    return Interval(min(left.low, right.low), min(left.high, right.high))
