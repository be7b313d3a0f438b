"""The name PostgreSQL gives to a result column that has no alias."""

from __future__ import annotations

from generator.languages.grafana_sql.tree import (
    Array,
    Call,
    Case,
    Cast,
    Collate,
    Column,
    Exists,
    Expression,
    FieldOf,
    Name,
    Opaque,
    Parenthesis,
    Row,
    Select,
    Subquery,
    Subscript,
)

NO_NAME = "?column?"


def output_name(expression: Expression) -> str:
    """As FigureColname in PostgreSQL's parse_target.c."""
    return _strong(expression) or _weak(expression) or NO_NAME


def _strong(expression: Expression) -> str:
    """The name by what the value is; "" when it has none of its own."""
    match expression:
        case Column():
            return expression.name.text
        case Call():
            return expression.name
        case FieldOf(field=Name() as field):
            return field.text
        case Cast() | Collate() | Subscript():
            return _strong(expression.operand)
        case Parenthesis():
            return _strong(expression.inner)
        case Case() if expression.otherwise is not None:
            return _strong(expression.otherwise)
        case Array():
            return "array"
        case Exists():
            return "exists"
        case Row():
            return "row"
        case Opaque():
            return expression.word
        case Subquery() if isinstance(expression.query.body, Select) and expression.query.body.items:
            item = expression.query.body.items[0]
            return item.alias.text if item.alias else _strong(item.expression)
    return ""


def _weak(expression: Expression) -> str:
    """The name of a type or of CASE, for want of a better one."""
    match expression:
        case Cast():
            return _weak(expression.operand) or (
                expression.type.name or expression.type.written
            ).removesuffix("[]")
        case Parenthesis():
            return _weak(expression.inner)
        case Case():
            return "case"
    return ""
