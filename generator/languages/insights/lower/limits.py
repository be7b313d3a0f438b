"""How deep and how large a query may be: what writes SQL goes down into it by recursion."""

from __future__ import annotations

from sqlglot import exp

from generator.languages.insights.lower.failure import NotRunnable
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.tree import Node, children

MOST_LEVELS = 50
"""Of calls, parentheses and operators in each other. Reading one takes up to six of Python's 1000 frames."""

MOST_SQL_LEVELS = 120
"""Of nodes of SQL in each other. sqlglot takes up to five frames for one."""


def refuse_depth(root: Node) -> None:
    """Raise NotRunnable for a query with something too deep in it."""
    waiting = [(root, 0)]
    while waiting:
        node, level = waiting.pop()
        if level > MOST_LEVELS:
            raise NotRunnable(f"it lies more than {MOST_LEVELS} levels deep", node)
        waiting.extend((child, level + 1) for child in children(node))


def is_too_deep(sql: SQL) -> bool:
    """Whether SQL is deeper than it can be written. sqlglot writes a chain of one operator flat."""
    waiting = [(sql, 0)]
    while waiting:
        node, level = waiting.pop()
        if level > MOST_SQL_LEVELS:
            return True
        for child in node.iter_expressions():
            is_chain = isinstance(child, exp.Binary) and child.arg_key == "this" and type(child) is type(node)
            waiting.append((child, level if is_chain else level + 1))
    return False
