"""Whether two parts of a UNION return rows with the same labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from generator.checks.lineage import Lineage
from generator.checks.row_keys import row_keys
from generator.checks.sql_nodes import bare, own_nodes, text_value
from generator.languages.grafana_sql.tree import Column, Expression, Query, Select, SetOperation


def repeating_part(lineage: Lineage, query: Query, labels: Sequence[int]) -> Query | None:
    """The first part whose rows have the labels of an earlier one; `labels` are the places of these columns.

    Parts whose labels are computed, or that WHERE may keep apart, are taken for different.
    """
    parts = list(_parts(query))
    for earlier, later in combinations(parts, 2):
        if labels:
            if all(_are_same(earlier, later, place) for place in labels):
                return later
        elif all(_is_one_row(lineage, part) for part in (earlier, later)):
            return later
    return None


def _parts(query: Query) -> Iterator[Query]:
    body = query.body
    if isinstance(body, SetOperation) and body.word.startswith("UNION"):
        yield from _parts(body.left)
        yield from _parts(body.right)
    elif isinstance(body, Query):
        yield from _parts(body)
    else:
        yield query


def _is_one_row(lineage: Lineage, query: Query) -> bool:
    keys = row_keys(lineage, query)
    has_condition = isinstance(query.body, Select) and query.body.having is not None
    return keys is not None and keys.is_one_row and not has_condition


def _are_same(one: Query, other: Query, place: int) -> bool:
    """Whether both have the same text there, or the same column under no condition."""
    first, second = _at(one, place), _at(other, place)
    if first is None or second is None:
        return False
    if (constant := text_value(first)) is not None:
        return constant == text_value(second)
    if not isinstance(first, Column) or not isinstance(second, Column):
        return False
    name = first.name.text
    return name == second.name.text and not (_is_asked(one, name) or _is_asked(other, name))


def _at(query: Query, place: int) -> Expression | None:
    body = query.body
    return (
        bare(body.items[place].expression) if isinstance(body, Select) and place < len(body.items) else None
    )


def _is_asked(query: Query, name: str) -> bool:
    """Whether WHERE, HAVING or a join is about the column: then it may be another one in each part."""
    body = query.body
    if not isinstance(body, Select) or len(body.sources) != 1:
        return True
    conditions = [each for each in (body.where, body.having) if each is not None]
    return any(
        isinstance(node, Column) and node.name.text == name for each in conditions for node in own_nodes(each)
    )
