from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import outside_source
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.catalog import FUNCTIONS
from generator.languages.insights.tree import Call
from generator.suggest import nearest

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading

_OF_OTHERS: Mapping[str, str] = {
    "ago": "now",
    "approx_count_distinct": "count_distinct",
    "array_agg": "values",
    "cardinality": "count_distinct",
    "contains": "strcontains",
    "count_if": "sum",
    "countif": "sum",
    "date_bin": "bin",
    "date_format": "formatDate",
    "date_trunc": "datefloor",
    "dc": "count_distinct",
    "dcount": "count_distinct",
    "exists": "ispresent",
    "first": "earliest",
    "first_value": "earliest",
    "from_unixtime": "fromMillis",
    "ifnull": "coalesce",
    "iif": "if",
    "isnotnull": "ispresent",
    "isnull": "not ispresent",
    "last": "latest",
    "last_value": "latest",
    "len": "strlen",
    "length": "strlen",
    "lower": "tolower",
    "mean": "avg",
    "nvl": "coalesce",
    "parse_json": "jsonParse",
    "percentile_cont": "pct",
    "position": "strcontains",
    "quantile": "pct",
    "regexp_replace": "regexReplace",
    "span": "bin",
    "string_agg": "values",
    "strpos": "strcontains",
    "substring": "substr",
    "time_bucket": "bin",
    "timeslice": "bin",
    "to_char": "formatDate",
    "ucase": "toupper",
    "upper": "toupper",
}
"""What other languages call a function of this one."""


_NAMES = tuple(function.name for function in FUNCTIONS.values())


def check(reading: InsightsReading) -> Iterator[Problem]:
    for call in outside_source(reading.parsed, Call):
        name = call.name
        if name not in FUNCTIONS and not name.startswith("$"):  # that is an undeclared variable
            meant = (
                _OF_OTHERS.get(name)
                or _percentile(name)
                or nearest(name, (each.name for each in FUNCTIONS.values()))
            )
            hint = f"did you mean {meant}?" if meant else ""
            yield Problem(f"there is no function {call.function.text}", hint, call.function.start)


def _percentile(name: str) -> str | None:
    """What `p95`, as other languages have it, is here."""
    return f"pct(..., {name[1:]})" if re.fullmatch(r"p\d+", name) else None


RULE = reading_rule(
    "insights-unknown-function",
    "CloudWatch refuses a query with a function that it does not know.",
    Severity.ERROR,
    check,
    about=(Call,),
)
