from __future__ import annotations

from collections.abc import Iterator

from generator.checks.dashboard_queries import insights_result
from generator.checks.rule import Problem
from generator.checks.subjects import TargetSubject
from generator.checks.walk import target_rule
from generator.finding import Severity


def check(target: TargetSubject) -> Iterator[Problem]:
    result = insights_result(target)
    if result is None or not result.is_parted:
        return
    given = [str(each) for each in target.json.get("statsGroups") or ()]
    missing = [name for name in result.stats_groups if name not in given and name not in result.times]
    if missing:
        yield Problem(
            f"{target.name} is grouped by {', '.join(missing)}, and its statsGroups do not say so",
            f"write statsGroups: [{', '.join(result.stats_groups)}]",
        )


RULE = target_rule(
    "target-stats-groups",
    "Grafana parts a result into series only by what statsGroups name; else one line jumps between them all.",
    Severity.ERROR,
    check,
)
