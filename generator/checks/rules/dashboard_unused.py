from __future__ import annotations

from collections.abc import Iterator

from generator.checks.grafana_json import mappings, strings, variable_names
from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject
from generator.checks.walk import dashboard_rule
from generator.finding import Severity

# An ad hoc filter is added to each query without being named.
_IMPLICIT = frozenset({"adhoc", "groupby"})


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    used = _used(dashboard)
    for name, variable in dashboard.variables.items():
        if name not in used and variable.type not in _IMPLICIT:
            yield Problem(
                f"the variable ${name} is used nowhere in the dashboard",
                "use it in a query, or remove it",
            )


def _used(dashboard: DashboardSubject) -> set[str]:
    """The variables that anything but their own definition names."""
    rest = {key: value for key, value in dashboard.json.items() if key != "templating"}
    used = {name for text in strings(rest) for name in variable_names(text)}
    used |= {str(item["repeat"]) for item in mappings(rest) if item.get("repeat")}
    for variable in dashboard.variables.values():
        named = {name for text in strings(variable.json) for name in variable_names(text)}
        used |= named - {variable.name}
    return used


RULE = dashboard_rule(
    "dashboard-unused",
    "A choice that changes nothing misleads whoever makes it.",
    Severity.WARNING,
    check,
)
