"""The field options that panel types share: units, colours, thresholds, value mappings, overrides."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, TypedDict, Unpack

import attrs

from generator.mistakes import known_keywords, mistake
from generator.panels.links import Link

_LARGEST = sys.float_info.max
_COLOR_MODES = ("palette-", "continuous-", "thresholds", "shades")


def color_json(color: str) -> dict[str, str]:
    """Grafana's colour option: one of its modes (`palette-classic`, `thresholds`), else a fixed colour."""
    if color.startswith(_COLOR_MODES):
        return {"mode": color}
    return {"mode": "fixed", "fixedColor": color}


@attrs.frozen
class Thresholds:
    """Colours by value: `base` below the first step, then each step's colour from its value on."""

    base: str
    steps: tuple[tuple[float, str], ...] = ()
    percentage: bool = False

    def to_json_data(self) -> dict[str, Any]:
        steps: list[dict[str, Any]] = [{"color": self.base, "value": None}]
        steps += [{"color": color, "value": value} for value, color in self.steps]
        return {"mode": "percentage" if self.percentage else "absolute", "steps": steps}


def thresholds(base: str, *steps: tuple[float, str], percentage: bool = False) -> Thresholds:
    """`thresholds("green", (10, "orange"), (50, "red"))`. Raises LogloomError when the values do not rise."""
    values = [value for value, _ in steps]
    if any(after <= before for before, after in pairwise(values)):
        raise mistake(f"thresholds must rise: {', '.join(map(str, values))}")
    return Thresholds(base, steps, percentage)


# A number without thresholds of its own means neither good nor bad.
NEUTRAL = Thresholds("blue")


@attrs.frozen
class ValueMapping:
    """Shows some values as a text, a colour or an icon."""

    type: Literal["value", "range", "regex", "special"]
    match: Mapping[str, Any]
    text: str | None = None
    color: str | None = None
    icon: str | None = None

    def result(self, index: int) -> dict[str, Any]:
        """What is shown, as Grafana writes it; `index` is the mapping's place among the panel's."""
        shown = {"text": self.text, "color": self.color, "icon": self.icon, "index": index}
        return {key: value for key, value in shown.items() if value is not None}


def map_value(
    value: str | float, *, text: str | None = None, color: str | None = None, icon: str | None = None
) -> ValueMapping:
    """One value, compared as text."""
    return ValueMapping("value", {"value": str(value)}, text, color, icon)


def map_range(
    start: float | None,
    end: float | None,
    *,
    text: str | None = None,
    color: str | None = None,
    icon: str | None = None,
) -> ValueMapping:
    """Numbers from `start` to `end`, both included; None leaves that end open.

    An open end is written as the largest number there is: Grafana compares with null as with 0.
    """
    bounds = {"from": -_LARGEST if start is None else start, "to": _LARGEST if end is None else end}
    return ValueMapping("range", bounds, text, color, icon)


def map_regex(
    pattern: str, *, text: str | None = None, color: str | None = None, icon: str | None = None
) -> ValueMapping:
    """Texts that match a JavaScript pattern; `text` may hold $1."""
    return ValueMapping("regex", {"pattern": pattern}, text, color, icon)


def map_special(
    match: Literal["true", "false", "null", "nan", "null+nan", "empty"],
    *,
    text: str | None = None,
    color: str | None = None,
    icon: str | None = None,
) -> ValueMapping:
    """Null, NaN, an empty text, or a boolean."""
    return ValueMapping("special", {"match": match}, text, color, icon)


@attrs.frozen
class Matcher:
    """Which fields an override is for."""

    id: str
    options: Any


def by_name(name: str) -> Matcher:
    """The field of this name."""
    return Matcher("byName", name)


def by_names(names: Iterable[str]) -> Matcher:
    """The fields of these names."""
    return Matcher("byNames", {"mode": "include", "names": list(names)})


def by_regex(pattern: str) -> Matcher:
    """Fields whose whole name matches; in slashes (`/ms$/`) a part is enough."""
    return Matcher("byRegexp", pattern)


def by_type(field_type: Literal["time", "number", "string", "boolean", "other"]) -> Matcher:
    """Fields of a type."""
    return Matcher("byType", field_type)


def by_query(ref_id: str) -> Matcher:
    """Fields that a target returned, by its refId."""
    return Matcher("byFrameRefID", ref_id)


@attrs.frozen
class Override:
    """Field options for some fields of a panel."""

    matcher: Matcher
    properties: Mapping[str, Any]

    def to_json_data(self) -> dict[str, Any]:
        return {
            "matcher": {"id": self.matcher.id, "options": self.matcher.options},
            "properties": [{"id": name, "value": value} for name, value in self.properties.items()],
        }


class FieldOptions(TypedDict, total=False):
    """What can be said of single fields. `raw` holds any property by Grafana's id."""

    title: str
    unit: str
    decimals: int
    min: float
    max: float
    color: str
    thresholds: Thresholds
    mappings: Sequence[ValueMapping]
    links: Sequence[Link]
    no_value: str
    raw: Mapping[str, Any]


_FIELD_OPTIONS = frozenset(FieldOptions.__annotations__)


def override(
    fields: Matcher | str, *, custom: Mapping[str, Any] | None = None, **options: Unpack[FieldOptions]
) -> Override:
    """Other options for some fields, by name or by a matcher: `override(by_regex("/_ms$/"), unit="ms")`.

    `custom` holds options of the panel type (`{"lineWidth": 2}`). Raises LogloomError for an unknown keyword.
    """
    known_keywords("field", options, _FIELD_OPTIONS)
    # A panel's own title and links are other things.
    given = {**options, "display_name": options.get("title"), "data_links": options.get("links")}
    properties = field_options(
        {keyword: given[keyword] for keyword in _OPTIONS if given.get(keyword) is not None}
    )
    properties.update({f"custom.{name}": value for name, value in (custom or {}).items()})
    properties.update(options.get("raw", {}))
    return Override(by_name(fields) if isinstance(fields, str) else fields, properties)


def _mappings_json(mappings: Sequence[ValueMapping]) -> list[dict[str, Any]]:
    """The mappings as Grafana's editor saves them: all single values in one object, the others after it."""
    values: dict[str, Any] = {}
    others: list[dict[str, Any]] = []
    for index, mapping in enumerate(mappings):
        if mapping.type == "value":
            values[mapping.match["value"]] = mapping.result(index)
        else:
            options = {**mapping.match, "result": mapping.result(index)}
            others.append({"type": mapping.type, "options": options})
    return [{"type": "value", "options": values}, *others] if values else others


def _links_json(links: Sequence[Link]) -> list[dict[str, Any]]:
    return [link.to_json_data() for link in links]


# Our keyword, Grafana's name for it, and how its value is written there.
_OPTIONS: Mapping[str, tuple[str, Callable[[Any], Any] | None]] = {
    "unit": ("unit", None),
    "decimals": ("decimals", None),
    "min": ("min", None),
    "max": ("max", None),
    "color": ("color", color_json),
    "thresholds": ("thresholds", Thresholds.to_json_data),
    "mappings": ("mappings", _mappings_json),
    "data_links": ("links", _links_json),
    "no_value": ("noValue", None),
    "display_name": ("displayName", None),
}


def field_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Grafana's options of a field, from what is given by our keywords; other keywords are passed over."""
    options = {}
    for keyword, value in given.items():
        if keyword in _OPTIONS:
            name, write = _OPTIONS[keyword]
            options[name] = write(value) if write else value
    return options
