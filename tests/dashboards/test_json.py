"""The built JSON is what Grafana would store, the same in every process, and what is committed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.project import BuiltDashboard, load_project
from generator.provisioning.dashboards import dashboard_text
from generator.provisioning.files import provisioning_files
from tests.dashboards.built import DASHBOARDS, PROJECT, ROOT, panels
from tests.grafana_format import (
    SCHEMAS,
    faults,
    lost,
    panel_faults,
    schema,
    through_grafanas_models,
)
from tests.shared import needs_shared

every_dashboard = pytest.mark.parametrize("dashboard", DASHBOARDS.values(), ids=DASHBOARDS)

TWO_SCREENS = 40
"""Grid rows of 38 pixels: about what two full-height browser windows show."""


@needs_shared
@every_dashboard
def test_each_dashboard_passes_grafanas_schema(dashboard: BuiltDashboard) -> None:
    found = {
        panel["title"]: wrong for panel in panels(dashboard.json) if (wrong := panel_faults(dict(panel)))
    }
    assert found == {}
    frame: dict[str, Any] = {**dashboard.json, "panels": []}  # the panels are tested above, one by one
    assert faults(frame, schema(SCHEMAS / "dashboard.jsonschema.json"), "Dashboard") == []


@every_dashboard
def test_a_round_trip_through_grafanas_models_loses_nothing(dashboard: BuiltDashboard) -> None:
    made = dict(dashboard.json)
    assert list(lost(made, through_grafanas_models(made))) == []


@every_dashboard
def test_each_dashboard_says_what_it_is_for_and_asks_no_more_than_once_a_minute(
    dashboard: BuiltDashboard,
) -> None:
    assert dashboard.json["description"]
    assert dashboard.json["refresh"] in ("", "1m")


@every_dashboard
def test_each_dashboard_fits_into_two_screens(dashboard: BuiltDashboard) -> None:
    places = [panel["gridPos"] for panel in dashboard.json["panels"]]
    assert max(place["y"] + place["h"] for place in places) <= TWO_SCREENS


def test_a_second_build_gives_the_same_bytes() -> None:
    again = load_project(ROOT)
    for store, dashboards in PROJECT.dashboards.items():
        assert [dashboard_text(each.json) for each in again.dashboards[store]] == [
            dashboard_text(each.json) for each in dashboards
        ]


def test_builds_in_two_processes_give_the_same_bytes_and_those_that_are_committed(tmp_path: Path) -> None:
    running = [_build(tmp_path / seed, seed) for seed in ("1", "2")]
    for process in running:
        output, _ = process.communicate()
        assert process.returncode == 0, output
    first, second = (_contents(tmp_path / seed) for seed in ("1", "2"))
    assert first == second
    committed = _contents(ROOT / "provisioning")
    assert {name for name in first if committed.get(name) != first[name]} == set(), "run make dashboards"
    assert set(committed) == set(first)


def test_a_build_has_a_file_for_each_dashboard() -> None:
    for store, dashboards in PROJECT.dashboards.items():
        names = {path.name for path in provisioning_files(PROJECT, store)}
        assert {f"{dashboard.uid}.json" for dashboard in dashboards} <= names


def _build(out: Path, seed: str) -> subprocess.Popen[str]:
    code = "import sys; from generator.cli import main; sys.exit(main())"
    return subprocess.Popen(
        [sys.executable, "-c", code, "build", "--out", str(out), "--project", str(ROOT)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
