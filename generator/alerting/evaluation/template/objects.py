"""What alert templates are given: labels, and the numbers of the steps.

Source: grafana ngalert/state/template/template.go.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import attrs

from generator.alerting.evaluation.frames import label_text
from generator.alerting.evaluation.gofloat import plain


class Missing(Enum):
    """A key that a map does not have, as Go's text/template passes it on."""

    MISSING = "<no value>"


MISSING = Missing.MISSING


class Labels(dict[str, str]):
    """`$labels`; as text `a=1, b=2`."""

    def __str__(self) -> str:
        return label_text(self)


@attrs.frozen
class Value:
    """A number of a step, `$values.B`: it has `.Value` and `.Labels`, and is its number as text."""

    Labels: Labels
    Value: float

    def __str__(self) -> str:
        return plain(self.Value)


@attrs.frozen
class Data:
    """What a template stands on. `Value` is a number where one query alone has numbers, else text."""

    Labels: Labels
    Values: Mapping[str, Value]
    Value: float | str


def field(holder: Any, name: str) -> Any:
    """`holder.name`; MISSING for a key that is not there. Raises KeyError for what has no such field."""
    if holder is MISSING:
        return MISSING
    if name == "String" and isinstance(holder, Labels | Value):
        return str(holder)
    if isinstance(holder, Mapping):
        return holder.get(name, MISSING)
    if isinstance(holder, Data | Value) and name in {"Labels", "Values", "Value"} and hasattr(holder, name):
        return getattr(holder, name)
    raise KeyError(name)


def type_name(value: Any) -> str:
    """Go's name for the type of a value, for messages."""
    for kind, name in _TYPES.items():
        if type(value) is kind:
            return name
    if value is None or value is MISSING:
        return "<nil>"
    return "map[string]interface {}" if isinstance(value, Mapping) else type(value).__name__


_TYPES: Mapping[type, str] = {
    str: "string",
    bool: "bool",
    int: "int",
    float: "float64",
    dict: "map[string]template.Value",
    Labels: "template.Labels",
    Value: "template.Value",
    Data: "template.Data",
}
