"""What is wrong with the shape of a macro call, whatever it expands to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.grafana.model import MacroCall

KNOWN: Mapping[str, tuple[int, int]] = {
    "__time": (1, 1),
    "__timeEpoch": (1, 1),
    "__timeFilter": (1, 1),
    "__timeFrom": (0, 0),
    "__timeTo": (0, 0),
    "__timeGroup": (2, 3),
    "__timeGroupAlias": (2, 3),
    "__unixEpochFilter": (1, 1),
    "__unixEpochFrom": (0, 0),
    "__unixEpochTo": (0, 0),
    "__unixEpochNanoFilter": (1, 1),
    "__unixEpochNanoFrom": (0, 0),
    "__unixEpochNanoTo": (0, 0),
    "__unixEpochGroup": (2, 3),
    "__unixEpochGroupAlias": (2, 3),
}
"""The macros of Grafana's PostgreSQL datasource, and the fewest and the most arguments of each."""

_LITERAL = re.compile(r"'[^']*'?")
_BOUNDS = ("__timeFrom", "__timeTo")
_GROUPS = ("__timeGroup", "__unixEpochGroup")
_BINDS_AS_TIGHTLY = ("/", "%", "-", "^")


def call_problem(call: MacroCall, text: str) -> Problem | None:
    """The first thing wrong with a call in the source `text`."""
    if call.name not in KNOWN:
        return None  # Grafana says so itself
    if nested := next((argument for argument in call.arguments if "(" in _put_in(argument)), None):
        return Problem(
            f"the first closing parenthesis ends the arguments of ${call.name}, so that {nested} is cut off",
            "give the expression a name in a query below, and use the name here",
            call.start,
        )
    if _LITERAL.fullmatch(call.arguments[0]):
        return Problem(
            f"${call.name} takes a column, and {call.arguments[0]} is a text",
            "leave the single quotes out, or write double ones",
            call.start,
        )
    least, most = KNOWN[call.name]
    given = [argument for argument in call.arguments if argument]
    if not least <= len(given) <= most:
        wanted = str(least) if least == most else f"{least} or {most}"
        return Problem(
            f"${call.name} takes {wanted} argument{'' if wanted == '1' else 's'}, not {len(given)}",
            "",
            call.start,
            # Grafana's first releases had a column here, and the later ones pass over it.
            severity=Severity.WARNING if call.name in _BOUNDS and len(given) == 1 else None,
        )
    return _bound_wrongly(call, text)


def _put_in(argument: str) -> str:
    """An argument without the bounds that Grafana puts in before it looks for macros."""
    return argument.replace("$__unixEpochFrom()", "").replace("$__unixEpochTo()", "")


def _bound_wrongly(call: MacroCall, text: str) -> Problem | None:
    """A product is put in without parentheses: `x / $__timeGroup(...)`, `$__timeGroup(...)::int`."""
    if call.name not in _GROUPS:
        return None
    before, behind = text[: call.start].rstrip(), text[call.end :].lstrip()
    if before.endswith(_BINDS_AS_TIGHTLY) and not before.endswith("--"):
        return Problem(
            f"${call.name} is put in without parentheses, so that {before[-1]} takes only its first factor",
            f"write (${call.name}(...))",
            call.start,
            severity=Severity.WARNING,
        )
    if behind.startswith("::"):
        return Problem(
            f"${call.name} is put in without parentheses, so that the cast is that of its last factor",
            f"write (${call.name}(...))::type",
            call.start,
            severity=Severity.WARNING,
        )
    return None
