"""A query where a dashboard shows it: with the variables declared there, and what it returns to Grafana."""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.grafana_json import variable_names
from generator.checks.insights_subject import record_for
from generator.checks.subjects import INSIGHTS, TargetSubject, TextSubject
from generator.languages.grafana.model import Variable
from generator.languages.insights.record import TIMESTAMP, Record, RecordField, Type
from generator.languages.insights.result import Result, result_of

_ANY_VALUE = ("sample",)
_ANY_RECORD = Record({TIMESTAMP: RecordField(TIMESTAMP, Type.TIME, None)}, is_open=True)


def declared_variables(text: TextSubject) -> tuple[Variable, ...]:
    """The variables that a text uses, as the dashboard declares them.

    Sample values come from the JSON, else from a query of the library that has a variable of that name.
    """
    return tuple(_variables(text))


def insights_result(target: TargetSubject) -> Result | None:
    """What a target of Logs Insights returns; None for any other, and where that cannot be known."""
    text = target.text
    if text is None or text.key is not INSIGHTS:
        return None
    query, contract = text.query, text.dashboard.project.contract
    variables = query.header.params if query is not None else declared_variables(text)
    fields = query.header.fields if query is not None else ()
    record = record_for(contract, fields) if contract is not None else _ANY_RECORD
    result = result_of(text.text, variables, record)
    return result if result.is_certain else None


def _variables(text: TextSubject) -> Iterator[Variable]:
    dashboard = text.dashboard
    for name in dict.fromkeys(variable_names(text.text)):
        declared = dashboard.variables.get(name)
        if declared is None:
            continue
        sample = dashboard.project.samples.get(name)
        yield Variable(
            name=name,
            values=declared.values or (sample.values if sample else _ANY_VALUE),
            multi=declared.multi,
            include_all=declared.include_all,
            all_value=declared.all_value,
            text_box=declared.text_box,
        )
