"""A Logs Insights query as CloudWatch gets it from an alert rule."""

from __future__ import annotations

import attrs

from generator.checks.insights_subject import InsightsSubject
from generator.languages.grafana.model import Expansion
from generator.languages.grafana.scenarios import used_variables, usual_scenario
from generator.languages.insights.analysis import Analysis, analyse
from generator.languages.insights.effective import EFFECTIVE_PREFIX
from generator.languages.insights.expand import expand, references
from generator.languages.insights.parser import parse
from generator.languages.insights.stats_groups import last_stats
from generator.languages.insights.tree import Item, Other, Parsed, SavedQuery, Stats, Unreadable


@attrs.frozen
class AlertReading:
    """A query as CloudWatch gets it from a rule, with what Grafana puts before it."""

    parsed: Parsed
    analysis: Analysis
    expansion: Expansion

    @property
    def is_certain(self) -> bool:
        """Whether it is read to its end, and no command is in it that may do anything."""
        unknown = Other | SavedQuery | Unreadable
        commands = self.parsed.pipeline.commands
        return not self.parsed.faults and not any(isinstance(each, unknown) for each in commands)

    @property
    def stats(self) -> Stats | None:
        return last_stats(self.parsed)

    def source(self, offset: int) -> int:
        """The offset in the file; what Grafana has added stands at the beginning."""
        return self.expansion.source_offset(max(offset - len(EFFECTIVE_PREFIX), self._first))

    @property
    def _first(self) -> int:
        return self.parsed.pipeline.commands[1].start - len(EFFECTIVE_PREFIX)

    def written(self, item: Item) -> str:
        return self.parsed.text[item.start : item.end]


def read(subject: InsightsSubject) -> AlertReading:
    """The text of a query as a rule sends it; what a dashboard would fill in has its first sample."""
    params = subject.query.header.params
    scenario = usual_scenario(used_variables(references(subject.text), params))
    expansion = expand(subject.text, params, scenario)
    parsed = parse(EFFECTIVE_PREFIX + expansion.text)
    return AlertReading(parsed, analyse(parsed, subject.record), expansion)
