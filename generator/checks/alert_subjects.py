"""What the rules about alerts look at: the alerting of a store, and each alert rule with its queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from logloom import Contract

from generator.checks.alert_answer import Answer, Kind
from generator.checks.alert_query_subject import TIME_SERIES, AlertQuerySubject, is_series, query_answer
from generator.checks.interval import ANYTHING, Interval, exactly
from generator.checks.postgres_result import ResultColumn
from generator.checks.subjects import ProjectSubject, subjects
from generator.queries.model import Query

# Types only: the package brings grafanalib along, which a check of files has no need of.
if TYPE_CHECKING:
    from generator.alerting.expressions import Expression
    from generator.alerting.groups import RuleGroup
    from generator.alerting.notifications import Notifications
    from generator.alerting.queries import AlertQuery
    from generator.alerting.rules import AlertRule
    from generator.checks.alert_flow import Reach
    from generator.project import Project

Described = Mapping[Path, Sequence[ResultColumn]]
"""PostgreSQL's word on the result columns of queries, by the path of the file."""


GRAFANAS_LABELS = frozenset(
    {"alertname", "grafana_folder", "__alert_rule_uid__", "__alert_rule_namespace_uid__"}
    | {"datasource_uid", "ref_id"}
)
"""The labels that Grafana itself adds, the last two to an alert about missing data."""


@attrs.frozen(eq=False)
class Asked:
    """A library query as one of a rule's steps, and what it returns."""

    step: AlertQuery
    query: Query
    answer: Answer

    @property
    def look_back(self) -> timedelta:
        return timedelta(seconds=self.step.from_seconds - self.step.to_seconds)

    @property
    def is_series_format(self) -> bool:
        return self.step.target.model.get("format") == TIME_SERIES

    @property
    def bounds(self) -> Interval:
        """What the values may be, if there is one column of them."""
        values = [column for column in self.answer.of(Kind.NUMBER) if not column.is_key]
        return values[0].bounds if len(values) == 1 else ANYTHING

    @property
    def counts_groups(self) -> bool:
        """Whether the value is how many records there are: 1 at least, since there is no row without."""
        return self.answer.may_be_empty and self.bounds == Interval(1)


@attrs.frozen(eq=False, slots=False)
class AlertSubject:
    """An alert rule in its group."""

    rule: AlertRule
    group: RuleGroup
    alerting: AlertingSubject

    @property
    def name(self) -> str:
        """What to call it in a message."""
        return f"rule {self.rule.title!r}"

    @property
    def condition(self) -> Expression | None:
        """The expression that decides; None where a query does."""
        found = (step for step in self.rule.expressions if step.ref_id == self.rule.condition)
        return next(found, None)

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """The queries of the library among its steps, those in a language whose answers are known."""
        found = []
        for step in self.rule.queries:
            query = step.target.query
            if query is not None and (answer := self.alerting.answer(step, query)) is not None:
                found.append(Asked(step, query, answer))
        return tuple(found)

    @cached_property
    def flow(self) -> Mapping[str, Interval]:
        """The numbers that each step may return, by its refId."""
        from generator.checks.alert_flow import flow

        return flow(self.rule, self._bounds)

    @cached_property
    def flow_with_silence(self) -> Mapping[str, Interval]:
        """The same, if a group without records had a row that counts 0, as an author may expect."""
        from generator.checks.alert_flow import flow

        bounds = {
            each.step.ref_id: each.bounds | exactly(0) if each.counts_groups else each.bounds
            for each in self.asked
        }
        return flow(self.rule, bounds)

    @cached_property
    def reaches(self) -> Mapping[str, Reach]:
        """What reaches each step, by its refId."""
        from generator.checks.alert_flow import reaches

        series = [each.step.ref_id for each in self.asked if is_series(each.answer, each.is_series_format)]
        return reaches(self.rule, series)

    @property
    def reached(self) -> Reach:
        """What reaches the condition."""
        return self.reaches[self.rule.condition]

    @cached_property
    def known_labels(self) -> frozenset[str] | None:
        """The labels that its alerts have before its own are added; None where they cannot be told."""
        with_labels = self.reached.with_labels
        asked = [each for each in self.asked if each.step.ref_id in with_labels]
        if len(asked) < len(with_labels) or not all(each.answer.is_known for each in asked):
            return None
        names = {column.name for each in asked for column in each.answer.of(Kind.TEXT)}
        return GRAFANAS_LABELS | names

    @cached_property
    def known_values(self) -> frozenset[str]:
        """The names under which its templates find a number."""
        names = {ref_id for ref_id, reach in self.reaches.items() if not reach.as_series}
        for step in self.rule.expressions:
            if step.type == "classic_conditions":
                names = names - {step.ref_id} | {
                    f"{step.ref_id}{number}" for number in range(len(step.reads))
                }
        return frozenset(names)

    @cached_property
    def queries(self) -> tuple[AlertQuerySubject, ...]:
        """Its queries, for the rules about a query's text."""
        return tuple(
            AlertQuerySubject(
                each.query,
                each.answer,
                each.is_series_format,
                each.look_back,
                is_reduced=each.step.ref_id not in self.reached.as_series,
                has_instances=each.step.ref_id in self.reached.with_labels,
                fires_at_zero=self._fires_at_zero(each.step.ref_id),
                rule=self.rule,
            )
            for each in self.asked
        )

    @property
    def _bounds(self) -> dict[str, Interval]:
        return {each.step.ref_id: each.bounds for each in self.asked}

    def _fires_at_zero(self, ref_id: str) -> bool:
        from generator.checks.alert_flow import flow

        found = flow(self.rule, {**self._bounds, ref_id: exactly(0)})
        return not found[self.rule.condition].holds(0)


@attrs.frozen(eq=False, slots=False)
class AlertingSubject:
    """The alerting of a project as one store has it."""

    root: Path
    contract: Contract
    groups: tuple[RuleGroup, ...]
    notifications: Notifications
    project: ProjectSubject
    described: Described

    @cached_property
    def rules(self) -> tuple[AlertSubject, ...]:
        return tuple(AlertSubject(rule, group, self) for group in self.groups for rule in group.rules)

    def answer(self, step: AlertQuery, query: Query) -> Answer | None:
        return query_answer(
            query,
            self.contract,
            look_back=timedelta(seconds=step.from_seconds - step.to_seconds),
            interval_ms=step.interval_ms,
            described=self.described.get(query.path, ()),
        )


def alerting_subjects(project: Project, described: Described) -> Iterator[AlertingSubject]:
    """The alerting of each store."""
    for store, subject in zip(project.dashboards, subjects(project), strict=True):
        groups = project.alert_groups.get(store, ())
        yield AlertingSubject(
            project.root, project.contract, groups, project.notifications, subject, described
        )
