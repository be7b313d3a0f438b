"""`like` and `parse`: literal parts, globs and regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from generator.languages.insights import tree
from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import Value
from generator.languages.insights.regex import Untranslatable, condition, extraction, glob

if TYPE_CHECKING:
    from generator.languages.insights.lower.expressions import Reader


def like(searched: Value, wanted: tree.Expression, reader: Reader) -> SQL:
    """Whether a text holds another, or matches a regular expression."""
    if isinstance(wanted, tree.Regex):
        reader.setting.written(wanted)
        return nodes.matches(searched.sql, pattern_of(wanted, wanted.pattern))
    part = reader.text(wanted)
    return contains(searched.sql, part.sql)


def contains(whole: SQL, part: SQL) -> SQL:
    if isinstance(part, exp.Literal):
        escaped = str(part.this).replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return nodes.binary(exp.Like, whole, nodes.text(f"%{escaped}%"))
    position = exp.StrPosition(this=whole, substr=part)
    return nodes.compared(exp.GT, position, nodes.number(0))


def pattern_of(node: tree.Node, pattern: str) -> SQL:
    """A regular expression that only says whether there is a match."""
    try:
        return nodes.text(condition(pattern))
    except Untranslatable as error:
        raise NotRunnable(str(error), node) from None


def groups_of(command: tree.Parse) -> tuple[str, tuple[str, ...]]:
    """PostgreSQL's regular expression for what `parse` looks for, and the names of its groups in order."""
    if isinstance(command.pattern, tree.String):
        return glob(command.pattern.value), tuple(name.text for name in command.names)
    try:
        return extraction(command.pattern.pattern)
    except Untranslatable as error:
        raise NotRunnable(str(error), command.pattern) from None
