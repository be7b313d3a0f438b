"""A finding at an offset of a query's text."""

from __future__ import annotations

from generator.finding import Finding, Severity
from generator.queries.model import Query


def finding_in(
    query: Query, offset: int, rule: str, severity: Severity, message: str, hint: str = ""
) -> Finding:
    """The finding at the line and column of the offset."""
    line_start = query.text.rfind("\n", 0, offset) + 1
    line = query.text.count("\n", 0, offset) + 1
    return Finding(query.path, line, offset - line_start + 1, rule, severity, message, hint)
