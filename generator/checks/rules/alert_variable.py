from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    for place in subject.answer.unfilled:
        yield Problem(
            f"{place.text} belongs to a dashboard: an alert sends it to the database as it stands",
            "write the value itself, or group by what it picks",
            place.start,
        )


RULE = alert_query_rule(
    "alert-variable",
    "Only a dashboard has variables: in an alert the name stays, and matches nothing or breaks the query.",
    Severity.ERROR,
    check,
    instead_of=["undeclared-variable", "insights-undeclared-variable"],
)
