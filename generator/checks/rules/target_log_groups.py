from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import TargetSubject
from generator.checks.walk import target_rule
from generator.finding import Severity

MOST = 50
"""What one query may ask (StartQuery, logGroupIdentifiers)."""

_ARN = re.compile(r"arn:aws[a-z-]*:logs:(?P<region>[a-z0-9-]+):\d{12}:log-group:[A-Za-z0-9_./#-]+(:\*)?")
_OWN_REGION = "default"


def check(target: TargetSubject) -> Iterator[Problem]:
    if not target.is_insights:
        return
    groups = target.json.get("logGroups") or ()
    if not groups and not target.json.get("logGroupNames"):
        yield Problem(f"{target.name} names no log group", "give it logGroups: [{arn, name}]")
    if len(groups) > MOST:
        yield Problem(f"{target.name} asks {len(groups)} log groups", f"CloudWatch takes {MOST} at most")
    arns = [str(group.get("arn") or "") for group in groups]
    for arn in dict.fromkeys(arns):
        yield from _judge(target, arn, arns.count(arn))


def _judge(target: TargetSubject, arn: str, count: int) -> Iterator[Problem]:
    found = _ARN.fullmatch(arn)
    region = target.json.get("region") or _OWN_REGION
    if found is None:
        yield Problem(
            f"{target.name}: {arn!r} is no log group", "arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*"
        )
    elif region not in (_OWN_REGION, found["region"]):
        yield Problem(
            f"{target.name} asks {region}, and its log group is in {found['region']}", "name one region"
        )
    elif count > 1:
        yield Problem(f"{target.name} names the log group {arn} {count} times", "name it once")


RULE = target_rule(
    "target-log-groups",
    "CloudWatch refuses a query without a log group, and one of a group that is not where it is looked for.",
    Severity.ERROR,
    check,
)
