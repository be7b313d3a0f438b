"""All rules by name, with the sentence that says why each exists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args

from generator.checks.fault_rule import FaultRule
from generator.checks.languages import LANGUAGES
from generator.checks.query_subject import MACRO, SYNTAX_RULES
from generator.checks.rule import SubjectKind, rules

__all__ = ["SYNTAX_RULES", "descriptions", "foretelling_rules", "offline_rules", "query_rules", "why"]

QUERY_KINDS: tuple[SubjectKind, ...] = (*(language.rules for language in LANGUAGES.values()), "alert-query")

# What the server tiers say, which have no rule modules.
_SERVER = {
    "alert-example": "An alert that does not do what its example expects wakes nobody, or wakes for nothing.",
    "example": "A query that does not return what its example expects shows a wrong number.",
    "insights-run": "What PostgreSQL cannot run in translation is not proven by anything.",
    "postgres-ambiguous": "PostgreSQL refuses a name that may mean two things.",
    "postgres-error": "PostgreSQL refuses the query.",
    "postgres-grouping": "PostgreSQL refuses a column that is neither grouped by nor in an aggregate.",
    "postgres-syntax": "PostgreSQL cannot read the query.",
    "postgres-timeout": "A query that takes seconds on a few hundred records takes minutes on all of them.",
    "postgres-type": "PostgreSQL refuses an operation on a type it does not fit.",
    "postgres-unknown-column": "PostgreSQL refuses a column that does not exist.",
    "postgres-unknown-function": "PostgreSQL refuses a function that does not exist for these arguments.",
    "postgres-unknown-table": "PostgreSQL refuses a table that does not exist.",
    "postgres-unknown-type": "PostgreSQL refuses a type that does not exist.",
    "postgres-unsupported": "PostgreSQL cannot do this.",
    "postgres-value": "A value that cannot be converted makes the query fail when it runs.",
    "postgres-writes": "Whoever opens the dashboard would change the log.",
    "result-body-column": "A logs panel without a text to show is empty.",
    "result-columns": "A panel that counts on a declared column breaks when the query returns another.",
    "result-metric-column": "A metric that is no text becomes one more series instead of their names.",
    "result-time-column": "A time series without a column named time is an error in Grafana.",
    "result-value-column": "A time series without a column of numbers draws nothing.",
    "twin-differs": "Whoever moves from one store to the other is shown other numbers, and trusts them.",
}

LIVE_DATASOURCE, LIVE_EMPTY, LIVE_ERROR = "live-datasource", "live-empty", "live-error"
LIVE_NO_DATA, LIVE_SLOW = "live-no-data", "live-slow"

# What a running Grafana says, in `check --live`.
LIVE = {
    LIVE_DATASOURCE: "Every panel of a datasource that Grafana cannot reach is an error.",
    LIVE_EMPTY: "Grafana passes over a query without a text, and the panel stays empty.",
    LIVE_ERROR: "What Grafana or its database refuses is an error on the panel, or an alert that is silent.",
    LIVE_NO_DATA: "A query that returns nothing may well ask for the wrong thing, and nobody notices.",
    LIVE_SLOW: "Whoever opens the dashboard waits, and so does everybody else who asks the database.",
}

AWS_ERROR = "aws-error"

# What CloudWatch says, in `check --aws`.
_AWS = {AWS_ERROR: "What CloudWatch refuses to run is an error on the panel, or an alert that is silent."}

_EXCEPTIONS = {
    "unknown-allow": "An exception to a rule that does not exist excuses nothing, and nobody notices.",
    "unused-allow": "An exception that excuses nothing would hide the next mistake of its kind.",
}

# What reading the files brings to light.
_READING = {
    "examples-": "Examples that belong to no query prove nothing.",
    "file-": "PostgreSQL and Grafana take text in UTF-8, and nothing else.",
    "header-": "A header that is misread is believed all the same.",
    "query-": "The library knows its queries by the names of their files.",
}


@cache
def offline_rules() -> Mapping[str, str]:
    """The rules about queries that need no server, those about queries for alerts among them."""
    return {rule.name: rule.why for kind in QUERY_KINDS for rule in rules(kind)}


@cache
def foretelling_rules() -> frozenset[str]:
    """The offline rules that foretell what PostgreSQL will refuse; a macro is Grafana's to refuse."""
    foretelling = (rule for rule in rules("query") if rule.foretells or isinstance(rule, FaultRule))
    return frozenset(rule.name for rule in foretelling) - {MACRO}


@cache
def query_rules() -> Mapping[str, str]:
    """The rules about queries: those that an exception in a query's header may name."""
    return {**_SERVER, **offline_rules()}


@cache
def descriptions() -> Mapping[str, str]:
    """Every rule, by name."""
    found = {rule.name: rule.why for kind in get_args(SubjectKind) for rule in rules(kind)}
    return {**found, **query_rules(), **LIVE, **_AWS, **_EXCEPTIONS}


def why(name: str) -> str:
    """The reason for whatever a finding may be named by; empty for an unknown name."""
    by_beginning = (reason for beginning, reason in _READING.items() if name.startswith(beginning))
    return descriptions().get(name) or next(by_beginning, "")
