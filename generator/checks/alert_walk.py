"""Make and run the rules about alerts: the constructors do the walking, a rule judges one thing.

A mistake in a query's text is found at its place in the query's file, in the name of the rule that asks it;
a mistake in a rule at the line that makes the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from generator.checks.alert_query_subject import AlertQuerySubject
from generator.checks.alert_subjects import AlertingSubject, AlertSubject
from generator.checks.catalogue import descriptions
from generator.checks.exceptions import UNKNOWN, UNUSED
from generator.checks.merge import NEAR
from generator.checks.query_place import finding_in
from generator.checks.rule import Problem, Rule, rules
from generator.errors import Location
from generator.finding import Finding, Severity
from generator.suggest import did_you_mean

if TYPE_CHECKING:
    from generator.alerting.rules import AlertRule

Problems = Iterable[Problem]


def alert_query_rule(
    name: str,
    why: str,
    severity: Severity,
    check: Callable[[AlertQuerySubject], Problems],
    *,
    instead_of: Sequence[str] = (),
) -> Rule:
    """A rule over each query of each alert rule; `start` of a problem is an offset in the query's file."""
    return Rule(name, why, "alert-query", severity, check, instead_of=frozenset(instead_of))


def alert_rule(name: str, why: str, severity: Severity, check: Callable[[AlertSubject], Problems]) -> Rule:
    """A rule over each alert rule."""
    return Rule(name, why, "alert", severity, check)


def alerting_rule(
    name: str, why: str, severity: Severity, check: Callable[[AlertingSubject], Problems]
) -> Rule:
    """A rule over all that a project says about alerts; each problem names its own location."""
    return Rule(name, why, "alerting", severity, check)


@attrs.frozen
class AlertFinding:
    """A finding, and the rules about queries that say less of the same mistake in the same file."""

    finding: Finding
    instead_of: frozenset[str] = frozenset()


def alert_findings(stores: Iterable[AlertingSubject], *, with_server: bool) -> Iterator[AlertFinding]:
    """What the rules have to say of each store's alerts, and of exceptions that excuse nothing in any store.

    A rule about a query may find more with a server, so that without one its exceptions are left alone.
    """
    found_of: dict[str, set[str]] = {}
    rules_of: dict[str, AlertRule] = {}
    for alerting in stores:
        for subject in alerting.rules:
            found = [*_in_queries(subject), *_in_rule(subject)]
            rules_of[subject.rule.uid] = subject.rule
            found_of.setdefault(subject.rule.uid, set()).update(each.finding.rule for each in found)
            yield from (each for each in found if each.finding.rule not in subject.rule.allow)
        for rule in rules("alerting"):
            for problem in rule.check(alerting):
                yield AlertFinding(_finding(rule, problem, alerting.project.location, problem.message))
    for uid, made in rules_of.items():
        yield from _complaints(made, found_of[uid], with_server)


def _in_queries(subject: AlertSubject) -> Iterator[AlertFinding]:
    for asked in subject.queries:
        allowed = {allowance.rule for allowance in asked.query.header.allow}
        for rule in rules("alert-query"):
            for problem in rule.check(asked) if rule.name not in allowed else ():
                severity = problem.severity or rule.severity
                message = f"{subject.name}: {problem.message}"
                found = finding_in(
                    asked.query, problem.start or 0, rule.name, severity, message, problem.hint
                )
                yield AlertFinding(found, rule.instead_of)


def _in_rule(subject: AlertSubject) -> Iterator[AlertFinding]:
    for rule in rules("alert"):
        for problem in rule.check(subject):
            message = f"{subject.name}: {problem.message}"
            yield AlertFinding(_finding(rule, problem, subject.rule.location, message))


def _finding(rule: Rule, problem: Problem, place: Location, message: str) -> Finding:
    at = problem.location or place
    severity = problem.severity or rule.severity
    return Finding(at.path, at.line, at.column, rule.name, severity, message, problem.hint)


def _complaints(rule: AlertRule, found: Collection[str], with_server: bool) -> Iterator[AlertFinding]:
    """What is wrong with the exceptions of a rule."""
    known = descriptions()
    needs_server = {each.name for each in rules("alert-query")} if not with_server else set()
    for name, reason in rule.allow.items():
        if name not in known:
            what, message, hint = UNKNOWN, f"there is no rule {name}", did_you_mean(name, known)
        elif not str(reason).strip():
            what, message, hint = UNUSED, f"no reason is given to allow {name}", "say why it is right here"
        elif name not in found and name not in needs_server:
            what, message, hint = (
                UNUSED,
                f"{name} finds nothing here, so there is nothing to allow",
                "remove it",
            )
        else:
            continue
        at = rule.location
        message = f"rule {rule.title!r}: {message}"
        yield AlertFinding(Finding(at.path, at.line, at.column, what, Severity.ERROR, message, hint))


def merged(in_queries: Iterable[Finding], alerts: Iterable[AlertFinding]) -> set[Finding]:
    """The findings of both, without what an alert rule says more of."""
    listed = list(alerts)
    replaced = {(each.finding.path, name) for each in listed for name in each.instead_of}
    kept = {
        finding
        for finding in in_queries
        if (finding.path, finding.rule) not in replaced
        and not any(_says_more(each.finding, finding) for each in listed)
    }
    return kept | {each.finding for each in listed}


def _says_more(alert: Finding, other: Finding) -> bool:
    """Whether an alert's finding is about the very same mistake: the same again, or an error at its place."""
    if (alert.path, alert.line) != (other.path, other.line):
        return False
    if alert.rule == other.rule:
        return alert.column == other.column
    both_errors = alert.severity is other.severity is Severity.ERROR
    return both_errors and abs(alert.column - other.column) <= NEAR
