"""All rules by name, with the sentence that says why each exists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import get_args

from generator.checks.rule import SubjectKind, rules

# What a tier says by itself, without a rule module of its own.
_OFFLINE = {
    "syntax": "A query that the parser cannot read is refused by PostgreSQL.",
}
_SERVER: dict[str, str] = {
    "example": "A query that does not return what its example expects shows a wrong number.",
}


@cache
def offline_rules() -> Mapping[str, str]:
    """The rules about queries that need no server."""
    return {**{rule.name: rule.why for rule in rules("query")}, **_OFFLINE}


@cache
def query_rules() -> Mapping[str, str]:
    """The rules about queries: those that an exception in a query's header may name."""
    return {**_SERVER, **offline_rules()}


@cache
def descriptions() -> Mapping[str, str]:
    """Every rule."""
    found = {rule.name: rule.why for kind in get_args(SubjectKind) for rule in rules(kind)}
    return {**found, **query_rules()}
