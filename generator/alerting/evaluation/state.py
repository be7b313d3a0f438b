"""What becomes of one alert instance at an evaluation.

Source: grafana ngalert/state/state.go of 12.2: resultNormal, resultAlerting, resultError, resultNoData,
resultKeepLast and transition. An instance is a value; each evaluation makes a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import attrs

from generator.alerting.evaluation.frames import Labels
from generator.alerting.evaluation.outcome import Capture, Outcome, State
from generator.alerting.evaluation.threshold import Fingerprint

KEEP_LAST = "KeepLast"
MISSING_SERIES = "MissingSeries"
"""Why an instance ended whose labels are in no result any more."""

ERROR_ANNOTATION = "Error"
_BLAMED = ("ref_id", "datasource_uid")
_OWN_NAMES = {State.NO_DATA: "DatasourceNoData", State.ERROR: "DatasourceError"}


@attrs.frozen
class Policy:
    """The settings of a rule that decide over states. `no_data` and `error` are Grafana's words."""

    for_: timedelta = timedelta()
    keep_firing_for: timedelta = timedelta()
    no_data: str = "NoData"
    error: str = "Error"
    missing_evaluations: int = 2
    datasources: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class Instance:
    """An instance after an evaluation. `reason` is why its state is not what the result said, or empty.

    `labels` and `annotations` are rendered; `unrendered` are those whose template failed, and why: Grafana
    sends these as they are written. `result` are the labels of the result alone.
    """

    labels: Labels
    annotations: Labels
    since: datetime
    evaluated: datetime
    result: Fingerprint = frozenset()
    state: State = State.NORMAL
    reason: str = ""
    captures: Mapping[str, Capture] = attrs.field(factory=dict)
    unrendered: Mapping[str, str] = attrs.field(factory=dict)

    @property
    def sent(self) -> Labels:
        """The labels of the alert that is sent; one for no data, or for an error, goes by Grafana's own name.

        Source: ngalert/state/compat.go; recorded 655.
        """
        if self.state not in _OWN_NAMES:
            return self.labels
        own = {"alertname": _OWN_NAMES[self.state], "rulename": self.labels.get("alertname", "")}
        return {**self.labels, **own}

    def became(self, state: State, now: datetime) -> Instance:
        return attrs.evolve(self, state=state, since=now)


def transition(before: Instance, outcome: Outcome, policy: Policy, now: datetime) -> Instance:
    """The instance after a result. `before` has the texts of this evaluation and the state of the last."""
    after = attrs.evolve(before, evaluated=now, captures=outcome.captures)
    if before.state is State.ERROR and outcome.state is not State.ERROR:
        after = attrs.evolve(after, labels=_without_blame(after.labels, outcome.labels))
    if outcome.state is State.ALERTING:
        after = _alerting(after, policy, now)
    elif outcome.state is State.NO_DATA:
        after = _no_data(after, policy, now)
    elif outcome.state is State.ERROR:
        after = _error(after, outcome, policy, now)
    else:
        after = _normal(after, policy, now)
    return attrs.evolve(after, reason=_reason(after, outcome, policy))


def _normal(instance: Instance, policy: Policy, now: datetime) -> Instance:
    if instance.state is State.NORMAL:
        return instance
    if instance.state is State.RECOVERING and now - instance.since < policy.keep_firing_for:
        return instance
    if instance.state is State.ALERTING and policy.keep_firing_for:
        return instance.became(State.RECOVERING, now)
    return instance.became(State.NORMAL, now)


def _alerting(instance: Instance, policy: Policy, now: datetime) -> Instance:
    if instance.state is State.ALERTING:
        return instance
    if instance.state is State.PENDING:
        return instance.became(State.ALERTING, now) if now - instance.since >= policy.for_ else instance
    if instance.state is not State.RECOVERING and policy.for_:
        return instance.became(State.PENDING, now)
    return instance.became(State.ALERTING, now)


def _no_data(instance: Instance, policy: Policy, now: datetime) -> Instance:
    if policy.no_data == "Alerting":
        return _alerting(instance, policy, now)
    if policy.no_data == "OK":
        return _normal(instance, policy, now)
    if policy.no_data == KEEP_LAST:
        return _keep_last(instance, policy, now)
    return instance if instance.state is State.NO_DATA else instance.became(State.NO_DATA, now)


def _error(instance: Instance, outcome: Outcome, policy: Policy, now: datetime) -> Instance:
    """The state for an error, and what is said of it: in the labels where the state is Error."""
    if policy.error == "Alerting":
        return _blame(_alerting(instance, policy, now), outcome, policy, in_labels=False)
    if policy.error == "OK":
        return _blame(_normal(instance, policy, now), outcome, policy, in_labels=False)
    if policy.error == KEEP_LAST:
        return _blame(_keep_last(instance, policy, now), outcome, policy, in_labels=False)
    after = instance if instance.state is State.ERROR else instance.became(State.ERROR, now)
    return _blame(after, outcome, policy, in_labels=True)


def _keep_last(instance: Instance, policy: Policy, now: datetime) -> Instance:
    """Pending goes on to fire when its time has come; what is neither pending nor firing ends as normal."""
    if instance.state in {State.ALERTING, State.PENDING}:
        return _alerting(instance, policy, now)
    return _normal(instance, policy, now)


def _blame(instance: Instance, outcome: Outcome, policy: Policy, *, in_labels: bool) -> Instance:
    if outcome.error is None:
        return instance
    annotations = {**instance.annotations, ERROR_ANNOTATION: outcome.error.message}
    ref_id = outcome.error.ref_id
    if ref_id not in policy.datasources:
        annotations = {name: text for name, text in annotations.items() if name not in _BLAMED}
        return attrs.evolve(instance, annotations=annotations)
    blame = {"ref_id": ref_id, "datasource_uid": policy.datasources[ref_id]}
    if in_labels:
        return attrs.evolve(instance, annotations=annotations, labels={**instance.labels, **blame})
    return attrs.evolve(instance, annotations={**annotations, **blame})


def _without_blame(labels: Labels, result: Labels) -> Labels:
    return {name: value for name, value in labels.items() if name not in _BLAMED or name in result}


def _reason(instance: Instance, outcome: Outcome, policy: Policy) -> str:
    if instance.state is outcome.state or outcome.state in {State.NORMAL, State.ALERTING}:
        return ""
    setting = policy.error if outcome.state is State.ERROR else policy.no_data
    return f"{outcome.state}, {KEEP_LAST}" if setting == KEEP_LAST else str(outcome.state)
