"""Data frames, as Grafana's datasources return them: columns of one length, with names and labels.

Source: grafana-plugin-sdk-go, `data.Frame` and `TimeSeriesSchema`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import attrs

Labels = Mapping[str, str]
Kind = Literal["time", "number", "string", "bool"]
Cell = datetime | float | str | bool | None
Shape = Literal["wide", "long", "not"]


@attrs.frozen
class Field:
    """A column. Numbers are floats, as expressions see them; None is NULL."""

    name: str
    kind: Kind
    values: tuple[Cell, ...]
    labels: Labels = attrs.field(factory=dict)


@attrs.frozen
class Frame:
    """What a query returned. A frame without fields is no data."""

    fields: tuple[Field, ...] = ()

    @property
    def rows(self) -> int:
        return len(self.fields[0].values) if self.fields else 0

    @property
    def time_index(self) -> int | None:
        """The first column of times."""
        return next((index for index, field in enumerate(self.fields) if field.kind == "time"), None)

    @property
    def factor_indices(self) -> tuple[int, ...]:
        """The columns that tell series apart."""
        return tuple(i for i, field in enumerate(self.fields) if field.kind in {"string", "bool"})

    @property
    def value_indices(self) -> tuple[int, ...]:
        """The columns that hold values: all the others."""
        others = {self.time_index, *self.factor_indices}
        return tuple(index for index in range(len(self.fields)) if index not in others)

    @property
    def shape(self) -> Shape:
        """Whether it is a time series, and whether its series are columns (wide) or told apart by text."""
        if self.time_index is None or not self.value_indices:
            return "not"
        return "long" if self.factor_indices else "wide"


def label_text(labels: Labels) -> str:
    """Labels as Grafana's messages show them: `a=1, b=2`, by name."""
    return ", ".join(f"{name}={labels[name]}" for name in sorted(labels))


def columns(rows: Sequence[Sequence[Cell]], width: int) -> list[tuple[Cell, ...]]:
    """The rows turned round; `width` counts where there are none."""
    return [tuple(row[index] for row in rows) for index in range(width)]
