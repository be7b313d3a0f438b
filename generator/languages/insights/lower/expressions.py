"""Expressions in SQL."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol

import attrs
from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.catalog import FUNCTIONS as KNOWN
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.compare import compare
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.lower.patterns import like
from generator.languages.insights.lower.setting import Setting
from generator.languages.insights.lower.values import (
    Value,
    absent,
    as_boolean,
    as_number,
    as_text,
    numeric,
    text_of,
)
from generator.languages.insights.record import Type


class Scope(Protocol):
    """What an expression stands in: its names, and the queries that it may ask."""

    def resolve(self, field: tree.Field) -> Value: ...

    def resolve_name(self, name: str) -> Value: ...

    def subquery(self, pipeline: tree.Pipeline) -> SQL: ...

    def is_name_of(self, expression: tree.Expression) -> str | None: ...


@attrs.define
class Reader:
    """Lowers expressions in a scope. `known` are values of expressions that were worked out before.

    `aggregates` takes functions over many records, where they may stand.
    """

    scope: Scope
    setting: Setting
    known: dict[tree.Expression, Value] = attrs.field(factory=dict)
    in_stats: bool = False

    def value(self, node: tree.Expression) -> Value:
        if node in self.known:
            return _again(self.known[node])
        written = self.setting.written(node)
        if written is not None:
            return written
        name = self.scope.is_name_of(node)
        if name is not None:
            return self.scope.resolve_name(name)
        match node:
            case tree.Parenthesised(inner=inner):
                return self.value(inner)
            case tree.Field():
                return self.scope.resolve(node)
            case tree.String(value=value):
                return text_of(value)
            case tree.Number(text=text):
                return Value(nodes.number(text), Type.NUMBER, integer=text.isdigit(), present=True)
            case tree.Constant(word="null"):
                return absent()
            case tree.Constant(word=word):
                return Value(nodes.boolean(word == "true"), Type.BOOLEAN, present=True)
            case tree.Negative(operand=operand):
                number = as_number(self.value(operand))
                return attrs.evolve(number, sql=exp.Neg(this=nodes.paren(number.sql)))
            case tree.Not() | tree.Logical() | tree.Comparison() | tree.Membership():
                return Value(self.condition(node), Type.BOOLEAN)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Call():
                return self._call(node)
            case tree.Variable(text=text):
                raise NotRunnable(f"{text} stands for nothing that is known", node)
        raise NotRunnable("this is no value", node)

    def number(self, node: tree.Expression) -> Value:
        return as_number(self.value(node))

    def text(self, node: tree.Expression) -> Value:
        return as_text(self.value(node))

    def condition(self, node: tree.Expression) -> SQL:
        match node:
            case tree.Parenthesised(inner=inner):
                return self.condition(inner)
            case tree.Not(operand=operand):
                return nodes.negated(self.condition(operand))
            case tree.Logical(word=word, operands=operands):
                join = nodes.all_of if word == "and" else nodes.any_of
                return join([self.condition(operand) for operand in operands])
            case tree.Comparison():
                return self._comparison(node)
            case tree.Membership():
                return self._membership(node)
        return as_boolean(self.value(node))

    def _comparison(self, node: tree.Comparison) -> SQL:
        operator = node.operator.text
        if operator not in ("like", "not like", "=~"):
            return compare(operator, self.value(node.left), self.value(node.right))
        condition = like(self.text(node.left), node.right, self)
        return nodes.negated(condition) if operator == "not like" else condition

    def _membership(self, node: tree.Membership) -> SQL:
        operand = self.value(node.operand)
        if isinstance(node.members, tree.Subquery):
            query = self.scope.subquery(node.members.pipeline)
            condition: SQL = exp.In(this=nodes.paren(as_text(operand).sql), query=query)
        else:
            condition = self._in_list(operand, node.members)
        return nodes.negated(condition) if node.operator.text == "not in" else condition

    def _in_list(self, operand: Value, members: tree.ListLiteral) -> SQL:
        values = self.setting.members(members)
        if values is None:
            values = [self.value(item) for item in members.items]
        if not values:
            return nodes.boolean(False)
        if operand.is_text and all(value.is_text and not value.is_null for value in values):
            return nodes.is_in(operand.sql, [value.sql for value in values])
        if all(value.type is Type.NUMBER for value in values):
            return nodes.is_in(as_number(operand).sql, [value.sql for value in values])

        def body(given: Given) -> SQL:
            each = attrs.evolve(operand, sql=nodes.null())
            return nodes.any_of([compare("=", attrs.evolve(each, sql=given()), value) for value in values])

        return nodes.bound([operand.sql], body)

    def _arithmetic(self, node: tree.Arithmetic) -> Value:
        result = self.number(node.operands[0])
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            result = _calculated(operator.text, result, self.number(operand))
        return result

    def _call(self, node: tree.Call) -> Value:
        from generator.languages.insights.lower.aggregates import AGGREGATES
        from generator.languages.insights.lower.functions import FUNCTIONS

        known = KNOWN.get(node.name)
        name = known.name if known is not None else node.name
        if name in FUNCTIONS:
            return FUNCTIONS[name](self, node)
        if self.in_stats and name in AGGREGATES:
            return AGGREGATES[name](Reader(self.scope, self.setting), node)
        raise NotRunnable(f"there is no SQL for {node.function.text}()", node)


def _again(value: Value) -> Value:
    return attrs.evolve(value, sql=nodes.copied(value.sql))


_MOST_DIGITS = 300
_ARITHMETIC: Mapping[str, type[exp.Binary]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}


def _calculated(operator: str, left: Value, right: Value) -> Value:
    """The result; NULL where there is none, as of a division by zero."""
    if left.integer and right.integer:
        left = numeric(left)
    if operator in _ARITHMETIC:
        sql = nodes.binary(_ARITHMETIC[operator], left.sql, right.sql)
        return Value(sql, Type.NUMBER, present=left.present and right.present)
    if operator == "^":
        return Value(_power(left.sql, right.sql), Type.NUMBER)
    divisor = right.sql
    if not isinstance(divisor, exp.Literal) or float(divisor.this) == 0:
        divisor = exp.Nullif(this=divisor, expression=nodes.number(0))
    if operator == "/":
        return Value(nodes.divided(left.sql, divisor), Type.NUMBER)
    return Value(nodes.binary(exp.Mod, nodes.exact(left.sql), nodes.exact(divisor)), Type.NUMBER)


def _power(base: SQL, exponent: SQL) -> SQL:
    """A power where it is a real number that is not out of all bounds."""
    if isinstance(base, exp.Literal) and isinstance(exponent, exp.Literal):
        digits = float(exponent.this) * math.log10(float(base.this) or 1)
        if float(base.this) > 0 and abs(digits) < _MOST_DIGITS:
            return exp.Pow(this=base, expression=exponent)
    return nodes.guarded([base, exponent], _guarded_power)


def _guarded_power(base: Given, exponent: Given) -> SQL:
    def is_(node: type[exp.Binary], value: SQL, number: str = "0") -> SQL:
        return nodes.compared(node, value, nodes.number(number))

    def size(sql: SQL) -> SQL:
        return exp.Abs(this=sql)

    whole = nodes.compared(exp.EQ, exponent(), nodes.call("TRUNC", exponent()))
    is_real = nodes.any_of([is_(exp.GT, base()), whole])
    digits = nodes.binary(exp.Mul, size(exponent()), size(nodes.call("LOG", size(_numeric(base())))))
    of_zero = nodes.case(
        (is_(exp.GT, exponent()), nodes.number(0)), (is_(exp.EQ, exponent()), nodes.number(1))
    )
    power = exp.Pow(this=_numeric(base()), expression=exponent())
    in_bounds = nodes.case((is_(exp.LT, digits, str(_MOST_DIGITS)), power))
    return nodes.case((is_(exp.EQ, base()), of_zero), (is_real, in_bounds))


def _numeric(sql: SQL) -> SQL:
    return nodes.cast(sql, nodes.NUMERIC)
