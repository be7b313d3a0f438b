"""SQL that a dashboard module holds itself, checked as a query without a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

import attrs

from generator.checks.grafana_json import variable_names
from generator.checks.subjects import DashboardSubject, ProjectSubject, SqlSubject
from generator.finding import Finding
from generator.languages.grafana.model import Variable
from generator.queries.header import parse_header
from generator.queries.model import Format, Query

_ANY_VALUE = ("sample",)


@attrs.frozen
class InlineQuery:
    """SQL as a query, under a path of its own that no file has, and where its author wrote it."""

    query: Query
    sql: SqlSubject

    def at_home(self, finding: Finding) -> Finding:
        """The finding at the module's line that holds the SQL; the place within goes in the message."""
        location = self.sql.location
        within = f" at {finding.line}:{finding.column} of its SQL" if finding.line else ""
        return attrs.evolve(
            finding,
            path=location.path,
            line=location.line,
            column=location.column,
            message=f"{self.sql.place}{within}: {finding.message}",
        )


def inline_queries(project: ProjectSubject) -> Iterator[InlineQuery]:
    """The SQL of all dashboards that is not a library query's text."""
    for dashboard in project.dashboards:
        for number, sql in enumerate(dashboard.sql):
            if sql.query is None:
                yield InlineQuery(_query(sql, number), sql)


def _query(sql: SqlSubject, number: int) -> Query:
    path = sql.location.path / f"sql-{sql.dashboard.built.uid}-{number}"
    header, _ = parse_header(sql.text, path)
    format_: Format = cast(Format, sql.format) if sql.format in get_args(Format) else "table"
    # What a dashboard declares outweighs what the text says of it.
    header = attrs.evolve(header, format=format_, params=tuple(_params(sql.text, sql.dashboard)))
    return Query(sql.place, path, sql.text, header)


def _params(text: str, dashboard: DashboardSubject) -> Iterator[Variable]:
    """The variables that a text uses, as the dashboard declares them.

    Sample values come from the JSON, else from a query of the library that has a variable of that name.
    """
    for name in dict.fromkeys(variable_names(text)):
        declared = dashboard.variables.get(name)
        if declared is None:
            continue
        sample = dashboard.project.samples.get(name)
        yield Variable(
            name=name,
            values=declared.values or (sample.values if sample else _ANY_VALUE),
            multi=declared.multi,
            include_all=declared.include_all,
            all_value=declared.all_value,
            text_box=declared.text_box,
        )
