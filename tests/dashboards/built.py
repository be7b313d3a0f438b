"""The repository's own dashboards, as they are built: found by looking, with no list to edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from generator.project import BuiltDashboard, Project, load_project

ROOT = Path(__file__).parents[2]
PROJECT: Project = load_project(ROOT)
DASHBOARDS: Mapping[str, BuiltDashboard] = {
    f"{store}/{dashboard.uid}": dashboard
    for store, dashboards in PROJECT.dashboards.items()
    for dashboard in dashboards
}
Json = Mapping[str, Any]


@attrs.frozen
class Asked:
    """What a dashboard asks, and the panel that shows what comes back (None for the rest).

    `ending` is that of files in its language.
    """

    place: str
    text: str
    panel: Json | None = None
    shape: str = "table"
    ending: str = ".sql"


def panels(dashboard: Json) -> Iterator[Json]:
    """Every panel, those inside of collapsed rows too."""
    for panel in dashboard["panels"]:
        yield panel
        yield from panel.get("panels", ())


def variables(dashboard: Json) -> list[Json]:
    found: list[Json] = dashboard["templating"]["list"]
    return found


def asked(dashboard: Json) -> Iterator[Asked]:
    """The query of every panel, variable and annotation."""
    for panel in panels(dashboard):
        for target in panel.get("targets", ()):
            place = f"panel {panel['title']!r} {target['refId']}"
            if "rawSql" in target:
                yield Asked(place, target["rawSql"], panel, target["format"])
            elif target.get("queryMode") == "Logs":
                text = target["expression"]
                yield Asked(place, text, panel, PROJECT.library.by_text[text].header.format, ".cwli")
    for variable in variables(dashboard):
        if variable["type"] == "query":
            yield Asked(f"variable {variable['name']}", variable["query"])
    for annotation in dashboard["annotations"]["list"]:
        if "rawSql" in annotation.get("target", ()):
            yield Asked(f"annotation {annotation['name']!r}", annotation["target"]["rawSql"])


def strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
