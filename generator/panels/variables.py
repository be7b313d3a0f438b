"""Dashboard variables: what a viewer picks at the top of a dashboard, and what a query sees of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs

from generator.panels.authored import mistake
from generator.panels.merge import merge
from generator.panels.stores import backend
from generator.panels.target import MissingTarget, QueryTarget

ALL = "$__all"
AUTO = "$__auto"
Hide = Literal["", "label", "variable"]
Sort = Literal["", "text", "text_desc", "number", "number_desc"]

_HIDE: Mapping[str, int] = {"": 0, "label": 1, "variable": 2}
_SORT: Mapping[str, int] = {"": 0, "text": 1, "text_desc": 2, "number": 3, "number_desc": 4}


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
    label: str = "",
    description: str = "",
    default: str | Sequence[str] | None = None,
    multi: bool = False,
    include_all: bool = False,
    all_value: str = "",
    custom_value: bool = False,
    hide: Hide = "",
    raw: Mapping[str, Any] | None = None,
) -> Variable:
    """Choices written down here: values, or a mapping from what is shown to the value.

    `default` is a value, or several for a multi variable; otherwise All where there is All, else the first
    choice. `custom_value` lets a viewer type another. Raises LogloomError for a default that is no choice.
    """
    shown = dict(choices) if isinstance(choices, Mapping) else {choice: choice for choice in choices}
    if not shown:
        raise mistake(f"variable {name} has no choices")
    text_of = {choice: text for text, choice in shown.items()}
    if include_all:
        text_of[ALL] = "All"
    picked = _picked(name, default, ALL if include_all else next(iter(shown.values())), text_of)
    options = [{"text": "All", "value": ALL}] if include_all else []
    options += [{"text": text, "value": choice} for text, choice in shown.items()]
    return _variable(
        "custom",
        name,
        label,
        description,
        hide,
        raw,
        query=",".join(_choice(name, text, choice) for text, choice in shown.items()),
        options=[{**option, "selected": option["value"] in picked} for option in options],
        current=_current([text_of[choice] for choice in picked], picked, multi),
        multi=multi,
        includeAll=include_all,
        allowCustomValue=custom_value,
        **({"allValue": all_value} if all_value else {}),
    )


def query_variable(
    name: str,
    target: QueryTarget | MissingTarget,
    *,
    label: str = "",
    description: str = "",
    default: str | Sequence[str] | None = None,
    multi: bool = False,
    include_all: bool = False,
    all_value: str = "",
    regex: str = "",
    sort: Sort = "",
    refresh: Literal["load", "time"] = "load",
    custom_value: bool = True,
    hide: Hide = "",
    raw: Mapping[str, Any] | None = None,
) -> Variable:
    """Choices from a library query (`query_variable("user", logs.query("users/choices"))`).

    The query gives one column, or `__text` and `__value`. It runs when the dashboard loads, or (`time`)
    whenever the time range changes. Without a `default` and without All the first choice is taken.
    """
    if isinstance(target, MissingTarget) or not isinstance(target, QueryTarget) or target.query is None:
        raise mistake(f"variable {name} needs a library query of its store", 'write logs.query("topic/name")')
    store = backend(target.store)
    assert store is not None  # noqa: S101  a target of a store was made by its backend
    if default is None and include_all:
        default = ALL
    current: dict[str, Any] = {}
    if default is not None:
        values = [default] if isinstance(default, str) else list(default)
        current = {"current": _current(["All" if value == ALL else value for value in values], values, multi)}
    return _variable(
        "query",
        name,
        label,
        description,
        hide,
        raw,
        datasource=target.datasource,
        **backend(target.store).variable(target.query),
        **current,
        options=[],
        refresh=2 if refresh == "time" else 1,
        regex=regex,
        sort=_SORT[sort],
        multi=multi,
        includeAll=include_all,
        allowCustomValue=custom_value,
        **({"allValue": all_value} if all_value else {}),
    )


def textbox_variable(
    name: str,
    *,
    label: str = "",
    description: str = "",
    default: str = "",
    hide: Hide = "",
    raw: Mapping[str, Any] | None = None,
) -> Variable:
    """Free text that a viewer types: queries must write it as `${name:sqlstring}`."""
    return _variable(
        "textbox",
        name,
        label,
        description,
        hide,
        raw,
        query=default,
        current={"text": default, "value": default},
        options=[{"text": default, "value": default, "selected": True}],
    )


def interval_variable(
    name: str,
    intervals: Sequence[str] = ("1m", "5m", "15m", "1h", "6h", "1d"),
    *,
    label: str = "",
    description: str = "",
    default: str | None = None,
    auto: bool = False,
    auto_count: int = 30,
    auto_min: str = "10s",
    hide: Hide = "",
    raw: Mapping[str, Any] | None = None,
) -> Variable:
    """Lengths of time. With `auto` there is one more, the default: the time range divided by `auto_count`."""
    text_of = {interval: interval for interval in intervals}
    if auto:
        text_of = {AUTO: "auto", **text_of}
    if not text_of:
        raise mistake(f"variable {name} has no intervals")
    picked = _picked(name, default, next(iter(text_of)), text_of)
    return _variable(
        "interval",
        name,
        label,
        description,
        hide,
        raw,
        query=",".join(intervals),
        current=_current([text_of[picked[0]]], picked, False),
        options=[
            {"text": text, "value": interval, "selected": interval in picked}
            for interval, text in text_of.items()
        ],
        auto=auto,
        auto_count=auto_count,
        auto_min=auto_min,
        refresh=2,
    )


def datasource_variable(
    name: str,
    plugin: str,
    *,
    label: str = "",
    description: str = "",
    default: tuple[str, str] | None = None,
    regex: str = "",
    multi: bool = False,
    include_all: bool = False,
    hide: Hide = "",
    raw: Mapping[str, Any] | None = None,
) -> Variable:
    """The datasources of a plugin (`grafana-postgresql-datasource`); `default` is (name, uid)."""
    current: dict[str, Any] = {}
    if default is not None:
        current = {"current": _current([default[0]], [default[1]], multi)}
    elif include_all:
        current = {"current": _current(["All"], [ALL], multi)}
    return _variable(
        "datasource",
        name,
        label,
        description,
        hide,
        raw,
        query=plugin,
        regex=regex,
        refresh=1,
        options=[],
        multi=multi,
        includeAll=include_all,
        **current,
    )


def constant_variable(
    name: str,
    value: str,
    *,
    label: str = "",
    description: str = "",
    hide: Hide = "variable",
    raw: Mapping[str, Any] | None = None,
) -> Variable:
    """A value that viewers neither see nor change."""
    return _variable(
        "constant",
        name,
        label,
        description,
        hide,
        raw,
        query=value,
        current={"text": value, "value": value},
        options=[{"text": value, "value": value, "selected": True}],
        skipUrlSync=True,
    )


def _variable(
    kind: str,
    name: str,
    label: str,
    description: str,
    hide: Hide,
    raw: Mapping[str, Any] | None,
    **keys: Any,
) -> Variable:
    if not name.isidentifier():
        raise mistake(f"{name!r} is no name for a variable", "use letters, digits and _")
    data: dict[str, Any] = {"type": kind, "name": name, "hide": _HIDE[hide], **keys}
    if label:
        data["label"] = label
    if description:
        data["description"] = description
    return Variable(name, data, raw)


def _choice(name: str, text: str, choice: str) -> str:
    """A choice as Grafana reads it back out of the comma-separated list, `text : value` where they differ."""
    if " : " in text or " : " in choice:
        raise mistake(f"variable {name}: Grafana would split the choice {choice!r} at ' : '")
    written = choice if text == choice else f"{text} : {choice}"
    return written.replace(",", "\\,")


def _picked(
    name: str, default: str | Sequence[str] | None, otherwise: str, known: Mapping[str, str]
) -> list[str]:
    if default is None:
        return [otherwise]
    picked = [default] if isinstance(default, str) else list(default)
    for choice in picked:
        if choice not in known:
            raise mistake(
                f"variable {name}: the default {choice!r} is no choice", f"choices: {', '.join(known)}"
            )
    return picked


def _current(texts: Sequence[str], values: Sequence[str], multi: bool) -> dict[str, Any]:
    """What is picked, as Grafana keeps it: lists for a multi variable, else one text and value."""
    if multi:
        return {"text": list(texts), "value": list(values)}
    return {"text": texts[0], "value": values[0]}
