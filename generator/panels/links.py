"""Links: from a value to the records behind it, and from a dashboard to another.

A link to a dashboard is `/d/<uid>?...`: Grafana puts the path that it is served under before any link
that begins with a slash, so that it holds behind a proxy too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import attrs
from grafanalib import core

from generator.mistakes import mistake
from generator.panels.merge import merge

_REFERENCE = re.compile(r"(\$\{[^}]*\})")


@attrs.frozen
class Link:
    """A link on a value or on a panel's header; both have one shape."""

    title: str
    url: str
    new_tab: bool = False
    raw: Mapping[str, Any] | None = None

    def to_json_data(self) -> dict[str, Any]:
        return merge({"title": self.title, "url": self.url, "targetBlank": self.new_tab}, self.raw)


def link(title: str, url: str, *, new_tab: bool = False, raw: Mapping[str, Any] | None = None) -> Link:
    """A link to any address, taken as it is."""
    return Link(title, url, new_tab, raw)


def link_to(
    uid: str,
    title: str,
    *,
    keep: Sequence[str] = (),
    keep_time: bool = True,
    new_tab: bool = False,
    raw: Mapping[str, Any] | None = None,
    **variables: str | Sequence[str],
) -> Link:
    """A link to a dashboard by its uid: `link_to("errors", "Errors", category=field("category"))`.

    `keep` names variables that go along as they are set; each further keyword sets one there: a text, a
    reference such as `${__data.fields.category}`, or several of them. The time range goes along unless
    `keep_time` is False.
    """
    if not uid:
        raise mistake("a link needs the uid of the dashboard it leads to")
    parts = ["${__url_time_range}"] if keep_time else []
    parts += [f"${{{name}:queryparam}}" for name in keep]
    for name, value in variables.items():
        values = [value] if isinstance(value, str) else value
        parts += [f"var-{quote(name, safe='')}={_encoded(each)}" for each in values]
    query = "&".join(parts)
    return Link(title, f"/d/{quote(uid, safe='')}" + (f"?{query}" if query else ""), new_tab, raw)


def field(name: str) -> str:
    """In a link: the value of a field of the row that was clicked."""
    path = f".{name}" if name.isidentifier() else f'["{name}"]'
    return f"${{__data.fields{path}:percentencode}}"


def value() -> str:
    """In a link: the value that was clicked. (In a stat that shows a text it is `${__value.text}`.)"""
    return "${__value.raw:percentencode}"


def series() -> str:
    """In a link: the name of the series that was clicked.

    It is the field's name: `__series` is the whole frame, which SQL names after its refId.
    """
    return "${__field.name:percentencode}"


def _encoded(text: str) -> str:
    """The text as a part of a query string.

    Grafana fills a reference in with `&`, `#` and `+` as they are (#58149) unless it says percentencode.
    """
    return "".join(
        _percent_encoded(part) if part.startswith("${") else quote(part, safe="")
        for part in _REFERENCE.split(text)
    )


def _percent_encoded(reference: str) -> str:
    return reference if ":" in reference else f"{reference[:-1]}:percentencode}}"


def dashboard_link(
    title: str,
    *,
    uid: str = "",
    url: str = "",
    tags: Sequence[str] = (),
    keep_time: bool = True,
    keep_variables: bool = True,
    dropdown: bool = False,
    new_tab: bool = False,
    icon: str = "",
    tooltip: str = "",
) -> core.DashboardLink:
    """A link in a dashboard's head: to a dashboard by uid, to a url, or to every dashboard with the tags."""
    if sum(map(bool, (uid, url, tags))) != 1:
        raise mistake(f"the link {title!r} needs one of uid, url and tags")
    return core.DashboardLink(
        type="dashboards" if tags else "link",
        title=title,
        uri=f"/d/{quote(uid, safe='')}" if uid else url,
        tags=list(tags),
        keepTime=keep_time,
        includeVars=keep_variables,
        asDropdown=dropdown,
        targetBlank=new_tab,
        icon=icon or ("dashboard" if uid else "external link"),
        tooltip=tooltip,
    )
