"""The files for alerting: rules, contact points, the policy tree, mute timings and templates.

Keys and where a dollar is expanded: Grafana 12.2, services/provisioning/alerting. Expanded are all scalars of
rules, contact points and policies but for a query's model and a rule's annotations; mute timings and
templates are taken as they stand, except for the names of those to delete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any

from generator.alerting.durations import format_duration
from generator.alerting.groups import RuleGroup
from generator.alerting.notifications import Notifications
from generator.alerting.rules import AlertRule
from generator.folders import title_path
from generator.project import Project
from generator.provisioning.documents import yaml_text
from generator.provisioning.interpolation import interpolated
from generator.provisioning.written import ALERTING, Written

Json = dict[str, Any]

ORGANISATION = 1

_RESET_NOTE = (
    "Grafana puts the organisation's policy tree back to its default at each start while this file is here: "
    "remove it once that is done."
)


def alerting_files(project: Project, store: str, written: Written) -> dict[PurePosixPath, str]:
    """The files by their path below provisioning/<store>/; one that would say nothing is left out."""
    notifications = project.notifications
    groups = project.alert_groups[store]
    documents = {
        "rules": {
            "groups": [_group(group, project) for group in groups],
            "deleteRules": _deletions(
                "uid", written.rules, (rule.uid for group in groups for rule in group.rules)
            ),
        },
        "contact_points": {
            "contactPoints": _contact_points(notifications),
            "deleteContactPoints": _deletions(
                "uid",
                written.integrations,
                (each.uid for point in notifications.contact_points for each in point.integrations),
            ),
        },
        "policies": _policies(notifications, written),
        "mute_timings": {
            "muteTimes": [_owned(timing.to_json_data()) for timing in notifications.mute_timings],
            "deleteMuteTimes": _deletions(
                "name", written.mute_timings, (timing.name for timing in notifications.mute_timings)
            ),
        },
        "templates": {
            "templates": [_owned(template.to_json_data()) for template in notifications.templates],
            "deleteTemplates": _deletions(
                "name", written.templates, (template.name for template in notifications.templates)
            ),
        },
    }
    files = {}
    for name, document in documents.items():
        said = {key: value for key, value in document.items() if value}
        if said:
            notes = (_RESET_NOTE,) if "resetPolicies" in said else ()
            files[PurePosixPath(ALERTING, f"{name}.yaml")] = yaml_text({"apiVersion": 1, **said}, *notes)
    return files


def _owned(document: Mapping[str, Any]) -> Json:
    return {"orgId": ORGANISATION, **document}


def _deletions(key: str, written: frozenset[str], defined: Iterable[str]) -> list[Json]:
    """What an earlier build wrote and the sources do not have any more."""
    return [interpolated(_owned({key: gone})) for gone in sorted(written - set(defined))]


def _group(group: RuleGroup, project: Project) -> Json:
    folders = {folder.uid: folder for folder in project.folders}
    head = {
        "name": group.name,
        "folder": title_path(folders[group.folder_uid], folders),
        "interval": format_duration(group.every),
    }
    return _owned({**interpolated(head), "rules": [_rule(rule) for rule in group.rules]})


def _rule(rule: AlertRule) -> Json:
    """The rule under the keys of a file, which are not all those of the API."""
    body = rule.to_json_data()
    raw = {"data": [_step(step) for step in body.pop("data")], "annotations": body.pop("annotations")}
    body["keepFiringFor"] = body.pop("keep_firing_for")
    if "missingSeriesEvalsToResolve" in body:
        body["missing_series_evals_to_resolve"] = body.pop("missingSeriesEvalsToResolve")
    if rule.panel is not None:
        body |= {"dashboardUid": rule.panel.dashboard_uid, "panelId": rule.panel.panel_id}
    expanded = interpolated(body)
    return {key: raw.get(key, expanded.get(key)) for key in _RULE_KEYS if key in raw or key in expanded}


_RULE_KEYS = (
    *("uid", "title", "condition", "data", "dashboardUid", "panelId", "noDataState", "execErrState"),
    *("for", "keepFiringFor", "missing_series_evals_to_resolve", "annotations", "labels", "isPaused"),
    "notification_settings",
)
"""In Grafana's own order."""


def _step(step: Mapping[str, Any]) -> Json:
    kept = ("refId", "relativeTimeRange", "datasourceUid")
    return {**interpolated({key: step[key] for key in kept}), "model": step["model"]}


def _contact_points(notifications: Notifications) -> list[Json]:
    return [
        interpolated(
            _owned({"name": point.name, "receivers": [each.to_json_data() for each in point.integrations]})
        )
        for point in notifications.contact_points
    ]


def _policies(notifications: Notifications, written: Written) -> Json:
    """The tree, if all of it is ours: a file replaces everybody's routes (#66324)."""
    policy = notifications.policy
    if policy is not None and policy.whole_tree:
        return {"policies": [interpolated(_owned(policy.to_json_data()))]}
    return {"resetPolicies": [ORGANISATION] if written.policies else []}
