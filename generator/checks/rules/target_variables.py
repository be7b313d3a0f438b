from __future__ import annotations

from collections.abc import Iterator

from generator.checks.rule import Problem
from generator.checks.subjects import TextSubject, VariableSubject
from generator.checks.walk import text_rule
from generator.finding import Severity
from generator.languages.grafana.model import Variable
from generator.suggest import did_you_mean


def check(text: TextSubject) -> Iterator[Problem]:
    # A query written in place has no params: it is checked with the dashboard's own variables.
    if text.query is None:
        return
    for param in text.query.header.params:
        variable = text.dashboard.variables.get(param.name)
        if variable is None:
            yield Problem(
                f"{text.place}: {text.query.name} uses ${param.name}, which the dashboard does not declare",
                did_you_mean(param.name, text.dashboard.variables),
            )
            continue
        for difference in _differences(param, variable):
            yield Problem(
                f"{text.place}: ${param.name} {difference}",
                f"Grafana quotes the two differently; make it what `params` of {text.query.name} says",
            )


def _differences(param: Variable, variable: VariableSubject) -> Iterator[str]:
    for what, asked, given in (
        ("multi", param.multi, variable.multi),
        ("includeAll", param.include_all, variable.include_all),
        ("a text box", param.text_box, variable.text_box),
    ):
        if asked != given:
            there, missing = ("query", "dashboard") if asked else ("dashboard", "query")
            yield f"is {what} for the {there}, and not for the {missing}"
    if param.include_all and variable.include_all and param.all_value != variable.all_value:
        yield (
            f"stands at All for {_all(variable.all_value)} in the dashboard, "
            f"and for {_all(param.all_value)} in the query"
        )


def _all(value: str | None) -> str:
    return "every value" if value is None else repr(value)


RULE = text_rule(
    "target-variables",
    "A query is proven with the variables its header describes; other ones are filled in otherwise.",
    Severity.ERROR,
    check,
)
