"""How values compare: two texts by code point, all else as numbers; unknown where that cannot be told."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.lower.values import Value, as_number, as_text
from generator.languages.insights.record import Type

_NODES: Mapping[str, type[exp.Binary]] = {
    "=": exp.EQ,
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_SAMENESS = ("=", "==", "!=")


def compare(operator: str, left: Value, right: Value) -> SQL:
    """The condition."""
    if left.is_null or right.is_null:
        return nodes.null()
    for value, other, swapped in ((left, right, False), (right, left, True)):
        if value.type is Type.JSON:
            return _with_json(operator, value, other, swapped=swapped)
    node = _NODES[operator]
    if left.is_text and right.is_text and _as_texts(operator, left, right):
        if operator in _SAMENESS:
            return nodes.compared(node, left.sql, right.sql)
        return nodes.compared(node, nodes.by_code_point(left.sql), right.sql)
    if left.type is right.type and left.type in (Type.TIME, Type.BOOLEAN):
        return nodes.compared(node, left.sql, right.sql)
    if operator in _SAMENESS and (truth := _truth(left, right)) is not None:
        condition, wanted = truth
        return condition if wanted == (operator != "!=") else nodes.negated(condition)
    return nodes.compared(node, as_number(left).sql, as_number(right).sql)


def _as_texts(operator: str, left: Value, right: Value) -> bool:
    """Whether two texts are compared as such: what should be a number is one, unless it is to be a text.

    Two numbers are the same however they are written: 12 and 12.0.
    """
    if Type.ANY not in (left.type, right.type):
        return True
    return operator in _SAMENESS and left.type is not right.type


def _truth(left: Value, right: Value) -> tuple[SQL, bool] | None:
    """The condition that is held against 1 or 0, and which."""
    for value, other in ((left, right), (right, left)):
        written = other.literal_number() if other.type is Type.NUMBER else None
        if value.type is Type.BOOLEAN and written in ("0", "1"):
            return value.sql, written == "1"
    return None


def _with_json(operator: str, json: Value, other: Value, *, swapped: bool) -> SQL:
    """A map or a list is never equal, greater or less."""

    def body(given: Given) -> SQL:
        kind = nodes.call("JSONB_TYPEOF", given())
        structure = nodes.is_in(kind, [nodes.text("object"), nodes.text("array")])
        scalar = Value(nodes.binary(exp.JSONBExtractScalar, given(), nodes.text("{}")), Type.TEXT)
        pair = (other, scalar) if swapped else (scalar, other)
        return nodes.case((structure, nodes.boolean(False)), otherwise=compare(operator, *pair))

    if other.type is Type.JSON:
        other = as_text(other)
    return nodes.bound([json.sql], body)
