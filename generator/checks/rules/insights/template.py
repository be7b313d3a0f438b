from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.insights.tree import Regex, String

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsSubject

_TEMPLATE = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")


def check(subject: InsightsSubject) -> Iterator[Problem]:
    if "{{" not in subject.text:
        return
    parsed = subject.main.parsed
    comments = [(c.start, c.end) for c in parsed.comments]
    texts = [(node.start, node.end) for kind in (String, Regex) for node in of(parsed, kind)]
    for match in _TEMPLATE.finditer(parsed.text):
        if _within(match.start(), comments):
            continue
        name = match[1]
        yield Problem(
            f"{match[0]} is no variable of Grafana's, and stays as it stands",
            f"write ${{{name}}}" if name in subject.params else "Grafana's variables are written ${name}",
            subject.main.source(match.start()),
            severity=Severity.WARNING if _within(match.start(), texts) else Severity.ERROR,
        )


def _within(offset: int, places: list[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in places)


RULE = Rule(
    "insights-template",
    "Double braces are a parameter of a query that is saved in CloudWatch; Grafana does not fill it in.",
    "insights",
    Severity.ERROR,
    check,
)
