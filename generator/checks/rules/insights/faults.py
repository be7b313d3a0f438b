"""The rules for what reading a query and looking up its names brings to light."""

from __future__ import annotations

from generator.checks.fault_rule import fault_rule
from generator.checks.insights_subject import VARIABLE
from generator.finding import Severity
from generator.languages.insights import analysis, parser

_WHY = {
    **parser.FAULT_RULES,
    **analysis.FAULT_RULES,
    VARIABLE: "What Grafana puts in for a variable must be readable where it stands, whatever is picked.",
}

RULES = tuple(
    fault_rule(name, why, "insights", Severity.WARNING if name in analysis.WARNINGS else Severity.ERROR)
    for name, why in _WHY.items()
)
