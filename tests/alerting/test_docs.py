"""What docs/alerts.md and docs/dashboards.md show is loaded as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from generator.project import load_project
from tests.alerting.projects import ROOT, write_project


def shown(page: str) -> str:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text(), re.DOTALL)
    return str(example)


def test_the_example_makes_a_rule_and_who_hears_of_it(tmp_path: Path) -> None:
    project = load_project(write_project(tmp_path, alerts=shown("alerts.md")))
    (group,) = project.alert_groups["postgres"]
    assert [rule.uid for rule in group.rules] == ["many-errors"]
    assert [point.name for point in project.notifications.contact_points] == ["Team"]


def test_the_example_makes_folders_and_a_library_panel(tmp_path: Path) -> None:
    project = load_project(write_project(tmp_path, api=shown("dashboards.md")))
    assert [(each.uid, each.parent_uid) for each in project.folders] == [
        ("code-monet", ""),
        ("web", ""),
        ("web-api", "web"),
    ]
    (panel,) = project.library_panels["postgres"]
    (board,) = project.dashboards["postgres"]
    assert (panel.uid, panel.folder_uid, board.folder_uid) == ("errors-by-category", "web", "web-api")
    assert board.api_json["panels"][0]["libraryPanel"]["uid"] == panel.uid
