"""Formulas: how they are read, what they come to, and which values they bring together.

The tables are after Grafana's own tests (pkg/expr/mathexp: exp_test.go, exp_nan_null_val_test.go,
union_test.go); the properties are held to a second computation.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.alerting.evaluation.mathexp.command import math_command
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

NAN, INF = math.nan, math.inf
T0 = datetime(2026, 1, 15, 10, tzinfo=UTC)
A, B = {"id": "a"}, {"id": "b"}
AB = {"id": "a", "host": "x"}


def series(*values: Float, **labels: str) -> Series:
    return Series(tuple((T0 + timedelta(minutes=i), value) for i, value in enumerate(values)), labels)


def result(formula: str, **inputs: Values) -> Values:
    return math_command({"expression": formula}).execute(inputs)


def value(formula: str, **inputs: Values) -> Float:
    (only,) = result(formula, **inputs)
    assert isinstance(only, Scalar | Number)
    return only.value


def same(one: Float, other: Float) -> bool:
    if one is None or other is None:
        return one is other
    return one == other or (math.isnan(one) and math.isnan(other))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 64),  # from left to right, unlike in Python
        ("-2 ** 2", 4),  # the sign binds more than the power
        ("2 * 3 ** 2", 18),
        ("10 - 4 - 3", 3),
        ("7 % 4 * 2", 6),
        ("-7 % 4", -3),  # with the sign of the dividend, as C has it
        ("1 < 2 == 1", 1),
        ("1 || 0 && 0", 1),
        ("!0 + !5", 1),
        ("!(!3)", 1),
        ("1/0", INF),
        ("-1/0", -INF),
        ("0/0", NAN),
        ("5 % 0", NAN),
        ("inf() % 2", NAN),
        ("(-8) ** (1/3)", NAN),
        ("0 ** -1", INF),
        ("10 ** 400", INF),
        ("(-10) ** 401", -INF),
        ("0x1F + 010", 39),
        ("1.5e3 + .5", 1500.5),
        ("abs(-3) + floor(2.7) + ceil(2.1)", 8),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(0.49999999999999994)", 0),
        ("log(0)", -INF),
        ("log(-1)", NAN),
        ("infn()", -INF),
        ("is_inf(infn())", 1),
        ("is_nan(nan())", 1),
        ("is_null(null())", 1),
        ("is_null(nan())", 0),
        ("is_number(null()) + is_number(nan()) + is_number(inf()) + is_number(0)", 1),
        ("null() + 1", None),
        ("-null()", None),
        ("abs(null())", NAN),
        ("nan() > 1", NAN),
        ("nan() == nan()", NAN),
        ("1 || nan()", 1),  # decided before NaN is seen
        ("0 && nan()", 0),
        ("0 || nan()", NAN),
        ("1 && nan()", NAN),
        ("nan() || 0", 1),  # NaN is not zero
        ("null() || 1", None),
        ("!nan()", NAN),
    ],
)
def test_a_formula_of_constants(formula: str, expected: Float) -> None:
    assert same(value(formula), expected)


@pytest.mark.parametrize(
    ("formula", "fault"),
    [
        ("", "expr: unexpected EOF in input: F()"),
        ("1 +", "expr: unexpected EOF in input: F()"),
        ("1 2", 'expr: unexpected "2" in root input'),
        ("(1", "expr: unexpected EOF in input: F()"),
        ("$A>-1", "expr: unexpected >- in input: F()"),
        ("!!3", "expr: unexpected !! in input: F()"),
        ("$A & $B", "expr: unexpected & in input: F()"),
        ("nope(1)", "expr: non existent function nope"),
        ("abs()", "expr: parse: not enough arguments for abs"),
        ("abs(1 2)", "expr: parse: too many arguments for abs"),
        ("abs(1, 2)", 'expr: unexpected "," in input: F()'),
        ("nan(1)", "expr: parse: too many arguments for nan"),
        ("$", "expr: incomplete variable"),
        ("${A", "expr: unterminated variable missing closing }"),
        ("${A-1}", "expr: unsupported variable character"),
        ('"text"', r'expr: unexpected "\"text\"" in input: F()'),
        ('"text', "expr: unterminated string"),
        ("1.2.3", 'expr: unexpected ".3" in root input'),
        (".", 'expr: illegal number syntax: "."'),
        ("1 # 2", "expr: invalid character: #"),
        ("abs 1", 'expr: unexpected "1" in func'),
    ],
)
def test_what_grafana_does_not_read_is_refused(formula: str, fault: str) -> None:
    with pytest.raises(StepError) as caught:
        math_command({"expression": formula})
    assert caught.value.message == f"invalid math command: {fault}"


def test_a_formula_needs_the_steps_that_it_names() -> None:
    command = math_command({"expression": "$A + ${Total Sum} * abs($A) - $B2"})
    assert command.needs == ("A", "Total Sum", "B2")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        # Labels that are equal, or of which one set holds the other; the larger one stays.
        ((Number(1, A),), (Number(2, A),), (Number(3, A),)),
        ((Number(1, A),), (Number(2, AB),), (Number(3, AB),)),
        ((Number(1, AB),), (Number(2, A),), (Number(3, AB),)),
        ((Number(1, A), Number(5, B)), (Number(2),), (Number(3, A), Number(7, B))),
        ((Number(1, A), Number(5, B)), (Number(2, B), Number(4, A)), (Number(5, A), Number(7, B))),
        # What finds no partner is dropped; two that are alone are taken together all the same.
        ((Number(1, A), Number(5, B)), (Number(2, A),), (Number(3, A),)),
        ((Number(1, A),), (Number(2, B),), (Number(3),)),
        ((Number(1, A), Number(5, B)), (Number(2, {"x": "y"}), Number(2, {"x": "z"})), ()),
        # No data on either side, where one of them has one value.
        ((NoData(),), (Number(2, A),), (NoData(),)),
        ((Number(1, A), Number(5, B)), (NoData(),), (NoData(),)),
        ((), (Number(2, A),), ()),
        # Numbers with series, and series with each other where their times agree.
        ((series(1, 2, id="a"),), (Number(10, A),), (series(11, 12, id="a"),)),
        ((Number(10),), (series(1, None, id="a"),), (series(11, None, id="a"),)),
        ((series(1, 2, 3, id="a"),), (series(10, None, id="a"),), (series(11, None, id="a"),)),
        ((Number(None, A),), (Number(1, A),), (Number(None, A),)),
    ],
)
def test_which_values_are_added(left: Values, right: Values, expected: Values) -> None:
    assert result("$A + $B", A=left, B=right) == expected


def test_a_number_and_a_constant_keep_the_labels_and_their_order() -> None:
    assert result("10 - $A", A=(Number(3, A),)) == (Number(7, A),)
    assert result("10 / $A", A=(series(2, 0, None, id="a"),)) == (series(5, INF, None, id="a"),)
    assert result("1 + 1") == (Scalar(2),)


def test_functions_and_signs_go_through_each_value() -> None:
    values: tuple[Value, ...] = (series(-1, None, id="a"), Number(-2, B), NoData())
    assert result("-$A", A=values) == (series(1, None, id="a"), Number(2, B), NoData())
    negated = result("abs($A)", A=values)
    assert isinstance(negated[0], Series)
    assert [same(*pair) for pair in zip(negated[0].values, (1, NAN), strict=True)] == [True, True]
    assert negated[1:] == (Number(2, B), NoData())
    assert result("is_null($A)", A=values)[0] == series(0, 1, id="a")


# A second computation: a formula as nested tuples, computed by Python's own operators in exact cases.

_OPERATORS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    "&&": lambda a, b: int(bool(a) and bool(b)),
    "||": lambda a, b: int(bool(a) or bool(b)),
}
_LEVELS = [["||"], ["&&"], ["==", "!=", ">", "<="], ["+", "-"], ["*"]]

Tree = int | tuple[str, "Tree", "Tree"]
trees: st.SearchStrategy[Tree] = st.recursive(
    st.integers(0, 20),
    lambda inner: st.tuples(st.sampled_from(sorted(_OPERATORS)), inner, inner),
    max_leaves=8,
)


def _computed(tree: Tree) -> int:
    if isinstance(tree, int):
        return tree
    name, left, right = tree
    return _OPERATORS[name](_computed(left), _computed(right))


def _written(tree: Tree, least: int = 0) -> str:
    """The formula with as few parentheses as its meaning allows."""
    if isinstance(tree, int):
        return str(tree)
    name, left, right = tree
    level = next(index for index, names in enumerate(_LEVELS) if name in names)
    text = f"{_written(left, level)} {name} {_written(right, level + 1)}"
    return f"({text})" if level < least else text


@given(trees)
def test_a_formula_comes_to_what_python_makes_of_its_tree(tree: Tree) -> None:
    assert value(_written(tree)) == _computed(tree)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_comparisons_of_numbers_are_pythons(one: float, other: float) -> None:
    inputs = {"A": (Number(one),), "B": (Number(other),)}
    for name in ("==", "!=", "<", ">", "<=", ">="):
        assert value(f"$A {name} $B", **inputs) == eval(f"one {name} other")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(-1e6, 1e6))
def test_a_series_is_computed_point_by_point(points: list[float], number: float) -> None:
    (computed,) = result("$A * $B + 1", A=(series(*points),), B=(Number(number),))
    assert isinstance(computed, Series)
    assert list(computed.values) == [point * number + 1 for point in points]
