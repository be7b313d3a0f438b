"""From a factory's arguments to a grafanalib panel: what every panel type shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack

import attr
import attrs
from grafanalib import core

from generator.errors import Location
from generator.panels.authored import Authored, author_location, mistake
from generator.panels.fields import NEUTRAL, Override, Thresholds, ValueMapping, field_options
from generator.panels.links import Link
from generator.panels.target import MissingTarget
from generator.panels.transformations import Transformation
from generator.queries.model import Header

Targets = Any
"""One target or several: what `logs.query(...)` gives, or any of grafanalib's."""


@attrs.frozen
class Repeat:
    """A panel once for each value of a variable, side by side or (`vertical`) one below the other."""

    variable: str
    vertical: bool = False
    per_row: int | None = None


def repeat(variable: str, *, vertical: bool = False, per_row: int | None = None) -> Repeat:
    """The panel once for each picked value of the variable; `per_row` at most side by side."""
    return Repeat(variable, vertical, per_row)


class Common(TypedDict, total=False):
    """What every panel takes. `title`, `description` and `unit` come from the query's header otherwise.

    key: what the panel's id is made of; its title otherwise. It must be unique in the dashboard.
    width, height: in columns (of 24) and rows of the grid; by default the row is shared out evenly.
    only: the stores that have the panel; elsewhere it is left out.
    links: on the panel's header.
    interval, max_data_points, time_from, time_shift: Grafana's query options.
    raw: JSON merged into the panel.
    """

    title: str
    description: str
    key: str
    width: int
    height: int
    only: Sequence[str]
    transparent: bool
    repeat: str | Repeat
    links: Sequence[Link]
    interval: str
    max_data_points: int
    time_from: str
    time_shift: str
    transformations: Sequence[Transformation]
    raw: Mapping[str, Any]


class Fields(Common, total=False):
    """What every panel that draws fields takes besides.

    color: a colour, or one of Grafana's modes (`palette-classic`, `thresholds`, `continuous-...`).
    data_links: on each value. overrides: other options for some fields.
    """

    unit: str
    decimals: int
    min: float
    max: float
    no_value: str
    display_name: str
    color: str
    thresholds: Thresholds
    mappings: Sequence[ValueMapping]
    overrides: Sequence[Override]
    data_links: Sequence[Link]


@attr.s(auto_attribs=True)
class Omitted:
    """Stands for a panel that its store does not have; the layout leaves it out."""

    title: str = ""


@attr.s(auto_attribs=True)
class Visualization(core.Panel):
    """A panel type as current Grafana has it, in grafanalib's style, for what grafanalib lacks or gets wrong.

    `options` are the panel type's own; `custom` its own options for a field.
    """

    type: str = ""
    options: Mapping[str, Any] = attr.Factory(dict)
    custom: Mapping[str, Any] = attr.Factory(dict)

    def to_json_data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.panel_json(
            {
                "type": self.type,
                "options": dict(self.options),
                "fieldConfig": {"defaults": {"custom": dict(self.custom)}, "overrides": []},
            }
        )
        return data


def build(
    cls: Any,
    targets: Targets,
    common: Fields,
    *,
    options: Mapping[str, Any] | None = None,
    custom: Mapping[str, Any] | None = None,
    color: str = "thresholds",
    **attributes: Any,
) -> Any:
    """A panel of the class.

    `attributes` are the class's own; `options` and `custom` are merged over what it encodes. The options
    of fields go in as raw JSON, since each of grafanalib's classes names them otherwise or lacks some.
    """
    location = author_location()
    listed = target_list(targets, location)
    missing = left_out(listed, common, location)
    if missing:
        return missing
    header = next((target.query.header for target in listed if getattr(target, "query", None)), Header())
    defaults = field_options(
        unit=common.get("unit", header.unit),
        decimals=common.get("decimals"),
        min=common.get("min"),
        max=common.get("max"),
        color=common.get("color", color),
        thresholds=common.get("thresholds", NEUTRAL),
        mappings=common.get("mappings"),
        links=common.get("data_links"),
        no_value=common.get("no_value"),
        title=common.get("display_name"),
    )
    if custom:
        defaults["custom"] = custom
    extra: dict[str, Any] = {
        "fieldConfig": {
            "defaults": defaults,
            "overrides": [each.to_json_data() for each in common.get("overrides", ())],
        }
    }
    if options:
        extra["options"] = options
    return finish(
        cls,
        common,
        location,
        header,
        dataSource=_datasource(listed),
        targets=listed,
        extraJson=extra,
        **attributes,
    )


def finish(cls: Any, common: Common, location: Location, header: Header, **attributes: Any) -> Any:
    """The panel with what also a panel without data has, and the notes for encoding and layout."""
    title = common.get("title", header.title)
    panel = cls(
        title=title,
        description=common.get("description", header.description) or None,
        transparent=common.get("transparent", False),
        repeat=_repeat(common.get("repeat")),
        links=list(common.get("links", ())),
        interval=common.get("interval"),
        maxDataPoints=common.get("max_data_points"),
        timeFrom=common.get("time_from"),
        timeShift=common.get("time_shift"),
        transformations=list(common.get("transformations", ())),
        **attributes,
    )
    panel.authored = Authored(
        location, common.get("key", ""), common.get("width"), common.get("height"), common.get("raw")
    )
    return panel


def target_list(targets: Targets, location: Location) -> list[Any]:
    """One target or several as a list. Raises LogloomError for what is none."""
    listed = list(targets) if isinstance(targets, (list, tuple)) else [targets]
    for target in listed:
        if not hasattr(target, "to_json_data"):
            raise mistake(
                f"a panel asks targets, not {type(target).__name__} {target!r}",
                'write logs.query("topic/name")',
                location,
            )
    return listed


def left_out(targets: Sequence[Any], common: Common, location: Location) -> Omitted | None:
    """What stands for the panel where its store does not have it.

    Raises LogloomError where a query has no twin for the store and the panel does not say so.
    """
    only = common.get("only")
    if isinstance(only, str):
        raise mistake(f"only={only!r} is a text", f"write only=({only!r},)", location)
    store = next((target.store for target in targets if getattr(target, "store", "")), "")
    if only is not None and store and store not in only:
        return Omitted(common.get("title", ""))
    for target in targets:
        if isinstance(target, MissingTarget):
            others = ", ".join(only) if only else "..."
            raise mistake(
                f"query {target.query.name} has no twin for {target.store}",
                f"write it, or leave the panel out there with only=({others},)",
                location,
            )
    return None


def _datasource(targets: Sequence[Any]) -> Any:
    """The one datasource of all targets, else Grafana's mixed one."""
    found = [target.datasource for target in targets]
    if all(each == found[0] for each in found):
        return found[0] if found else None
    return {"type": "datasource", "uid": "-- Mixed --"}


def _repeat(given: str | Repeat | None) -> core.Repeat:
    if given is None:
        return core.Repeat()
    if isinstance(given, str):
        given = Repeat(given)
    return core.Repeat("v" if given.vertical else "h", given.variable, given.per_row)


__all__ = ["Common", "Fields", "Omitted", "Repeat", "Unpack", "Visualization", "build", "finish", "repeat"]
