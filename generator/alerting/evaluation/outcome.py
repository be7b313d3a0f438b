"""What an evaluation came to: one result for each alert instance.

Source: grafana ngalert/eval; recorded 655 and 661. Zero is normal, null is no data, and any other number
fires, NaN among them. No data of any query is no data of the rule, even if the condition does not read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

import attrs

from generator.alerting.evaluation.classic import Match
from generator.alerting.evaluation.frames import Labels, label_text
from generator.alerting.evaluation.gofloat import shortest
from generator.alerting.evaluation.pipeline import Answers, Pipeline
from generator.alerting.evaluation.values import Float, NoData, Number, Scalar, Series, StepError, Value


class State(StrEnum):
    """States of an instance, by Grafana's names. No result is Pending or Recovering: these take time."""

    NORMAL = "Normal"
    PENDING = "Pending"
    ALERTING = "Alerting"
    RECOVERING = "Recovering"
    NO_DATA = "NoData"
    ERROR = "Error"


@attrs.frozen
class Capture:
    """A number of a step that belongs to an instance. `of_query` tells a query from an expression."""

    ref_id: str
    value: Float
    labels: Labels
    of_query: bool = False


@attrs.frozen
class Outcome:
    """A result. `captures` are by the names that templates know them under, `text` is all of them."""

    state: State
    labels: Labels = attrs.field(factory=dict)
    captures: Mapping[str, Capture] = attrs.field(factory=dict)
    text: str = ""
    error: StepError | None = None


def failed(error: StepError) -> tuple[Outcome, ...]:
    """The result of an evaluation that could not be made."""
    return (Outcome(State.ERROR, error=error),)


def outcomes(pipeline: Pipeline, answers: Answers) -> tuple[Outcome, ...]:
    """The results of a rule's answers, one a set of labels."""
    condition = pipeline.condition
    if condition in answers.errors:
        return failed(answers.errors[condition])
    missing = _queries_without_data(pipeline, answers)
    if missing:
        return tuple(
            Outcome(State.NO_DATA, {"datasource_uid": uid, "ref_id": ",".join(ref_ids)})
            for uid, ref_ids in missing.items()
        )
    values = answers.values[condition]
    if not values:
        return (Outcome(State.NO_DATA),)
    results = tuple(_outcome(value, pipeline, answers) for value in values)
    seen: set[str] = set()
    for result in results:
        text = label_text(result.labels)
        if text in seen:
            error = _misshapen(
                "",
                "frame cannot uniquely be identified by its labels: "
                f"has duplicate results with labels {{{text}}}",
            )
            return (Outcome(State.ERROR, result.labels, error=error),)
        seen.add(text)
    return results


def _queries_without_data(pipeline: Pipeline, answers: Answers) -> dict[str, list[str]]:
    """The refIds of queries that returned nothing (or failed), by datasource."""
    missing: dict[str, list[str]] = {}
    for ref_id in sorted(pipeline.queries):
        if answers.values.get(ref_id, (NoData(),)) == (NoData(),):
            missing.setdefault(pipeline.queries[ref_id].datasource_uid, []).append(ref_id)
    return missing


def _outcome(value: Value, pipeline: Pipeline, answers: Answers) -> Outcome:
    if isinstance(value, Series):
        error = _misshapen(
            pipeline.condition, "looks like time series data, only reduced data can be alerted on."
        )
        return Outcome(State.ERROR, error=error)
    if isinstance(value, NoData):
        return Outcome(State.NO_DATA)
    if answers.matches is not None:
        captures = _of_matches(pipeline.condition, answers.matches)
        text = ", ".join(
            _shown_match(name, match) for name, match in zip(captures, answers.matches, strict=True)
        )
    else:
        captures = {capture.ref_id: capture for capture in _captures(value.labels, pipeline, answers)}
        text = ", ".join(map(_shown, captures.values()))
    return Outcome(_state(value.value), value.labels, captures, text)


def _state(value: Float) -> State:
    if value is None:
        return State.NO_DATA
    return State.ALERTING if value else State.NORMAL


def _captures(labels: Labels, pipeline: Pipeline, answers: Answers) -> Iterator[Capture]:
    """The numbers of all steps whose labels are the instance's, or hold them, or are held by them."""
    for ref_id in sorted(answers.values):
        found = [value for value in answers.values[ref_id] if isinstance(value, Number | Scalar)]
        exact = [value for value in found if value.labels == labels]
        near = [
            value for value in found if _contains(value.labels, labels) or _contains(labels, value.labels)
        ]
        for value in (exact or near)[-1:]:
            yield Capture(ref_id, value.value, value.labels, ref_id in pipeline.queries)


def _contains(larger: Labels, smaller: Labels) -> bool:
    return smaller.items() <= larger.items()


def _of_matches(ref_id: str, matches: tuple[Match, ...]) -> dict[str, Capture]:
    return {
        f"{ref_id}{index}": Capture(ref_id, match.value, match.labels) for index, match in enumerate(matches)
    }


def _shown(capture: Capture) -> str:
    return f"[ var='{capture.ref_id}' labels={{{label_text(capture.labels)}}} value={_text(capture.value)} ]"


def _shown_match(name: str, match: Match) -> str:
    return (
        f"[ var='{name}' metric='{match.metric}' labels={{{label_text(match.labels)}}} "
        f"value={_text(match.value)} ]"
    )


def _text(value: Float) -> str:
    return "null" if value is None else shortest(value)


def _misshapen(ref_id: str, reason: str) -> StepError:
    return StepError(f"invalid format of evaluation results for the alert definition {ref_id}: {reason}")
