"""What the functions' modules share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.expressions import Reader
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.lower.values import Value
from generator.languages.insights.record import Type

__all__ = ["Function", "Given", "asking", "guarded", "of_texts", "replaced", "where"]

Function: TypeAlias = Callable[[Reader, tree.Call], Value]


def of_texts(
    build: Callable[..., SQL], type_: Type = Type.TEXT, *, integer: bool = False, may_fail: bool = False
) -> Function:
    """A function of the SQL of texts; absent where one of them is, as PostgreSQL's own are.

    `may_fail` says that it may be absent for other texts too.
    """

    def function(reader: Reader, call: tree.Call) -> Value:
        values = [reader.text(argument) for argument in call.arguments]
        present = not may_fail and all(value.present for value in values)
        return Value(build(*(value.sql for value in values)), type_, integer=integer, present=present)

    return function


def asking(build: Callable[..., SQL]) -> Function:
    """A condition on texts that does not hold where one of them is absent."""

    def function(reader: Reader, call: tree.Call) -> Value:
        values = [reader.text(argument) for argument in call.arguments]
        sql = build(*(value.sql for value in values))
        if not all(value.present for value in values):
            sql = nodes.coalesce(sql, nodes.boolean(False))
        return Value(sql, Type.BOOLEAN, present=True)

    return function


def guarded(build: Callable[..., SQL]) -> Callable[..., SQL]:
    """`build` of functions that give its arguments, for what keeps from them what would raise an error."""
    return lambda *arguments: nodes.guarded(arguments, build)


def replaced(sql: SQL, pattern: str, replacement: str, flags: str = "g") -> SQL:
    return nodes.call("REGEXP_REPLACE", sql, nodes.text(pattern), nodes.text(replacement), nodes.text(flags))


def where(condition: SQL, value: SQL) -> exp.Case:
    """The value where a condition holds, else NULL; the value is not looked at before."""
    return nodes.case((condition, value))
