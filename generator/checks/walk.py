"""Make and run the rules about dashboards: the constructors do the walking, a rule judges one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from generator.checks.rule import Problem, Rule, rules
from generator.checks.subjects import (
    DashboardSubject,
    LinkSubject,
    PanelSubject,
    ProjectSubject,
    TargetSubject,
    TextSubject,
)
from generator.errors import Location
from generator.finding import Finding, Severity

Problems = Iterable[Problem]


def project_rule(
    name: str, why: str, severity: Severity, check: Callable[[ProjectSubject], Problems]
) -> Rule:
    """A rule over all dashboards of a store; each problem names its own location."""
    return Rule(name, why, "project", severity, check)


def dashboard_rule(
    name: str, why: str, severity: Severity, check: Callable[[DashboardSubject], Problems]
) -> Rule:
    """A rule over each dashboard."""
    return Rule(name, why, "dashboard", severity, check)


def panel_rule(name: str, why: str, severity: Severity, check: Callable[[PanelSubject], Problems]) -> Rule:
    """A rule over each panel, rows and panels in collapsed rows included."""
    return Rule(name, why, "panel", severity, check)


def target_rule(name: str, why: str, severity: Severity, check: Callable[[TargetSubject], Problems]) -> Rule:
    """A rule over each target of each panel."""

    def each(panel: PanelSubject) -> Iterator[Problem]:
        for target in panel.targets:
            yield from check(target)

    return panel_rule(name, why, severity, each)


def link_rule(name: str, why: str, severity: Severity, check: Callable[[LinkSubject], Problems]) -> Rule:
    """A rule over each link of a dashboard and its panels."""

    def each(dashboard: DashboardSubject) -> Iterator[Problem]:
        for link in dashboard.links:
            yield from (_at(link.location, problem) for problem in check(link))

    return dashboard_rule(name, why, severity, each)


def text_rule(name: str, why: str, severity: Severity, check: Callable[[TextSubject], Problems]) -> Rule:
    """A rule over each place in a dashboard that holds the text of a query."""

    def each(dashboard: DashboardSubject) -> Iterator[Problem]:
        for text in dashboard.texts:
            yield from (_at(text.location, problem) for problem in check(text))

    return dashboard_rule(name, why, severity, each)


def dashboard_findings(project: ProjectSubject) -> Iterator[Finding]:
    """What the rules for the project, its dashboards and their panels have to say."""
    for rule in rules("project"):
        yield from _findings(rule, project, project.location)
    for dashboard in project.dashboards:
        for rule in rules("dashboard"):
            yield from _findings(rule, dashboard, dashboard.location)
        for panel in dashboard.panels:
            for rule in rules("panel"):
                yield from _findings(rule, panel, panel.location)


def _findings(rule: Rule, subject: object, location: Location) -> Iterator[Finding]:
    for problem in rule.check(subject):
        place = problem.location or location
        yield Finding(
            path=place.path,
            line=place.line,
            column=place.column,
            rule=rule.name,
            severity=problem.severity or rule.severity,
            message=problem.message,
            hint=problem.hint,
        )


def _at(location: Location, problem: Problem) -> Problem:
    return attrs.evolve(problem, location=location)
