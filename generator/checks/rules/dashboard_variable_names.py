from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import DashboardSubject
from generator.checks.walk import dashboard_rule
from generator.finding import Severity

_LEGAL = re.compile(r"(?!__)\w+", re.ASCII)


def check(dashboard: DashboardSubject) -> Iterator[Problem]:
    declared = (dashboard.json.get("templating") or {}).get("list") or ()
    for name, count in Counter(str(variable.get("name", "")) for variable in declared).items():
        if count > 1:
            yield Problem(f"the variable {name!r} is declared {count} times", "give each its own name")
        if not _LEGAL.fullmatch(name):
            yield Problem(
                f"{name!r} cannot be the name of a variable",
                "use letters, digits and _, and do not begin with __, which is Grafana's own",
            )


RULE = dashboard_rule(
    "dashboard-variable-names",
    "Of two variables with one name, or one that cannot be written after $, a query never sees the value.",
    Severity.ERROR,
    check,
)
