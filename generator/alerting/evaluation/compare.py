"""The instances of an evaluation, held against what an example expects there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from generator.alerting.evaluation.examples import STATES, Expectation
from generator.alerting.evaluation.frames import Labels, label_text
from generator.alerting.evaluation.gofloat import shortest
from generator.alerting.evaluation.outcome import State
from generator.alerting.evaluation.state import Instance
from generator.errors import Location
from generator.queries.examples import TOLERANCE

_WORDS = {state: word for word, state in STATES.items()}
_OF_GRAFANA = frozenset(["alertname", "grafana_folder", "rulename"])
_OF_FAULTS = frozenset(["ref_id", "datasource_uid"])
"""The labels of an instance without data, or in error, that say which query is to blame."""

_ALARMING = frozenset([State.PENDING, State.ALERTING, State.RECOVERING])


@attrs.frozen
class Difference:
    """A line of what is not as expected, and the place that expected it."""

    line: str
    location: Location


def differences(
    moment: str,
    instances: Sequence[Instance],
    expected: Sequence[Expectation],
    own_labels: Labels,
    seen: Sequence[Instance],
) -> Iterator[Difference]:
    """What differs at the evaluation that the example calls `moment`.

    `own_labels` are the rule's. `seen` are all instances there have been so far: one that was there and is
    gone counts as normal.
    """
    left = list(instances)
    everything_normal = False
    for expectation in expected:
        if expectation.state is State.NORMAL and expectation.labels is None:
            everything_normal = True
            continue
        candidates = [each for each in left if _is_meant(expectation, each, own_labels)]
        found = next((each for each in candidates if each.state is expectation.state), None)
        found = found or next(iter(candidates), None)
        if found is not None:
            left.remove(found)
            for line in _apart(expectation, found):
                yield Difference(f"{moment}: {line}", expectation.location)
        elif expectation.state is not State.NORMAL or not any(
            _is_meant(expectation, each, own_labels) for each in seen
        ):
            text = f"expected {_named(expectation)}, and there is no such instance"
            yield Difference(f"{moment}: {text}", expectation.location)
    place = expected[0].location
    for instance in left:
        if instance.state is not State.NORMAL:
            allowed = "expected everything normal, got" if everything_normal else "not expected:"
            yield Difference(f"{moment}: {allowed} {_shown(instance, own_labels)}", place)
    for instance in instances:
        if instance.state in _ALARMING:
            for name, reason in instance.unrendered.items():
                if not any(instance.annotations.get(name) == each.annotations.get(name) for each in expected):
                    text = f"Grafana cannot render {name} and sends it as it is written: {reason}"
                    yield Difference(f"{moment}: {_labels(instance, own_labels)}: {text}", place)


def _is_meant(expectation: Expectation, instance: Instance, own_labels: Labels) -> bool:
    """Whether the labels agree: all that are named, and all of the result's own are named."""
    stated = expectation.labels or {}
    if any(instance.sent.get(name) != value for name, value in stated.items()):
        return False
    free = {*own_labels, *_OF_GRAFANA, *(_OF_FAULTS if _is_faulty(instance) else ())}
    return all(name in stated for name in instance.labels if name not in free and not name.startswith("__"))


def _is_faulty(instance: Instance) -> bool:
    return instance.state in {State.NO_DATA, State.ERROR} or bool(instance.reason)


def _apart(expectation: Expectation, instance: Instance) -> Iterator[str]:
    who = label_text(expectation.labels or {}) or "the instance"
    if instance.state is not expectation.state:
        yield f"{who}: expected {_WORDS[expectation.state]}, got {_state(instance)}{_numbers(instance)}"
        return
    for name, text in expectation.annotations.items():
        got = instance.annotations.get(name)
        if got != text:
            yield f"{who}: {name}: expected {text!r}, got {'none' if got is None else repr(got)}"
    for name, number in expectation.values.items():
        capture = instance.captures.get(name)
        if capture is None:
            yield f"{who}: expected {name}={shortest(number)}, and {name} has no number here"
        elif not _same(capture.value, number):
            yield f"{who}: expected {name}={shortest(number)}, got {_number(capture.value)}"


def _same(got: float | None, expected: float) -> bool:
    if got is None or math.isnan(got) or math.isnan(expected):
        return math.isnan(expected) and (got is None or math.isnan(got))
    return math.isclose(got, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _named(expectation: Expectation) -> str:
    return f"{_WORDS[expectation.state]} {{{label_text(expectation.labels or {})}}}"


def _shown(instance: Instance, own_labels: Labels) -> str:
    return f"{_state(instance)} {_labels(instance, own_labels)}{_numbers(instance)}"


def _labels(instance: Instance, own_labels: Labels) -> str:
    """The labels that tell the rule's instances apart."""
    hidden = {*own_labels, *_OF_GRAFANA}
    shown = {k: v for k, v in instance.labels.items() if k not in hidden and not k.startswith("__")}
    return f"{{{label_text(shown)}}}"


def _state(instance: Instance) -> str:
    word = _WORDS[instance.state]
    return f"{word} ({instance.reason})" if instance.reason else word


def _numbers(instance: Instance) -> str:
    """What the steps came to, or the error: why the state is what it is."""
    error = instance.annotations.get("Error")
    if error and _is_faulty(instance):
        return f": {error}"
    numbers: Mapping[str, float | None] = {name: each.value for name, each in instance.captures.items()}
    if not numbers:
        return ""
    return f" ({', '.join(f'{name}={_number(value)}' for name, value in numbers.items())})"


def _number(value: float | None) -> str:
    return "null" if value is None else shortest(value)


def moment_text(moment: datetime, start: datetime) -> str:
    """`+4m30s`, as examples write moments."""
    seconds = (moment - start) // timedelta(seconds=1)
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "m"), (rest, "s")]
    return "+" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0m")
