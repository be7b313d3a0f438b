from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.result import METRIC
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    texts = subject.texts
    if not subject.is_series_format or not subject.has_instances or len(subject.answer.columns or ()) != 3:
        return
    if len(texts) == 1 and texts[0].name == METRIC and not texts[0].is_constant:
        yield Problem(
            "beside a time and one value, metric only names the series: they are left without a label",
            "give it another name, that of what it holds",
            texts[0].name_start,
        )


RULE = alert_query_rule(
    "alert-metric-label",
    "Series named by metric have no labels: once there are two of them, each evaluation is an error.",
    Severity.ERROR,
    check,
)
