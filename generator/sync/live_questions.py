"""What a running Grafana is asked to try a project: each query, with the place that its author knows it by.

Nothing is interpreted but the variables, which a browser fills in before it sends a query; macros and SQL
are Grafana's and the database's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from generator.checks.subjects import DashboardSubject, subjects
from generator.errors import Location
from generator.languages.grafana.formats import Unformatted, glob
from generator.languages.grafana.model import Quoting, Release, Scenario, TimeRange, Variable
from generator.languages.grafana.rewrite import unchanged
from generator.languages.grafana.variables import put_in_variables
from generator.languages.grafana_sql.quoting import sql_text
from generator.languages.grafana_sql.scenarios import values
from generator.project import Project
from generator.queries.moments import parse_relative
from generator.sync.model import Json

TEXTS = ("rawSql", "expression", "expr", "query")
"""The keys of a target that hold what a browser puts the values of variables into."""

_POINTS = 600
"""Points that a panel of usual width asks for."""

_MINUTE_MS = 60_000
"""The least interval of a PostgreSQL datasource that says nothing else."""

_STEPS_MS = tuple(_MINUTE_MS * minutes for minutes in (1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, 1440))
"""What Grafana rounds an interval to, from a minute up."""


@attrs.frozen
class Question:
    """One query as it is sent to /api/ds/query, and where it stands.

    `allowed` are the rules that its author has excused it from.
    """

    place: str
    location: Location
    body: Json
    allowed: frozenset[str] = frozenset()

    @property
    def query(self) -> Json:
        asked: Json = self.body["queries"][0]
        return asked

    @property
    def datasource(self) -> str:
        return str((self.query.get("datasource") or {}).get("uid") or "")

    @property
    def is_empty(self) -> bool:
        """Whether it is SQL without a text, which Grafana passes over in silence (recorded: 724)."""
        return not str(self.query.get("rawSql", "something")).strip()


def questions(project: Project, store: str, version: tuple[int, ...], now: datetime) -> Iterator[Question]:
    """All that the dashboards and the alert rules of a store ask. `version` is Grafana's, `now` is aware."""
    of_store = attrs.evolve(project, dashboards={store: project.dashboards.get(store, ())})
    release = Release("the server's", quoting(version), strips_comments=False)
    for subject in subjects(of_store):
        for dashboard in subject.dashboards:
            yield from _of_dashboard(dashboard, release, now)
    yield from _of_rules(project, store)


def quoting(version: tuple[int, ...]) -> Quoting:
    """How this release writes a picked value; see Quoting."""
    first = {(12, 0): 8, (12, 1): 5, (12, 2): 3, (12, 3): 1}
    line, patch = version[:2], (*version, 0, 0)[2]
    if line in first:
        return Quoting.ARRAYS_ONLY if patch >= first[line] else Quoting.MULTI_OR_ALL
    return Quoting.ARRAYS_ONLY if line > max(first) else Quoting.MULTI_OR_ALL


@attrs.frozen
class _Viewer:
    """Somebody who opens a dashboard: what is picked in it, and which time it shows."""

    begin: str
    end: str
    variables: tuple[Variable, ...]
    scenario: Scenario

    def body(self, target: Mapping[str, Any], datasource: Mapping[str, Any]) -> Json:
        """The request for one target."""
        filled = {
            key: self.fill(value, sql_text if key == "rawSql" else glob) if key in TEXTS else value
            for key, value in target.items()
        }
        query = {
            "refId": "A",
            "intervalMs": self.scenario.interval_ms,
            "maxDataPoints": _POINTS,
            **filled,
            "datasource": {key: self.fill(value, glob) for key, value in datasource.items()},
        }
        return {"from": self.begin, "to": self.end, "queries": [query]}

    def fill(self, value: Any, unformatted: Unformatted) -> Any:
        if not isinstance(value, str):
            return value
        return put_in_variables(unchanged(value), self.variables, self.scenario, unformatted).text


def _of_dashboard(dashboard: DashboardSubject, release: Release, now: datetime) -> Iterator[Question]:
    viewer = _viewer(dashboard, release, now)
    by_text = dashboard.project.library.by_text

    def question(place: str, location: Location, target: Mapping[str, Any], datasource: Any) -> Question:
        query = next((by_text[text] for key in TEXTS if (text := str(target.get(key))) in by_text), None)
        allowed = frozenset(each.rule for each in query.header.allow) if query else frozenset[str]()
        return Question(place, location, viewer.body(target, datasource), allowed)

    for panel in dashboard.panels:
        for target in panel.targets:
            if not target.json.get("hide") and isinstance(target.datasource, Mapping):
                place = f"panel {panel.name}, query {target.ref_id or '?'}"
                yield question(place, panel.location, target.json, target.datasource)
    for variable in dashboard.variables.values():
        asked, datasource = variable.json.get("query"), variable.json.get("datasource")
        if variable.type == "query" and isinstance(datasource, Mapping):
            model = asked if isinstance(asked, Mapping) else {"rawSql": asked, "format": "table"}
            yield question(f"variable {variable.name}", dashboard.location, model, datasource)
    for annotation in (dashboard.json.get("annotations") or {}).get("list") or ():
        model, datasource = annotation.get("target") or {}, annotation.get("datasource")
        if "rawSql" in model and isinstance(datasource, Mapping):
            yield question(f"annotation {annotation.get('name', '')}", dashboard.location, model, datasource)


def _viewer(dashboard: DashboardSubject, release: Release, now: datetime) -> _Viewer:
    time = dashboard.json.get("time") or {}
    begin, end = str(time.get("from") or "now-6h"), str(time.get("to") or "now")
    try:
        span = TimeRange(parse_relative(begin, now), parse_relative(end, now))
    except ValueError:  # now/d and its like: Grafana reads them, and only $__from would need them here
        span = TimeRange(now - timedelta(hours=6), now)
    variables = tuple(_variable(dashboard, name) for name in dashboard.variables)
    picked = {variable.name: values(variable)[0] for variable in variables}
    return _Viewer(begin, end, variables, Scenario(span, _interval_ms(span), picked, release))


def _variable(dashboard: DashboardSubject, name: str) -> Variable:
    """A variable with the values that the dashboard names, or else a query's header."""
    declared, sample = dashboard.variables[name], dashboard.project.samples.get(name)
    return Variable(
        name=name,
        values=(sample.values if sample else ()) or declared.values,
        multi=declared.multi,
        include_all=declared.include_all,
        all_value=declared.all_value,
        text_box=declared.text_box,
    )


def _interval_ms(span: TimeRange) -> int:
    """What `$__interval` becomes in a panel of usual width, about as Grafana rounds it."""
    exact = (span.end - span.start) / timedelta(milliseconds=1) / _POINTS
    return next((step for step in _STEPS_MS if exact <= step), _STEPS_MS[-1])


def _of_rules(project: Project, store: str) -> Iterator[Question]:
    for group in project.alert_groups.get(store, ()):
        for rule in group.rules:
            for step in rule.queries:
                sent = step.to_json_data()
                begin, end = (sent["relativeTimeRange"][key] for key in ("from", "to"))
                body = {
                    "from": f"now-{begin}s",
                    "to": f"now-{end}s" if end else "now",
                    "queries": [sent["model"]],
                }
                place = f"rule {rule.title!r}, query {step.ref_id}"
                query = step.target.query
                excused = [each.rule for each in query.header.allow] if query else []
                yield Question(place, rule.location, body, frozenset([*rule.allow, *excused]))
