"""What can be found in any JSON that Grafana keeps: objects, strings, and the variables that these name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.languages.grafana_sql.references import references

Json = Mapping[str, Any]


def mappings(value: Any) -> Iterator[Json]:
    """Every JSON object in a value, outermost first."""
    if isinstance(value, Mapping):
        yield value
        for item in value.values():
            yield from mappings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from mappings(item)


def strings(value: Any) -> Iterator[str]:
    """Every string in a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def variable_names(text: str) -> Iterator[str]:
    """The dashboard variables that a text names; Grafana's own (`__from`) and `$1` are none."""
    if "$" not in text and "[[" not in text:
        return
    for reference in references(text):
        if not reference.name.startswith("__") and not reference.name[0].isdigit():
            yield reference.name
