"""From a factory's arguments to a grafanalib panel: what the panel types share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import attrs
from grafanalib import core

from generator.errors import Location
from generator.mistakes import author_location, known_keywords, mistake
from generator.panels.authored import HEIGHT, Authored
from generator.panels.fields import NEUTRAL, Override, Thresholds, ValueMapping, field_options
from generator.panels.links import Link
from generator.panels.panel import Omitted
from generator.panels.target import MissingTarget
from generator.panels.transformations import Transformation
from generator.queries.model import Query
from generator.words import some_of

Panel = Any
"""A panel of grafanalib's, which has no types to name."""
Targets = Any
"""One target or several: what `logs.query(...)` gives, or any of grafanalib's."""


@attrs.frozen
class Repeat:
    """A panel once for each value of a variable, side by side or (`vertical`) one below the other."""

    variable: str
    vertical: bool = False
    per_row: int | None = None


def repeat(variable: str, *, vertical: bool = False, per_row: int | None = None) -> Repeat:
    """The panel once for each picked value of the variable; `per_row` is the most side by side."""
    return Repeat(variable, vertical, per_row)


class Common(TypedDict, total=False):
    """What every panel takes. A panel with a library query has its title and description from the header.

    key: what the panel's id is made of, its title by default; unique in the dashboard.
    width, height: in columns (of 24) and rows of the grid; by default a row is shared out evenly.
    links: on the panel's header. raw: JSON merged into the panel.
    """

    title: str
    description: str
    key: str
    width: int
    height: int
    transparent: bool
    repeat: str | Repeat
    links: Sequence[Link]
    raw: Mapping[str, Any]


class Fields(Common, total=False):
    """What every panel with data takes besides. It has its unit from the query's header.

    only: the stores that have the panel; elsewhere it is left out.
    color: a colour, or one of Grafana's modes (`palette-classic`, `thresholds`, `continuous-...`).
    data_links: on each value. overrides: other options for some fields.
    interval, max_data_points, time_from, time_shift: Grafana's query options.
    """

    only: Sequence[str]
    interval: str
    max_data_points: int
    time_from: str
    time_shift: str
    transformations: Sequence[Transformation]
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


_FIELDS = frozenset(Fields.__annotations__)
_COMMON = frozenset(Common.__annotations__)


def build(
    cls: Any,
    targets: Targets,
    fields: Fields,
    *,
    options: Mapping[str, Any] | None = None,
    custom: Mapping[str, Any] | None = None,
    color: str = "thresholds",
    usual_height: int = HEIGHT,
    **attributes: Any,
) -> Panel:
    """A panel of the class that shows what the targets return.

    `attributes` are the class's own. `options` and `custom`, the panel type's own options and its own ones
    for fields, go in as raw JSON over what the class encodes, and so do the options of fields that all types
    share: each of grafanalib's classes names them otherwise or lacks some.
    Raises LogloomError for an unknown keyword, for what is no target, and for a query without a twin.
    """
    location = author_location()
    known_keywords("panel of this type", fields, _FIELDS, location)
    listed = _target_list(targets, location)
    if _left_out(listed, fields, location):
        return Omitted()
    query = next((target.query for target in listed if getattr(target, "query", None)), None)
    defaults = field_options({"color": color, "thresholds": NEUTRAL, **fields})
    if "unit" not in defaults and query and query.header.unit:
        defaults["unit"] = query.header.unit
    if custom:
        defaults["custom"] = custom
    overrides = [each.to_json_data() for each in fields.get("overrides", ())]
    extra: dict[str, Any] = {"fieldConfig": {"defaults": defaults, "overrides": overrides}}
    if options:
        extra["options"] = options
    attributes.update(
        targets=listed,
        interval=fields.get("interval"),
        maxDataPoints=fields.get("max_data_points"),
        timeFrom=fields.get("time_from"),
        timeShift=fields.get("time_shift"),
        transformations=[*_reshape(listed), *fields.get("transformations", ())],
        extraJson=extra,
    )
    return _finish(cls, fields, location, query, usual_height, attributes)


def build_bare(
    cls: Any,
    common: Common,
    *,
    options: Mapping[str, Any] | None = None,
    usual_height: int = HEIGHT,
    **attributes: Any,
) -> Panel:
    """A panel of the class that asks nothing. Raises LogloomError for an unknown keyword."""
    location = author_location()
    known_keywords("panel of this type", common, _COMMON, location)
    attributes.update(maxDataPoints=None, extraJson={"options": options} if options else None)
    return _finish(cls, common, location, None, usual_height, attributes)


def _finish(
    cls: Any,
    common: Common,
    location: Location,
    query: Query | None,
    usual_height: int,
    attributes: Mapping[str, Any],
) -> Panel:
    """The panel with what all of them have, and the notes for layout and encoding."""
    title, description = (query.header.title or query.name, query.header.description) if query else ("", "")
    panel = cls(
        title=common.get("title", title),
        description=common.get("description", description),
        transparent=common.get("transparent", False),
        repeat=_repeat(common.get("repeat")),
        links=list(common.get("links", ())),
        **attributes,
    )
    panel.authored = Authored(
        location,
        common.get("key", ""),
        common.get("width"),
        common.get("height"),
        usual_height,
        common.get("raw"),
    )
    return panel


def _target_list(targets: Targets, location: Location) -> list[Any]:
    listed = list(targets) if isinstance(targets, list | tuple) else [targets]
    for target in listed:
        if not hasattr(target, "to_json_data"):
            raise mistake(
                f"a panel asks targets, not {type(target).__name__} {target!r}",
                'write logs.query("topic/name")',
                location,
            )
    return listed


def _left_out(targets: Sequence[Any], fields: Fields, location: Location) -> bool:
    """Whether the panel says that its store does not have it."""
    only = fields.get("only")
    if only is not None:
        asked = [target for target in targets if getattr(target, "store", "")]
        known = {store for target in asked for store in target.stores}
        if asked and not {target.store for target in asked} & {
            *some_of(only, known, "only", "store", location)
        }:
            return True
    for target in targets:
        if isinstance(target, MissingTarget):
            raise mistake(
                f"query {target.query.name} has no twin for {target.store}",
                "write one, or name the stores that have the panel with only=(...)",
                location,
            )
    return False


def _reshape(targets: Sequence[Any]) -> Sequence[Transformation]:
    """What the only target's store needs to give the fields that the author counts on.

    A transformation is of the whole panel: what several targets return is left as it comes.
    """
    return getattr(targets[0], "reshape", ()) if len(targets) == 1 else ()


_NO_REPEAT = core.Repeat()


def _repeat(given: str | Repeat | None) -> core.Repeat:
    if given is None:
        return _NO_REPEAT
    if isinstance(given, str):
        given = Repeat(given)
    return core.Repeat("v" if given.vertical else "h", given.variable, given.per_row)
