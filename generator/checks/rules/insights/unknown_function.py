from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import of
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.catalog import FUNCTIONS
from generator.languages.insights.tree import Call, Expression, Source
from generator.suggest import nearest

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_OF_OTHERS: Mapping[str, str] = {
    "cardinality": "count_distinct",
    "contains": "strcontains",
    "date_format": "formatDate",
    "date_trunc": "datefloor",
    "dc": "count_distinct",
    "dcount": "count_distinct",
    "ifnull": "coalesce",
    "isnotnull": "ispresent",
    "isnull": "not ispresent",
    "len": "strlen",
    "length": "strlen",
    "lower": "tolower",
    "mean": "avg",
    "nvl": "coalesce",
    "percentile_cont": "pct",
    "position": "strcontains",
    "quantile": "pct",
    "regexp_replace": "regexReplace",
    "substring": "substr",
    "to_char": "formatDate",
    "ucase": "toupper",
    "upper": "toupper",
}
"""What other languages call a function of this one."""


def check(reading: InsightsReading) -> Iterator[Problem]:
    sources: set[Expression] = {
        argument for source in of(reading.parsed, Source) for argument in source.arguments
    }
    for call in of(reading.parsed, Call):
        name = call.name
        if call in sources:
            continue  # SOURCE logGroups(...)
        if name not in FUNCTIONS and not name.startswith("$"):  # that is an undeclared variable
            meant = _OF_OTHERS.get(name) or nearest(name, (each.name for each in FUNCTIONS.values()))
            hint = f"did you mean {meant}?" if meant else ""
            yield Problem(f"there is no function {call.function.text}", hint, call.function.start)


RULE = reading_rule(
    "insights-unknown-function",
    "CloudWatch refuses a query with a function that it does not know.",
    Severity.ERROR,
    check,
)
