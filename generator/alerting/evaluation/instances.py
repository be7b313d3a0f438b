"""All instances of a rule, from one evaluation to the next.

Source: grafana ngalert/state/manager.go of 12.2: setNextStateForRule and processMissingSeriesStates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import attrs

from generator.alerting.evaluation.outcome import Outcome, State
from generator.alerting.evaluation.state import MISSING_SERIES, Instance, Policy, transition
from generator.alerting.evaluation.threshold import Fingerprint, fingerprint

Render = Callable[[Outcome, datetime], Instance]
"""Makes the instance of a result: normal, since now, with the labels and annotations of this evaluation."""


@attrs.frozen
class Instances:
    """What Grafana remembers of a rule's instances. `ended` are those that this evaluation has forgotten."""

    known: Mapping[Fingerprint, Instance] = attrs.field(factory=dict)
    ended: tuple[Instance, ...] = ()

    @property
    def current(self) -> tuple[Instance, ...]:
        """The instances that this evaluation speaks of, those that it has ended among them."""
        return (*self.known.values(), *self.ended)

    @property
    def firing(self) -> frozenset[Fingerprint]:
        """The results that are pending or firing by their own values: a recovery threshold holds for them."""
        return frozenset(
            instance.result
            for instance in self.known.values()
            if not instance.reason and instance.state in {State.ALERTING, State.PENDING}
        )

    def after(
        self,
        outcomes: Sequence[Outcome],
        policy: Policy,
        interval: timedelta,
        now: datetime,
        render: Render,
    ) -> Instances:
        """The instances after an evaluation: each result's, and what becomes of those without a result."""
        known = self._for_all(outcomes, policy, now) or self._for_each(outcomes, policy, now, render)
        kept: dict[Fingerprint, Instance] = {}
        ended: list[Instance] = []
        for key, instance in known.items():
            if _is_stale(instance, policy, interval, now):
                ended.append(attrs.evolve(instance, state=State.NORMAL, reason=MISSING_SERIES, evaluated=now))
            else:
                kept[key] = instance
        return Instances(kept, tuple(ended))

    def _for_all(
        self, outcomes: Sequence[Outcome], policy: Policy, now: datetime
    ) -> dict[Fingerprint, Instance] | None:
        """No data or an error of the whole rule, where it counts for each instance there is; else None."""
        states = {outcome.state for outcome in outcomes}
        if states == {State.NO_DATA} and policy.no_data != "NoData":
            blamed = [outcome.labels for outcome in outcomes]
            extra = {
                name: ",".join(dict.fromkeys(labels[name] for labels in blamed if name in labels))
                for name in ("datasource_uid", "ref_id")
            }
        elif states == {State.ERROR} and policy.error != "Error":
            extra = {}
        else:
            return None
        after = {}
        for key, instance in self.known.items():
            moved = transition(instance, outcomes[0], policy, now)
            after[key] = attrs.evolve(moved, annotations={**moved.annotations, **extra})
        return after

    def _for_each(
        self, outcomes: Sequence[Outcome], policy: Policy, now: datetime, render: Render
    ) -> dict[Fingerprint, Instance]:
        known = dict(self.known)
        for outcome in outcomes:
            fresh = render(outcome, now)
            key = fingerprint(fresh.labels)
            if key in known:
                fresh = _with_memory(fresh, known[key], outcome)
            known[key] = transition(fresh, outcome, policy, now)
        return known


def _with_memory(fresh: Instance, before: Instance, outcome: Outcome) -> Instance:
    """The instance of this evaluation's texts with the state of the last one."""
    labels = fresh.labels
    if before.state is State.ERROR and outcome.state is State.ERROR:
        blame = {name: before.labels[name] for name in ("datasource_uid", "ref_id") if name in before.labels}
        labels = {**labels, **blame}
    return attrs.evolve(
        fresh,
        labels=labels,
        state=before.state,
        reason=before.reason,
        since=before.since,
    )


def _is_stale(instance: Instance, policy: Policy, interval: timedelta, now: datetime) -> bool:
    """Whether it has been without a result long enough; no data and errors end at once."""
    if instance.evaluated == now:
        return False
    at_once = instance.state in {State.ERROR, State.NO_DATA}
    return now - instance.evaluated >= (1 if at_once else policy.missing_evaluations) * interval
