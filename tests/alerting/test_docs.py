"""What docs/alerts.md shows is loaded as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from generator.project import load_project
from tests.alerting.projects import ROOT, write_project


def test_the_example_makes_a_rule_and_who_hears_of_it(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/alerts.md").read_text(), re.DOTALL)
    project = load_project(write_project(tmp_path, alerts=example))
    (group,) = project.alert_groups["postgres"]
    assert [rule.uid for rule in group.rules] == ["many-errors"]
    assert [point.name for point in project.notifications.contact_points] == ["Team"]
