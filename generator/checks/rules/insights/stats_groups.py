from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.column_names import column_name
from generator.languages.insights.record import Type
from generator.languages.insights.stats_groups import last_stats, misled_by, stats_groups

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading, InsightsSubject
    from generator.languages.insights.tree import Item


def check(subject: InsightsSubject) -> Iterator[Problem]:
    reading = subject.main
    stats = last_stats(reading.parsed)
    if (
        stats is None
        or stats.by is None
        or any(fault.start >= stats.start for fault in reading.parsed.faults)
    ):
        return
    names = {column_name(key, reading.parsed.text): key for key in stats.keys}
    series = {name for name, key in names.items() if not _is_time(reading, key)}
    by = misled_by(subject.text)
    # Rows without a time are one table, whatever they are grouped by.
    if by is None or not series or len(series) == len(names):
        return
    theirs = stats_groups(subject.text)
    if by[0] != reading.source(stats.by.start):
        if series != set(theirs) - (names.keys() - series):
            yield Problem(
                f'Grafana\'s editor takes this "{subject.text[by[0] : by[1]]}" for the one of stats, '
                f"and groups by {', '.join(theirs) or 'nothing'}",
                "say it in other words",
                by[0],
            )
        return
    for name in sorted(series - set(theirs)):
        yield Problem(
            f"Grafana's editor cannot read the group {name}, and parts no series by it",
            "make it in a fields command before: a name of letters, digits, _ @ . is read",
            reading.source(names[name].start),
        )


def _is_time(reading: InsightsReading, key: Item) -> bool:
    return reading.analysis.types.get(key.expression) is Type.TIME


RULE = Rule(
    "insights-stats-groups",
    "Who opens the panel in Grafana's editor gets the series that it reads off the text, and it reads badly.",
    "insights",
    Severity.WARNING,
    check,
)
