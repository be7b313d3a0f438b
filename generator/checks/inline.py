"""Queries that a dashboard module holds itself, checked as those of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

import attrs

from generator.checks.dashboard_queries import declared_variables
from generator.checks.subjects import ProjectSubject, TextSubject
from generator.finding import Finding
from generator.queries.header import parse_header
from generator.queries.library import MARKERS
from generator.queries.model import Format, Query


@attrs.frozen
class InlineQuery:
    """A text as a query, under a path of its own that no file has, and where its author wrote it."""

    query: Query
    text: TextSubject

    def at_home(self, finding: Finding) -> Finding:
        """The finding at the module's line that holds the text; the place within goes in the message."""
        location = self.text.location
        within = f" at {finding.line}:{finding.column} of its {self.text.key.words}" if finding.line else ""
        return attrs.evolve(
            finding,
            path=location.path,
            line=location.line,
            column=location.column,
            message=f"{self.text.place}{within}: {finding.message}",
        )


def inline_queries(project: ProjectSubject) -> Iterator[InlineQuery]:
    """The texts of all dashboards that are not a library query's."""
    for dashboard in project.dashboards:
        for number, text in enumerate(dashboard.texts):
            if text.query is None:
                yield InlineQuery(_query(text, number), text)


def _query(text: TextSubject, number: int) -> Query:
    path = text.location.path / f"query-{text.dashboard.built.uid}-{number}{text.key.ending}"
    header, _ = parse_header(text.text, path, marker=MARKERS[text.key.ending])
    format_: Format = cast(Format, text.format) if text.format in get_args(Format) else "table"
    # What a dashboard declares outweighs what the text says of it.
    header = attrs.evolve(header, format=format_, params=declared_variables(text))
    return Query(text.place, path, text.text, header)
