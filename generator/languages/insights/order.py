"""By which columns of its result a query is sorted."""

from __future__ import annotations

from collections.abc import Iterator

from generator.languages.insights.tree import Display, Field, Parsed, Sort, Stats


def sort_columns(parsed: Parsed) -> tuple[str, ...]:
    """The columns that hold what the rows are sorted by, up to the first key that none of them holds."""
    keys: list[str] = []
    shown: dict[str, str] | None = None
    for command in parsed.pipeline.commands:
        if isinstance(command, Stats):
            keys, shown = [], None
        elif isinstance(command, Sort):
            keys = [key.expression.name if isinstance(key.expression, Field) else "" for key in command.keys]
        elif isinstance(command, Display):
            shown = dict(_shown(command))
    found = []
    for key in keys:
        column = key if shown is None else shown.get(key, "")
        if not column:
            break
        found.append(column)
    return tuple(found)


def _shown(command: Display) -> Iterator[tuple[str, str]]:
    """The fields that are shown as they are, with the names they are shown by."""
    for item in command.items:
        if isinstance(item.expression, Field):
            yield item.expression.name, item.alias.text if item.alias else item.expression.name
