"""Dashboard variables: what a viewer picks at the top of a dashboard, and what a query sees of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict, Unpack

import attrs

from generator.languages.grafana.model import ALL
from generator.mistakes import known_keywords, mistake
from generator.panels.merge import merge
from generator.panels.stores import backend
from generator.panels.target import MissingTarget, QueryTarget

Sort = Literal["", "text", "text_desc", "number", "number_desc"]
Refresh = Literal["load", "time"]
"""When the choices are asked for again: only as the dashboard loads, or as its time range changes too."""

_AUTO = "$__auto"
_HIDE: Mapping[str, int] = {"": 0, "label": 1, "variable": 2}
_SORT: Mapping[str, int] = {"": 0, "text": 1, "text_desc": 2, "number": 3, "number_desc": 4}


class Shown(TypedDict, total=False):
    """What every variable takes.

    label, description: for the viewer. hide: its label, or (`variable`) all of it. raw: JSON merged into it.
    """

    label: str
    description: str
    hide: Literal["", "label", "variable"]
    raw: Mapping[str, Any]


_SHOWN = frozenset(Shown.__annotations__)


@attrs.frozen
class Variable:
    """A variable under Grafana's keys, in grafanalib's style: it goes into `Templating(list=[...])`."""

    name: str
    data: Mapping[str, Any]
    raw: Mapping[str, Any] | None = None

    def to_json_data(self) -> dict[str, Any]:
        return merge(self.data, self.raw)


def custom_variable(
    name: str,
    choices: Sequence[str] | Mapping[str, str],
    *,
    default: str | Sequence[str] | None = None,
    multi: bool = False,
    include_all: bool = False,
    all_value: str = "",
    custom_value: bool = False,
    **shown: Unpack[Shown],
) -> Variable:
    """Choices written down here: values, or a mapping from what is shown to the value.

    `default` is a value, or several for a multi variable; otherwise All where there is All, else the first
    choice. `custom_value` lets a viewer type another. Raises LogloomError for a default that is no choice.
    """
    pairs = list(choices.items()) if isinstance(choices, Mapping) else [(each, each) for each in choices]
    if not pairs:
        raise mistake(f"variable {name} has no choices")
    offered = [("All", ALL), *pairs] if include_all else pairs
    picked = _picked(name, default, offered, multi)
    return _variable(
        "custom",
        name,
        shown,
        query=",".join(_choice(name, text, value) for text, value in pairs),
        options=_options(offered, picked),
        current=_current(picked, multi),
        multi=multi,
        includeAll=include_all,
        allowCustomValue=custom_value,
        **_all_value(all_value),
    )


def query_variable(
    name: str,
    target: QueryTarget | MissingTarget,
    *,
    default: str | Sequence[str] | None = None,
    multi: bool = False,
    include_all: bool = False,
    all_value: str = "",
    regex: str = "",
    sort: Sort = "",
    refresh: Refresh = "load",
    custom_value: bool = True,
    **shown: Unpack[Shown],
) -> Variable:
    """Choices from a library query: `query_variable("user", logs.query("users/choices"))`.

    The query gives one column, or `__text` and `__value`. It runs when the dashboard loads, or (`time`)
    whenever the time range changes. Without a `default` and without All the first choice is taken.
    """
    if isinstance(target, MissingTarget):
        raise mistake(f"query {target.query.name} has no twin for {target.store}")
    if not isinstance(target, QueryTarget) or target.query is None:
        raise mistake(f"variable {name} needs a library query", 'write logs.query("topic/name")')
    fill = backend(target.store).variable
    if fill is None:
        raise mistake(
            f"Grafana cannot fill variable {name} from {target.store}",
            f'write logs.variable("{name}", query="{target.query.name}"), which has another way there',
        )
    return _variable(
        "query",
        name,
        shown,
        datasource=target.datasource,
        **fill(target.query),
        **_default(name, default, multi, include_all),
        options=[],
        refresh=2 if refresh == "time" else 1,
        regex=regex,
        sort=_SORT[sort],
        multi=multi,
        includeAll=include_all,
        allowCustomValue=custom_value,
        **_all_value(all_value),
    )


def textbox_variable(name: str, *, default: str = "", **shown: Unpack[Shown]) -> Variable:
    """Free text that a viewer types: queries must write it as `${name:sqlstring}`."""
    return _variable("textbox", name, shown, query=default, **_single(default))


def interval_variable(
    name: str,
    intervals: Sequence[str] = ("1m", "5m", "15m", "1h", "6h", "1d"),
    *,
    default: str | None = None,
    auto: bool = False,
    auto_count: int = 30,
    auto_min: str = "10s",
    **shown: Unpack[Shown],
) -> Variable:
    """Lengths of time. With `auto` there is one more, the default: the time range divided by `auto_count`."""
    offered = [("auto", _AUTO)] if auto else []
    offered += [(each, each) for each in intervals]
    if not offered:
        raise mistake(f"variable {name} has no intervals")
    picked = _picked(name, default, offered, multi=False)
    return _variable(
        "interval",
        name,
        shown,
        query=",".join(intervals),
        options=_options(offered, picked),
        current=_current(picked, multi=False),
        auto=auto,
        auto_count=auto_count,
        auto_min=auto_min,
        refresh=2,
    )


def datasource_variable(
    name: str,
    plugin: str,
    *,
    default: tuple[str, str] | None = None,
    regex: str = "",
    multi: bool = False,
    include_all: bool = False,
    **shown: Unpack[Shown],
) -> Variable:
    """The datasources of a plugin (`grafana-postgresql-datasource`); `default` is (name, uid)."""
    current = _default(name, None, multi, include_all)
    if default is not None:
        current = {"current": _current([default], multi)}
    return _variable(
        "datasource",
        name,
        shown,
        query=plugin,
        regex=regex,
        refresh=1,
        options=[],
        multi=multi,
        includeAll=include_all,
        **current,
    )


def constant_variable(name: str, value: str, **shown: Unpack[Shown]) -> Variable:
    """A value that viewers neither see nor change."""
    return _variable(
        "constant", name, {"hide": "variable", **shown}, query=value, skipUrlSync=True, **_single(value)
    )


def _variable(kind: str, name: str, shown: Shown, **keys: Any) -> Variable:
    known_keywords("variable", shown, _SHOWN)
    if not name.isidentifier():
        raise mistake(f"{name!r} is no name for a variable", "use letters, digits and _")
    data: dict[str, Any] = {"type": kind, "name": name, "hide": _HIDE[shown.get("hide", "")], **keys}
    if shown.get("label"):
        data["label"] = shown["label"]
    if shown.get("description"):
        data["description"] = shown["description"]
    return Variable(name, data, shown.get("raw"))


Pair = tuple[str, str]
"""A choice: the text that is shown, and the value."""


def _picked(
    name: str, default: str | Sequence[str] | None, offered: Sequence[Pair], multi: bool
) -> list[Pair]:
    """The choices that are picked at first: the default ones, else the first that is offered."""
    if default is None:
        return [offered[0]]
    values = _values(name, default, multi)
    by_value = {value: (text, value) for text, value in offered}
    for value in values:
        if value not in by_value:
            raise mistake(
                f"variable {name}: the default {value!r} is no choice", f"choices: {', '.join(by_value)}"
            )
    return [by_value[value] for value in values]


def _values(name: str, default: str | Sequence[str], multi: bool) -> list[str]:
    values = [default] if isinstance(default, str) else list(default)
    if not values:
        raise mistake(f"variable {name}: the default is empty", "leave it out for the first choice, or All")
    if len(values) > 1 and not multi:
        raise mistake(f"variable {name}: several defaults", "give one, or multi=True")
    return values


def _default(
    name: str, default: str | Sequence[str] | None, multi: bool, include_all: bool
) -> dict[str, Any]:
    """What is picked at first where the choices are known only to Grafana; it takes the first by itself."""
    if default is None:
        return {"current": _current([("All", ALL)], multi)} if include_all else {}
    values = _values(name, default, multi)
    return {"current": _current([("All" if each == ALL else each, each) for each in values], multi)}


def _current(picked: Sequence[Pair], multi: bool) -> dict[str, Any]:
    """What is picked, as Grafana keeps it: lists for a multi variable, else one text and value."""
    texts, values = [text for text, _ in picked], [value for _, value in picked]
    return {"text": texts, "value": values} if multi else {"text": texts[0], "value": values[0]}


def _options(offered: Sequence[Pair], picked: Sequence[Pair]) -> list[dict[str, Any]]:
    return [{"text": text, "value": value, "selected": (text, value) in picked} for text, value in offered]


def _single(value: str) -> dict[str, Any]:
    """The one option of a variable that has no others, picked."""
    option = (value, value)
    return {"current": _current([option], multi=False), "options": _options([option], [option])}


def _choice(name: str, text: str, value: str) -> str:
    """A choice as Grafana reads it back out of the comma-separated list, `text : value` where they differ."""
    if " : " in text or " : " in value:
        raise mistake(f"variable {name}: Grafana would split the choice {value!r} at ' : '")
    return (value if text == value else f"{text} : {value}").replace(",", "\\,")


def _all_value(value: str) -> dict[str, str]:
    return {"allValue": value} if value else {}
