"""How deep SQL may be: sqlglot goes down into it by recursion when it writes it."""

from __future__ import annotations

from sqlglot import exp

from generator.languages.insights.lower.nodes import SQL

MOST_LEVELS = 120
"""Of nodes in each other, for each of which sqlglot takes up to five of Python's 1000 frames."""


def is_too_deep(sql: SQL) -> bool:
    """Whether SQL is deeper than it can be written. sqlglot writes a chain of one operator flat."""
    waiting = [(sql, 0)]
    while waiting:
        node, level = waiting.pop()
        if level > MOST_LEVELS:
            return True
        for child in node.iter_expressions():
            is_chain = isinstance(child, exp.Binary) and child.arg_key == "this" and type(child) is type(node)
            waiting.append((child, level if is_chain else level + 1))
    return False
