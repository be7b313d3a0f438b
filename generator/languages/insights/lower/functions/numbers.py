"""Functions of numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.functions.shared import Function, Given, guarded, where
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value, numeric
from generator.languages.insights.record import Type

_EARTH_RADIUS_KM = 6371


def of_numbers(build: Callable[..., SQL], type_: Type = Type.NUMBER) -> Function:
    """A function of the SQL of numbers that are none of an integer's type."""

    def function(reader: Reader, call: tree.Call) -> Value:
        values = [numeric(reader.number(argument)) for argument in call.arguments]
        return Value(build(*(value.sql for value in values)), type_)

    return function


def _extreme(node: type[exp.Greatest | exp.Least]) -> Function:
    """PostgreSQL's passes over NULL; here the result is absent where one of the numbers is."""

    def function(reader: Reader, call: tree.Call) -> Value:
        values = [reader.number(argument) for argument in call.arguments]

        def build(*given: Given) -> SQL:
            first, *others = (each() for each in given)
            result: SQL = node(this=first, expressions=others)
            missing = [
                nodes.is_not_null(each())
                for each, value in zip(given, values, strict=True)
                if not value.present
            ]
            return where(nodes.all_of(missing), result) if missing else result

        sql = nodes.bound([value.sql for value in values], build)
        integer = all(value.integer for value in values)
        return Value(sql, Type.NUMBER, integer=integer, present=all(value.present for value in values))

    return function


def _within(least: int, most: int) -> Callable[[Given], SQL]:
    def build(given: Given) -> SQL:
        whole = nodes.call("TRUNC", given())
        bounds = exp.Between(this=whole, low=nodes.number(least), high=nodes.number(most))
        return where(bounds, nodes.call("TRUNC", given()))

    return build


def _integer(bits: int) -> Function:
    return of_numbers(guarded(_within(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)))


def _round(sql: SQL, digits: SQL | None = None) -> SQL:
    sql = nodes.exact(sql)
    if digits is None:
        return exp.Round(this=sql)
    if isinstance(digits, exp.Cast) and isinstance(digits.this, exp.Literal):
        digits = digits.this
    return exp.Round(
        this=sql, decimals=digits if isinstance(digits, exp.Literal) else nodes.cast(digits, nodes.INTEGER)
    )


def _haversine(lat1: Given, lon1: Given, lat2: Given, lon2: Given) -> SQL:
    """The distance on a globe in kilometres."""

    def half_square(start: Given, end: Given) -> SQL:
        half = nodes.divided(nodes.call("RADIANS", nodes.binary(exp.Sub, end(), start())), nodes.number(2))
        return exp.Pow(this=nodes.call("SIN", half), expression=nodes.number(2))

    cosines = [nodes.call("COS", nodes.call("RADIANS", lat())) for lat in (lat1, lat2)]
    parallel = nodes.chain(exp.Mul, [*cosines, half_square(lon1, lon2)])
    chord = nodes.binary(exp.Add, half_square(lat1, lat2), parallel)
    angle = nodes.call("ASIN", exp.Sqrt(this=exp.Least(this=nodes.number(1), expressions=[chord])))
    distance = nodes.binary(exp.Mul, nodes.number(2 * _EARTH_RADIUS_KM), angle)
    known = nodes.all_of([nodes.is_not_null(each()) for each in (lat1, lon1, lat2, lon2)])
    return where(known, distance)  # LEAST would pass over NULL


def _log(x: Given) -> SQL:
    return where(nodes.compared(exp.GT, x(), nodes.number(0)), exp.Ln(this=x()))


def _sqrt(x: Given) -> SQL:
    return where(nodes.compared(exp.GTE, x(), nodes.number(0)), exp.Sqrt(this=x()))


def _is_numeric(reader: Reader, call: tree.Call) -> Value:
    value = reader.number(call.arguments[0])
    return Value(nodes.is_not_null(value.sql), Type.BOOLEAN, present=True)


FUNCTIONS: Mapping[str, Function] = {
    "abs": of_numbers(lambda sql: exp.Abs(this=sql)),
    "ceil": of_numbers(lambda sql: exp.Ceil(this=sql)),
    "floor": of_numbers(lambda sql: exp.Floor(this=sql)),
    "greatest": _extreme(exp.Greatest),
    "least": _extreme(exp.Least),
    "log": of_numbers(guarded(_log)),
    "round": of_numbers(_round),
    "sqrt": of_numbers(guarded(_sqrt)),
    "haversine": of_numbers(guarded(_haversine)),
    "toNumber": of_numbers(lambda sql: sql),
    "toDouble": of_numbers(lambda sql: sql),
    "toInt": _integer(32),
    "toLong": _integer(64),
    "isNumeric": _is_numeric,
}
