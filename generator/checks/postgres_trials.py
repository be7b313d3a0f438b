"""What is tried of a query: its distinct expansions, each as the statements that PostgreSQL is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs

from generator.checks.postgres_session import Statement
from generator.languages.grafana.model import Expansion, Scenario, Value
from generator.languages.grafana_sql.expand import ExpansionError, expand
from generator.languages.grafana_sql.lexer import Kind, statements, tokens
from generator.languages.grafana_sql.scenarios import scenarios
from generator.queries.model import Query

READING = frozenset({"select", "with", "values", "table", "show", "explain", "set", "reset", "("})
"""How a statement begins that reads, or that sets something for the next one."""


_FIRST_WORD = re.compile(r"(?:\s|--[^\r\n]*)*([A-Za-z]+)\b")
"""A quick look, since nearly every text begins with line comments and SELECT."""


@attrs.frozen
class Trial:
    """An expansion, the settings that lead to this very text, and the statements in it."""

    expansion: Expansion
    scenarios: tuple[Scenario, ...]
    statements: tuple[Statement, ...]
    executed: bool


def trials(query: Query) -> tuple[Trial, ...]:
    """The distinct expansions of a query, the usual one first.

    A text that Grafana itself refuses is left out: PostgreSQL never sees it. One that differs from another
    only in the interval, in the rules of a release or in which one of several values is picked is prepared
    and not executed.
    """
    expansions: dict[str, tuple[Expansion, list[Scenario]]] = {}
    for setting in _settings(query):
        try:
            expansion = expand(query.text, query.header.params, setting)
        except ExpansionError:
            continue
        expansions.setdefault(expansion.text, (expansion, []))[1].append(setting)
    executed: list[Mapping[str, Value]] = []
    found = []
    for expansion, same in expansions.values():
        values = same[0].values
        execute = values not in executed and not (executed and _is_one_of_several(values, executed[0]))
        executed.append(values)
        found.append(Trial(expansion, tuple(same), tuple(_statements(expansion.text, execute)), execute))
    return tuple(found)


def _is_one_of_several(values: Mapping[str, Value], usual: Mapping[str, Value]) -> bool:
    """Whether a list is just another list of one: what a query does with it does not depend on which."""
    return any(
        isinstance(value, tuple) and len(value) == 1 and value != usual[name]
        for name, value in values.items()
    )


def _settings(query: Query) -> list[Scenario]:
    """The scenarios, each over the longest of their time ranges.

    A shorter one changes nothing that PostgreSQL prepares, and with fewer records less can go wrong.
    """
    tried = scenarios(query.text, query.header.params)
    longest = max((scenario.time_range for scenario in tried), key=lambda time: time.end - time.start)
    settings: list[Scenario] = []
    for scenario in tried:
        setting = Scenario(longest, scenario.interval_ms, scenario.values, scenario.release)
        if setting not in settings:
            settings.append(setting)
    return settings


def _statements(text: str, execute: bool) -> Iterator[Statement]:
    parts = statements(tokens(text)) if ";" in text else ()
    if len(parts) < 2:
        # The text as it is: a fault may lie in what is no token of a statement.
        writes = _writes(text)
        yield Statement(text, 0, execute and not writes, writes)
        return
    for part in parts:
        start, end = part[0].start, part[-1].end
        writes = _writes(text[start:end])
        # What comes before the last one may change what that means.
        yield Statement(text[start:end], start, not writes and (execute or part is not parts[-1]), writes)


def _writes(text: str) -> str:
    """The word a statement begins with, unless it is one for reading."""
    match = _FIRST_WORD.match(text)
    first = match[1] if match else ""
    if not first:  # behind a block comment, say
        words = (token.text for token in tokens(text) if token.kind is not Kind.COMMENT)
        first = next((word for word in words if word != ";"), "")
    return "" if first.lower() in READING else first
