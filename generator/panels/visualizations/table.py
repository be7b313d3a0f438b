"""Tables, and the options of their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Unpack

from generator.panels.build import Fields, Panel, Targets, build
from generator.panels.fields import FieldOptions, Matcher, Override, override
from generator.panels.panel import Visualization

Cell = Literal[
    "auto", "color-text", "color-background", "color-background-gradient", "gauge", "gauge-gradient",
    "gauge-lcd", "sparkline", "json-view", "data-links", "image",
]  # fmt: skip


def table(
    targets: Targets,
    *,
    columns: Sequence[Override] = (),
    sort_by: str = "",
    descending: bool = True,
    cell_height: Literal["sm", "md", "lg"] = "sm",
    filterable: bool = False,
    align: Literal["auto", "left", "center", "right"] = "auto",
    show_header: bool = True,
    sum_of: Sequence[str] | None = None,
    **fields: Unpack[Fields],
) -> Panel:
    """Rows and columns. `columns` are the options of single columns (`column(...)`); `sum_of` names fields
    that are summed in a footer."""
    footer = {
        "show": sum_of is not None,
        "reducer": ["sum"],
        "countRows": False,
        "fields": list(sum_of or ()),
    }
    overrides = [*columns, *fields.get("overrides", ())]
    return build(
        Visualization,
        targets,
        {**fields, "overrides": overrides},
        type="table",
        custom={
            "align": align,
            "cellOptions": cell_json("auto"),
            "inspect": False,
            "filterable": filterable,
        },
        options={
            "showHeader": show_header,
            "cellHeight": cell_height,
            "sortBy": [{"displayName": sort_by, "desc": descending}] if sort_by else [],
            "footer": footer,
        },
    )


def column(
    name: str | Matcher,
    *,
    width: int | None = None,
    cell: Cell | None = None,
    wrap: bool = False,
    align: Literal["auto", "left", "center", "right"] | None = None,
    hidden: bool = False,
    inspect: bool = False,
    **options: Unpack[FieldOptions],
) -> Override:
    """The options of one column of a table; `width` is in pixels, `wrap` breaks long text, `inspect` lets a
    viewer open a cell."""
    custom: dict[str, Any] = {}
    if width is not None:
        custom["width"] = width
    if cell is not None or wrap:
        custom["cellOptions"] = {**cell_json(cell or "auto"), **({"wrapText": True} if wrap else {})}
    if align is not None:
        custom["align"] = align
    if hidden:
        custom["hidden"] = True
    if inspect:
        custom["inspect"] = True
    return override(name, custom=custom, **options)


_CELLS: Mapping[str, Mapping[str, str]] = {
    "color-background": {"type": "color-background", "mode": "basic"},
    "color-background-gradient": {"type": "color-background", "mode": "gradient"},
    "gauge": {"type": "gauge", "mode": "basic"},
    "gauge-gradient": {"type": "gauge", "mode": "gradient"},
    "gauge-lcd": {"type": "gauge", "mode": "lcd"},
}


def cell_json(cell: Cell) -> dict[str, str]:
    """Grafana's cellOptions."""
    return dict(_CELLS.get(cell, {"type": cell}))
