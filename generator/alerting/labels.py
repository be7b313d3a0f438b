"""What an author may write into the labels and annotations of a rule."""

from __future__ import annotations

from collections.abc import Mapping

from generator.errors import Location
from generator.mistakes import mistake
from generator.words import mapping, text

MARK_LABEL = "logloom"
"""The label that marks an alert of ours: its value is the application's name, and our routes ask for it."""

DASHBOARD_ANNOTATION = "__dashboardUid__"
PANEL_ANNOTATION = "__panelId__"
RUNBOOK_ANNOTATION = "runbook_url"

_FILLED_IN = {
    "alertname": "it is the rule's title",
    "grafana_folder": "it is the title of the rule's folder",
    MARK_LABEL: "it marks the rules of this project",
}


def checked_labels(labels: Mapping[str, str], what: str, location: Location) -> dict[str, str]:
    """The labels as they are. Raises LogloomError for one that is filled in, and for what is no text."""
    checked = mapping(labels, f"the labels of {what}", location)
    for name, value in checked.items():
        if not name.strip():
            raise mistake(f"{what} has a label without a name", 'write {"severity": "critical"}', location)
        if name in _FILLED_IN:
            raise mistake(f"{what} cannot set the label {name}", _FILLED_IN[name], location)
        if name.startswith("__") and name.endswith("__"):
            raise mistake(f"{what} cannot set the label {name}", "such names are Grafana's own", location)
        text(value, f"the label {name} of {what}", location)
    return checked


def checked_annotations(
    annotations: Mapping[str, str], named: Mapping[str, str], what: str, location: Location
) -> dict[str, str]:
    """The annotations, those with arguments of their own (`named`) first, without those that are empty.

    Raises LogloomError for one that is given twice, for a link to a panel, which has an argument of its own,
    and for `${`: Grafana leaves it alone when it comes over the API and in files up to 12.2, and takes it
    for an environment variable in files of later releases.
    """
    given = mapping(annotations, f"the annotations of {what}", location)
    for name in given:
        if named.get(name):
            raise mistake(f"{what} has the annotation {name} twice", location=location)
        if name in (DASHBOARD_ANNOTATION, PANEL_ANNOTATION):
            raise mistake(
                f"{what} has the annotation {name}", "write panel=a.PanelLink(uid, title)", location
            )
    together = {**named, **given}
    for name, value in together.items():
        if "${" in text(value, f"the annotation {name} of {what}", location):
            raise mistake(
                f"the annotation {name} of {what} holds ${{",
                "Grafana reads an environment variable there; a label is {{ $labels.name }}",
                location,
            )
    return {name: value for name, value in together.items() if value}
