"""What type each kind of expression has."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from generator.languages.insights.analysis import operators
from generator.languages.insights.analysis.calls import call_type
from generator.languages.insights.analysis.model import WRONG_TYPE
from generator.languages.insights.analysis.place import Place
from generator.languages.insights.record import ANY, BOOLEAN, JSON, NUMBER, TEXT, Type
from generator.languages.insights.tree import (
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Duration,
    Expression,
    Faulty,
    Field,
    ListLiteral,
    Logical,
    Member,
    Membership,
    Named,
    Negative,
    Not,
    Number,
    Parenthesised,
    Regex,
    Star,
    String,
    Subquery,
    Variable,
)

if TYPE_CHECKING:
    from generator.languages.insights.analysis.reader import Reader


def _list(reader: Reader, node: ListLiteral, place: Place) -> Type:
    for item in node.items:
        reader.type_of(item, place)
    return JSON


def _parenthesised(reader: Reader, node: Parenthesised, place: Place) -> Type:
    return reader.type_of(node.inner, place)


def _duration(reader: Reader, node: Duration, _: Place) -> Type:
    """A period that is no argument of a function which takes one."""
    written = reader.written(node)
    reader.fault(
        WRONG_TYPE,
        node,
        f"{written} is a period, and stands only in bin, datefloor and dateceil",
        "a time span is a number of milliseconds, such as toMillis(@timestamp) > now() * 1000 - 300000",
    )
    return ANY


def _member(reader: Reader, node: Member, place: Place) -> Type:
    reader.type_of(node.operand, place)
    return ANY


def _named(reader: Reader, node: Named, place: Place) -> Type:
    if isinstance(node.value, Duration):
        reader.types[node.value] = ANY
        return ANY
    return reader.type_of(node.value, place)


def _subquery(reader: Reader, node: Subquery, _: Place) -> Type:
    return reader.read_subquery(node)


KINDS: dict[type[Expression], Callable[[Reader, Any, Place], Type]] = {
    Field: lambda reader, node, place: reader.field(node, place),
    String: lambda *_: TEXT,
    Number: lambda *_: NUMBER,
    Duration: _duration,
    Regex: lambda *_: TEXT,
    Star: lambda *_: ANY,
    Constant: lambda _, node, __: BOOLEAN if node.word != "null" else ANY,
    Call: call_type,
    Negative: operators.negative,
    Not: operators.negation,
    Arithmetic: operators.arithmetic,
    Logical: operators.logical,
    Comparison: operators.comparison,
    Membership: operators.membership,
    ListLiteral: _list,
    Parenthesised: _parenthesised,
    Subquery: _subquery,
    Member: _member,
    Named: _named,
    Variable: lambda *_: ANY,
    Faulty: lambda *_: ANY,
}
