from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_answer import Kind
from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_walk import alert_query_rule
from generator.checks.result import TIME
from generator.checks.rule import Problem
from generator.finding import Severity


def check(subject: AlertQuerySubject) -> Iterator[Problem]:
    columns = subject.answer.columns
    if not columns:
        return
    times = subject.times
    named = [column for column in columns if column.name == TIME]
    if subject.is_series_format and not named:
        likely = times[0] if times else columns[0]
        yield Problem(
            f"a time series needs a column named time, and this is {likely.name}",
            "write AS time, in small letters",
            likely.name_start,
        )
    elif subject.is_series_format and named[0].kind is Kind.TEXT:
        yield Problem(
            f"the column time is {named[0].type}, neither a time nor a number",
            "select the time itself, not a text of it",
            named[0].start,
        )
    elif len(times) > 1:
        kept = named[0] if named else times[0]
        second = next(column for column in times if column is not kept)
        yield Problem(
            f"{second.name} is a second time beside {kept.name}, and becomes a value",
            "leave it out",
            second.start,
        )


RULE = alert_query_rule(
    "alert-time-column",
    "A series has one time, in a column named exactly time; without it each evaluation is an error.",
    Severity.ERROR,
    check,
    instead_of=["time-column", "result-time-column"],
)
