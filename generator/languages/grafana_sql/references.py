"""Where a query names variables and macros, for those who check what its author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.languages.grafana.model import MacroCall, Reference
from generator.languages.grafana.variables import BUILT_INS, REFERENCE
from generator.languages.grafana_sql.macros import MACRO, split_arguments

_EPOCH_BOUND = re.compile(r"\$(__unixEpochFrom|__unixEpochTo)\(\)")


def references(source: str) -> tuple[Reference, ...]:
    """Every reference to a variable, in order; whether one of that name exists is for the caller to know.

    Left out is what Grafana's expression matches and nobody means as a variable: the name of a macro
    call, PostgreSQL's `$1`, and the tag of a dollar-quoted string.
    """
    return tuple(_references(source))


def _references(source: str) -> Iterator[Reference]:
    for match in REFERENCE.finditer(source):
        name = match[1] or match[2] or match[4]
        built_in = name in BUILT_INS
        if match[1] and not built_in and _is_no_variable(source, match):
            continue
        yield Reference(name, match[3] or match[6], match.start(), match.end(), match[5], built_in)


def _is_no_variable(source: str, match: re.Match[str]) -> bool:
    name, behind = match[1], source[match.end() : match.end() + 1]
    if source.endswith("$", 0, match.start()):
        return True
    if behind == "(" and name.startswith("__"):
        return True
    if behind == "$":
        tag = f"${name}$"
        return source.find(tag, match.end() + 1) >= 0 or 0 <= source.find(tag) < match.start()
    return name.isdigit()


def macro_calls(source: str) -> tuple[MacroCall, ...]:
    """Every macro call, in order of its start, as Grafana's expression finds it.

    `$__unixEpochFrom()` and `$__unixEpochTo()` are plain replacements: they may stand inside the
    arguments of another macro, and are calls of their own here.
    """
    calls = [
        MacroCall(match[1], ("",), match.start(), match.end(), match.end() - 1)
        for match in _EPOCH_BOUND.finditer(source)
    ]
    masked = _EPOCH_BOUND.sub(lambda match: "0" * len(match[0]), source)
    for match in MACRO.finditer(masked):
        arguments = tuple(
            source[argument.copied.start : argument.copied.end]
            for argument in split_arguments(masked, match.start(2), match.end(2))
        )
        calls.append(MacroCall(match[1], arguments, match.start(), match.end(), match.start(2)))
    return tuple(sorted(calls, key=lambda call: call.start))
