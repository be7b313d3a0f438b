"""A viewer in front of a dashboard: what may be picked in its variables, and what then comes back.

What Logs Insights is asked is run on PostgreSQL, in SQL that means the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import attrs
import psycopg

from generator.languages.grafana.model import ALL, Scenario, TimeRange, Value, Variable
from generator.languages.grafana.scenarios import releases
from generator.languages.grafana_sql.expand import expand as expand_sql
from generator.languages.insights.expand import expand as expand_insights
from generator.postgres.sampled import SAMPLE_END
from generator.queries.model import Header, Query
from generator.queries.run import Result, fetch
from tests.dashboards.built import PROJECT, Asked, Json, variables

INTERVAL_MS = 60_000
_EXPAND = {".sql": expand_sql, ".cwli": expand_insights}
_SPANS = {"m": "minutes", "h": "hours", "d": "days"}

# What stands in the text boxes of somebody who came by a link from a record.
_FROM_A_LINK = {
    "user": """SELECT user_id::text FROM app_logs WHERE timestamp > %(recent)s AND user_id IS NOT NULL
        GROUP BY user_id ORDER BY count(*) FILTER (WHERE level = 'ERROR') DESC, count(*) DESC, 1 LIMIT 1""",
    "trace": """SELECT trace_id FROM app_logs WHERE timestamp > %(recent)s AND trace_id IS NOT NULL
        GROUP BY trace_id ORDER BY count(*) FILTER (WHERE level = 'ERROR') DESC, count(*) DESC, 1 LIMIT 1""",
}


@attrs.frozen
class Viewer:
    """Looks at one dashboard on the sample records, whose end is its `now`."""

    connection: psycopg.Connection
    dashboard: Json
    offered: tuple[Variable, ...]
    default: Mapping[str, Value]

    def look(self, asked: Asked, picked: Mapping[str, Value], release: int = 0) -> Result:
        """What a panel, a variable or an annotation gets. Raises LogloomError as Grafana would show one."""
        scenario = self._scenario(picked, release)
        return fetch(self.connection, self._query(asked), scenario, contract=PROJECT.contract)

    def text(self, asked: Asked, picked: Mapping[str, Value], release: int = 0) -> str:
        """What the store is sent. Raises LogloomError where Grafana would refuse it."""
        return _EXPAND[asked.ending](asked.text, self.offered, self._scenario(picked, release)).text

    def _query(self, asked: Asked) -> Query:
        return Query(asked.place, Path(asked.place + asked.ending), asked.text, Header(params=self.offered))

    def settings(self) -> Iterator[tuple[str, Mapping[str, Value]]]:
        """As it opens; everything; one value of each; one after a click; and a quote in each text box."""
        yield "as it opens", self.default
        yield "All", {**self.default, **{each.name: ALL for each in self.offered if each.include_all}}
        yield (
            "one value",
            {
                **self.default,
                **{each.name: each.values[:1] for each in self.offered if each.multi and each.values},
            },
        )
        yield "from a link", self.from_a_link()
        boxes = [each.name for each in self.offered if each.text_box]
        yield "a quote", {**self.default, **dict.fromkeys(boxes, "it's")}

    def from_a_link(self) -> Mapping[str, Value]:
        """As it opens from a record's links, with the text boxes that they fill in."""
        boxes = {each.name for each in self.offered if each.text_box}
        recent = {"recent": SAMPLE_END - timedelta(hours=1)}
        filled = {
            name: str(row[0])
            for name, text in _FROM_A_LINK.items()
            if name in boxes and (row := self.connection.execute(text, recent).fetchone())
        }
        return {**self.default, **filled}

    def _scenario(self, picked: Mapping[str, Value], release: int) -> Scenario:
        return Scenario(self._range(), INTERVAL_MS, picked, releases[release])

    def _range(self) -> TimeRange:
        found = re.fullmatch(r"now-(\d+)([mhd])", self.dashboard["time"]["from"])
        assert found
        assert self.dashboard["time"]["to"] == "now"
        return TimeRange(SAMPLE_END - timedelta(**{_SPANS[found[2]]: int(found[1])}), SAMPLE_END)


def open_dashboard(connection: psycopg.Connection, dashboard: Json) -> Viewer:
    """The dashboard with the choices of its query variables asked for, as Grafana does when it loads."""
    viewer = Viewer(connection, dashboard, (), {})
    for variable in variables(dashboard):
        offered, picked = _offered(viewer, variable)
        viewer = attrs.evolve(
            viewer, offered=(*viewer.offered, offered), default={**viewer.default, offered.name: picked}
        )
    return viewer


def _offered(viewer: Viewer, json: Json) -> tuple[Variable, Value]:
    """A variable with the values that it offers, and what is picked at first."""
    values = [option["value"] for option in json.get("options", ()) if option["value"] != ALL]
    if json["type"] == "query":
        result = viewer.look(Asked(f"variable {json['name']}", json["query"]), viewer.default)
        place = [column.name for column in result.columns].index("__value")
        values = [str(row[place]) for row in result.rows]
    current = json.get("current", {}).get("value", values[0] if values else "")
    variable = Variable(
        json["name"],
        tuple(values),
        multi=json.get("multi", False),
        include_all=json.get("includeAll", False),
        all_value=json.get("allValue"),
        text_box=json["type"] == "textbox",
    )
    return variable, tuple(current) if isinstance(current, list) else current
