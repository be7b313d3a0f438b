"""A dashboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from grafanalib import core

from generator.mistakes import author_location
from generator.panels.annotations import Annotation
from generator.panels.authored import Authored
from generator.panels.layout import Line, rows
from generator.panels.panel import Omitted
from generator.panels.variables import Variable

_TOOLTIP = {"single": 0, "crosshair": 1, "shared": 2}


def dashboard(
    title: str,
    lines: Iterable[Line | Any],
    *,
    uid: str,
    description: str = "",
    tags: Sequence[str] = (),
    variables: Sequence[Variable | Omitted | core.Template] = (),
    annotations: Sequence[Annotation | Omitted | Mapping[str, Any]] = (),
    links: Sequence[core.DashboardLink] = (),
    time: tuple[str, str] = ("now-6h", "now"),
    refresh: str = "",
    timezone: str = "browser",
    tooltip: Literal["single", "crosshair", "shared"] = "crosshair",
    editable: bool = True,
    folder: str = "",
    raw: Mapping[str, Any] | None = None,
) -> Any:
    """A grafanalib Dashboard with its panels placed: `lines` are as in `rows`.

    `time` is (from, to); `refresh` an interval (`1m`), empty for none; `tooltip` what the graphs share under
    the cursor; `folder` the uid of its folder, the contract's by default; `raw` is merged into its JSON.
    """
    made = core.Dashboard(
        title=title,
        uid=uid,
        description=description,
        tags=list(tags),
        templating=core.Templating(list=_there(variables)),
        annotations=core.Annotations(list=_there(annotations)),
        links=list(links),
        panels=rows(lines),
        time=core.Time(*time),
        refresh=refresh,
        timezone=timezone,
        graphTooltip=_TOOLTIP[tooltip],
        editable=editable,
    )
    made.authored = Authored(author_location(), raw=raw, folder=folder)
    return made


def _there(parts: Sequence[Any]) -> list[Any]:
    """Those of the parts that the store has."""
    return [part for part in parts if not isinstance(part, Omitted)]
