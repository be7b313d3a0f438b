"""From what single modules say about alerts to what the project says: complete, marked, without clashes."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from logloom import Contract

from generator.alerting.contact_points import ContactPoint
from generator.alerting.groups import RuleGroup
from generator.alerting.labels import MARK_LABEL, RUNBOOK_ANNOTATION
from generator.alerting.mute_timings import MuteTiming
from generator.alerting.notifications import Notifications
from generator.alerting.policies import Policy
from generator.alerting.rules import AlertRule
from generator.alerting.templates import MessageTemplate
from generator.mistakes import all_different, mistake


def assemble_groups(groups: Iterable[RuleGroup], contract: Contract) -> tuple[RuleGroup, ...]:
    """The groups in their folders, with our mark on each rule and its runbook's address.

    Raises LogloomError for two rules of one uid, for two groups of one name in a folder, which Grafana would
    make one, and for a runbook's page where the contract does not say where pages are.
    """
    assembled = [
        attrs.evolve(
            group,
            folder_uid=group.folder_uid or contract.grafana.folder_uid,
            rules=tuple(_complete(rule, contract) for rule in group.rules),
        )
        for group in groups
    ]
    all_different(assembled, lambda group: (group.folder_uid, group.name), "groups in one folder are called")
    all_different(
        (rule for group in assembled for rule in group.rules), lambda rule: rule.uid, "rules have the uid"
    )
    return tuple(assembled)


def assemble_notifications(
    contact_points: Iterable[ContactPoint],
    policy: Policy | None,
    mute_timings: Iterable[MuteTiming],
    templates: Iterable[MessageTemplate],
) -> Notifications:
    """All of them together. Raises LogloomError for two of one name, and two integrations of one uid."""
    points = all_different(contact_points, lambda point: point.name, "contact points are called")
    all_different(
        (each for point in points for each in point.integrations),
        lambda each: each.uid,
        "integrations have the uid",
    )
    return Notifications(
        contact_points=points,
        policy=policy,
        mute_timings=all_different(mute_timings, lambda timing: timing.name, "mute timings are called"),
        templates=all_different(templates, lambda template: template.name, "message templates are called"),
    )


def _complete(rule: AlertRule, contract: Contract) -> AlertRule:
    annotations = dict(rule.annotations)
    if rule.runbook:
        annotations[RUNBOOK_ANNOTATION] = _address(rule, contract.grafana.runbook_url)
    return attrs.evolve(rule, annotations=annotations, labels={**rule.labels, MARK_LABEL: contract.app.name})


def _address(rule: AlertRule, base: str) -> str:
    if "://" in rule.runbook:
        return rule.runbook
    if not base:
        raise mistake(
            f"the runbook {rule.runbook!r} is a page, and the contract does not say where pages are",
            "set runbook_url under [grafana]",
            rule.location,
        )
    return f"{base.rstrip('/')}/{rule.runbook.lstrip('/')}"
