"""What CloudWatch calls the columns of a result."""

from __future__ import annotations

from generator.languages.insights.tree import Expression, Field, Item


def column_name(item: Item, text: str) -> str:
    """The column that an item of a command makes."""
    return item.alias.text if item.alias is not None else expression_name(item.expression, text)


def expression_name(expression: Expression, text: str) -> str:
    """The column that an expression without an alias makes: a field by its name, else as it is written."""
    return expression.name if isinstance(expression, Field) else text[expression.start : expression.end]
