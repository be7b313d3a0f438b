from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.effective import EFFECTIVE_PREFIX, QUERY_LENGTH

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject


def check(subject: InsightsSubject) -> Iterator[Problem]:
    most = QUERY_LENGTH - len(EFFECTIVE_PREFIX)
    longest = max(subject.readings, key=lambda reading: len(reading.parsed.text), default=None)
    if longest is None or len(longest.parsed.text) <= most:
        return
    length = len(longest.parsed.text)
    yield Problem(
        f"with Grafana's own {len(EFFECTIVE_PREFIX)} characters before it, the query has "
        f"{length + len(EFFECTIVE_PREFIX):,}; CloudWatch takes {QUERY_LENGTH:,}",
        "shorten it, or let fewer values be picked at once",
        longest.source(most),
    )


RULE = Rule(
    "insights-length",
    "CloudWatch refuses a query of more than 10,000 characters, those that Grafana adds among them.",
    "insights",
    Severity.ERROR,
    check,
)
