"""The first step: Grafana's frontend puts the values of variables into the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from functools import lru_cache

from generator.languages.grafana.formats import Picked, Raw, Unformatted, write, write_all_value
from generator.languages.grafana.gotime import format_interval, since_epoch
from generator.languages.grafana.model import ALL, Expansion, Scenario, Value, Variable
from generator.languages.grafana.rewrite import Replacement, rewrite

REFERENCE = re.compile(
    r"\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]+))?(?::([^}]+))?\}", re.ASCII
)
"""Grafana's own expression. Groups: name, or name and format, or name, field and format."""

BUILT_IN_FIELDS: Mapping[str, Mapping[str, str]] = {
    "__user": {"": "1", "id": "1", "login": "viewer", "email": "viewer@example.org"},
    "__org": {"": "1", "id": "1", "name": "Main Org."},
    "__dashboard": {"": "Dashboard", "uid": "dashboard"},
    "__timezone": {"": "UTC"},
    "__searchFilter": {"": "%"},
}
"""What stands for the viewer, the organisation and the dashboard, which a query cannot know.

`$__searchFilter` is what a viewer types into a drop-down, and a wildcard; only a variable's query has it.
"""

BUILT_INS = frozenset({"__interval", "__interval_ms", "__from", "__to", *BUILT_IN_FIELDS})
"""The variables that Grafana itself defines for every query. (`$__range` is for Prometheus and Loki only.)"""


def put_in_variables(
    before: Expansion, variables: Sequence[Variable], scenario: Scenario, unformatted: Unformatted
) -> Expansion:
    """The text with every reference to a known variable replaced; others stay as they stand."""
    declared = {variable.name: variable for variable in variables}
    return rewrite(before, _replacements(before.text, declared, scenario, unformatted))


def _replacements(
    text: str, declared: Mapping[str, Variable], scenario: Scenario, unformatted: Unformatted
) -> Iterator[Replacement]:
    known: dict[str, str | None] = {}
    for match in _matches(text):
        whole = match[0]
        name = match[1] or match[2] or match[4]
        if whole not in known:
            known[whole] = reference_value(
                name, match[5], match[3] or match[6], declared, scenario, unformatted
            )
        value = known[whole]
        if value is not None:
            yield Replacement(match.start(), match.end(), "variable", name, (value,))


@lru_cache(maxsize=4)
def _matches(text: str) -> tuple[re.Match[str], ...]:
    """One source is looked at again and again, once for each setting."""
    return tuple(REFERENCE.finditer(text))


def reference_value(
    name: str,
    field: str | None,
    format_: str | None,
    declared: Mapping[str, Variable],
    scenario: Scenario,
    unformatted: Unformatted,
) -> str | None:
    """The text for a reference, or None where there is no such variable."""
    quoting = scenario.release.quoting
    if name not in declared or name not in scenario.values:
        built_in = _built_in(name, field, scenario)
        return None if built_in is None else write(built_in, format_, None, quoting, unformatted)
    variable = declared[name]
    value = scenario.values[name]
    if _is_all(value) and variable.all_value:
        text = write_all_value(variable.all_value, format_, name)
        return REFERENCE.sub(lambda match: _nested(match, declared, scenario, unformatted), text)
    return write(_picked(variable, value, field), format_, variable, quoting, unformatted)


def _nested(
    match: re.Match[str], declared: Mapping[str, Variable], scenario: Scenario, unformatted: Unformatted
) -> str:
    """All's own value may name other variables; one that names All again ends there."""
    name = match[1] or match[2] or match[4]
    if name in scenario.values and _is_all(scenario.values[name]):
        return match[0]
    value = reference_value(name, match[5], match[3] or match[6], declared, scenario, unformatted)
    return match[0] if value is None else value


def _is_all(value: Value) -> bool:
    return value == ALL or (isinstance(value, tuple) and value[:1] == (ALL,))


def _picked(variable: Variable, value: Value, field: str | None) -> Picked:
    if _is_all(value):
        picked = Picked(variable.name, variable.values, "All", is_all=True)
    else:
        picked = Picked(variable.name, value, " + ".join(value) if isinstance(value, tuple) else value)
    if field and isinstance(picked.value, tuple):
        index = re.match(r"\d+", field, re.ASCII)
        if index and int(index[0]) < len(picked.value):
            return Picked(variable.name, picked.value[int(index[0])], picked.text)
    return picked


def _built_in(name: str, field: str | None, scenario: Scenario) -> Picked | None:
    value: Raw
    if name == "__interval":
        value = format_interval(scenario.interval_ms)
    elif name == "__interval_ms":
        value = scenario.interval_ms
    elif name in {"__from", "__to"}:
        moment = scenario.time_range.start if name == "__from" else scenario.time_range.end
        text = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        return Picked(name, since_epoch(moment, timedelta(milliseconds=1)), text)
    elif name in BUILT_IN_FIELDS:
        fields = BUILT_IN_FIELDS[name]
        value = fields.get(field or "", fields[""])
    else:
        return None
    return Picked(name, value, str(value))
