"""What the rules for panels, dashboards and the project look at: Grafana's JSON, walked once and named.

The subjects hold no opinion. They flatten collapsed rows, resolve what is inherited (a target's
datasource), and lead back from a panel to its dashboard and from there to the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs
from logloom import Contract

from generator.checks.grafana_json import Json, mappings
from generator.errors import Location
from generator.languages.grafana.model import Variable
from generator.project import CONTRACT, BuiltDashboard, Project
from generator.queries.library import Library
from generator.queries.model import INSIGHTS_ENDING, SQL_ENDING, Query

POSTGRES_TYPES = frozenset({"grafana-postgresql-datasource", "postgres"})
"""The plugin's id and the older alias that Grafana still takes."""


@attrs.frozen
class TextKey:
    """Where a datasource's targets hold the text of a query, and what that is called."""

    types: frozenset[str]
    key: str
    ending: str
    words: str


SQL = TextKey(POSTGRES_TYPES, "rawSql", SQL_ENDING, "SQL")
INSIGHTS = TextKey(frozenset({"cloudwatch"}), "expression", INSIGHTS_ENDING, "Logs Insights query")

_TEXT_BOX = "textbox"


@attrs.frozen(eq=False)
class VariableSubject:
    """A variable that a dashboard declares."""

    json: Json

    @property
    def name(self) -> str:
        return str(self.json.get("name", ""))

    @property
    def type(self) -> str:
        return str(self.json.get("type", ""))

    @property
    def multi(self) -> bool:
        return bool(self.json.get("multi"))

    @property
    def include_all(self) -> bool:
        return bool(self.json.get("includeAll"))

    @property
    def all_value(self) -> str | None:
        return self.json.get("allValue") or None

    @property
    def text_box(self) -> bool:
        return self.type == _TEXT_BOX

    @property
    def values(self) -> tuple[str, ...]:
        """The values that the JSON itself names: options, or for a text box what it begins with."""
        options = [str(option.get("value", "")) for option in self.json.get("options") or ()]
        if not options and self.type != "query" and isinstance(self.json.get("query"), str):
            options = [part.strip() for part in self.json["query"].split(",")]
        return tuple(option for option in options if option not in ("", "$__all"))


@attrs.frozen(eq=False)
class LinkSubject:
    """A link of a dashboard or a panel, a data link among them."""

    url: str
    title: str
    location: Location
    dashboard: DashboardSubject
    panel: PanelSubject | None = None

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return repr(self.title or self.url)


@attrs.frozen(eq=False)
class TextSubject:
    """A place in a dashboard that holds a query's text: a panel's target, a variable, an annotation.

    `query` is the library's query with this very text; None for one that was written in place.
    """

    text: str
    key: TextKey
    format: str
    place: str
    location: Location
    dashboard: DashboardSubject
    panel: PanelSubject | None = None

    @property
    def query(self) -> Query | None:
        return self.dashboard.project.library.by_text.get(self.text)


@attrs.frozen(eq=False)
class TargetSubject:
    """A panel's target, and the datasource it inherits or names itself."""

    json: Json
    panel: PanelSubject

    @property
    def ref_id(self) -> str:
        return str(self.json.get("refId") or "")

    @property
    def datasource(self) -> Any:
        return self.json.get("datasource") or self.panel.json.get("datasource")

    @property
    def format(self) -> str:
        return str(self.json.get("format") or "")

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return f"panel {self.panel.name}, query {self.ref_id or '?'}"

    @property
    def text_key(self) -> TextKey | None:
        """Where its text should be; None for a target that has none that we know."""
        if self.is_insights:
            return INSIGHTS
        return SQL if "rawSql" in self.json or is_postgres(self.datasource) else None

    @property
    def is_insights(self) -> bool:
        """Whether it asks Logs Insights in its own language: CloudWatch has metrics, SQL and PPL as well."""
        language = self.json.get("queryLanguage") or "CWLI"
        return is_cloudwatch(self.datasource) and self.json.get("queryMode") == "Logs" and language == "CWLI"

    @property
    def text(self) -> TextSubject | None:
        where = self.text_key
        text = self.json.get(where.key) if where is not None else None
        if where is None or not isinstance(text, str) or not text.strip():
            return None
        panel = self.panel
        return TextSubject(
            text, where, self.format or "table", self.name, panel.location, panel.dashboard, panel
        )


@attrs.frozen(eq=False)
class PanelSubject:
    """A panel; `row` is the collapsed row it is kept in."""

    json: Json
    dashboard: DashboardSubject
    row: PanelSubject | None = None

    @property
    def id(self) -> int | None:
        return self.json.get("id")

    @property
    def type(self) -> str:
        return str(self.json.get("type", ""))

    @property
    def title(self) -> str:
        return str(self.json.get("title") or "")

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return repr(self.title) if self.title else f"{self.id} ({self.type})"

    @property
    def location(self) -> Location:
        built = self.dashboard.built
        return built.panel_locations.get(self.id or 0, built.location)

    @cached_property
    def targets(self) -> tuple[TargetSubject, ...]:
        return tuple(TargetSubject(target, self) for target in self.json.get("targets") or ())


@attrs.frozen(eq=False)
class DashboardSubject:
    """A dashboard of the project, as Grafana will store it."""

    built: BuiltDashboard
    project: ProjectSubject

    @property
    def json(self) -> Json:
        return self.built.json

    @property
    def location(self) -> Location:
        return self.built.location

    @cached_property
    def panels(self) -> tuple[PanelSubject, ...]:
        """All panels, those of collapsed rows after their row."""
        found: list[PanelSubject] = []
        for json in self.json.get("panels") or ():
            panel = PanelSubject(json, self)
            found.append(panel)
            found.extend(PanelSubject(nested, self, panel) for nested in json.get("panels") or ())
        return tuple(found)

    @cached_property
    def variables(self) -> Mapping[str, VariableSubject]:
        declared = (VariableSubject(json) for json in (self.json.get("templating") or {}).get("list") or ())
        return {variable.name: variable for variable in declared}

    @cached_property
    def links(self) -> tuple[LinkSubject, ...]:
        """The dashboard's own links, then each panel's: links, data links, and those of overrides."""
        own = _links(self.json.get("links"), self.location, self, None)
        return (
            *own,
            *(
                link
                for panel in self.panels
                for part in ("links", "fieldConfig", "options")
                for link in _links(panel.json.get(part), panel.location, self, panel)
            ),
        )

    @cached_property
    def texts(self) -> tuple[TextSubject, ...]:
        """All queries' texts of the dashboard: the panels', the variables', the annotations'."""
        panels = (target.text for panel in self.panels for target in panel.targets)
        return (
            *(text for text in panels if text is not None),
            *self._variable_texts(),
            *self._annotation_texts(),
        )

    def _variable_texts(self) -> Iterator[TextSubject]:
        for variable in self.variables.values():
            query = variable.json.get("query")
            text = query.get("rawSql") if isinstance(query, Mapping) else query
            if variable.type == "query" and is_postgres(variable.json.get("datasource")) and text:
                yield TextSubject(text, SQL, "table", f"variable {variable.name}", self.location, self)

    def _annotation_texts(self) -> Iterator[TextSubject]:
        for annotation in (self.json.get("annotations") or {}).get("list") or ():
            text = (annotation.get("target") or {}).get("rawSql") or annotation.get("rawQuery")
            if isinstance(text, str) and text:
                place = f"annotation {annotation.get('name', '')}".rstrip()
                yield TextSubject(text, SQL, "table", place, self.location, self)


@attrs.frozen(eq=False)
class ProjectSubject:
    """The project as one store sees it. `datasources` leads from uid to type.

    Without a `contract` a log record may hold anything.
    """

    location: Location
    library: Library
    datasources: Mapping[str, str]
    built: tuple[BuiltDashboard, ...]
    contract: Contract | None = None

    @cached_property
    def dashboards(self) -> tuple[DashboardSubject, ...]:
        return tuple(DashboardSubject(built, self) for built in self.built)

    @cached_property
    def by_uid(self) -> Mapping[str, DashboardSubject]:
        return {str(dashboard.json.get("uid")): dashboard for dashboard in self.dashboards}

    @cached_property
    def samples(self) -> Mapping[str, Variable]:
        """A variable of each name that the library's queries try, for its sample values."""
        return {param.name: param for query in self.library.every for param in query.header.params}


def subjects(project: Project) -> Iterator[ProjectSubject]:
    """The project, once for each store."""
    for store, dashboards in project.dashboards.items():
        datasources = {source.uid: source.type for source in project.datasources.get(store, ())}
        location = Location(project.root / CONTRACT)
        yield ProjectSubject(location, project.library, datasources, dashboards, project.contract)


def is_postgres(datasource: Any) -> bool:
    return isinstance(datasource, Mapping) and datasource.get("type") in SQL.types


def is_cloudwatch(datasource: Any) -> bool:
    return isinstance(datasource, Mapping) and datasource.get("type") in INSIGHTS.types


def _links(
    json: Any, location: Location, dashboard: DashboardSubject, panel: PanelSubject | None
) -> Iterable[LinkSubject]:
    for item in mappings(json):
        url = item.get("url")
        if isinstance(url, str) and url:
            yield LinkSubject(url, str(item.get("title") or ""), location, dashboard, panel)
