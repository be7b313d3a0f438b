"""Transformations: what Grafana does to a result before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs


@attrs.frozen
class Transformation:
    """A transformation by Grafana's id, with Grafana's options."""

    id: str
    options: Mapping[str, Any] = attrs.field(factory=dict)

    def to_json_data(self) -> dict[str, Any]:
        return {"id": self.id, "options": self.options}


def transform(id: str, **options: Any) -> Transformation:  # noqa: A002
    """Any transformation by its id: `transform("calculateField", mode="binary", ...)`."""
    return Transformation(id, options)


def organize(
    *,
    hide: Iterable[str] = (),
    rename: Mapping[str, str] | None = None,
    order: Sequence[str] = (),
) -> Transformation:
    """Hide, rename and order fields by their names."""
    return Transformation(
        "organize",
        {
            "excludeByName": dict.fromkeys(hide, True),
            "renameByName": dict(rename or {}),
            "indexByName": {name: index for index, name in enumerate(order)},
        },
    )


def sort_by(field: str, *, descending: bool = False) -> Transformation:
    """Rows ordered by a field."""
    return Transformation("sortBy", {"fields": {}, "sort": [{"field": field, "desc": descending}]})


def limit(rows: int) -> Transformation:
    """The first rows only."""
    return Transformation("limit", {"limitField": rows})


def join_by_field(field: str = "time", *, outer: bool = True) -> Transformation:
    """The results of several targets side by side, matched on a field."""
    return Transformation("joinByField", {"byField": field, "mode": "outer" if outer else "inner"})


def merge() -> Transformation:
    """All frames as one: rows below one another, those that are alike once."""
    return Transformation("merge")


def partition_by(*fields: str) -> Transformation:
    """A frame for each combination of the fields' values, which become labels of what is left."""
    return Transformation(
        "partitionByValues",
        {"fields": list(fields), "keepFields": False, "naming": {"asLabels": True}},
    )


def grouping_to_matrix(*, column: str, row: str, value: str) -> Transformation:
    """A field for each value of `column`, named by it, over the rows that `row` tells apart."""
    return Transformation(
        "groupingToMatrix",
        {"columnField": column, "rowField": row, "valueField": value, "emptyValue": "null"},
    )
