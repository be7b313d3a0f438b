"""The files of dashboards: one place for each folder, and library panels in full."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from generator.errors import LogloomError
from generator.project import load_project
from generator.provisioning.files import provisioning_files
from tests.alerting.projects import write_project

TWO_FOLDERS = """
FOLDERS = [folder("other", "Other"), folder("nested", "Nested", parent="other"), folder("empty", "Empty")]


def shared(logs):
    return p.library_panel("lib", "L", p.stat(logs.query("errors/by_category"), title="Now"))


def library_panels(logs):
    return [shared(logs)]


def dashboard(logs):
    return p.dashboard("One", [[p.from_library(shared(logs))]], uid="one", folder="nested")
"""
IN_THE_CONTRACTS = 'def dashboard(logs):\n    return p.dashboard("Two", [], uid="two")\n'
ALERTS = """
def alert_rules(logs):
    rule = a.rule("R", uid="r", query=logs.query("errors/by_category"))
    return [a.group("g", [rule], folder="FOLDER")]
"""


def files(root: Path, **modules: str) -> dict[PurePosixPath, str]:
    return provisioning_files(load_project(write_project(root, **modules)), "postgres")


def providers(made: dict[PurePosixPath, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(made[PurePosixPath("dashboards/logloom.yaml")])["providers"]
    return found


def test_each_folder_has_a_provider_that_sees_its_own_files_alone(tmp_path: Path) -> None:
    made = files(tmp_path, one=TWO_FOLDERS, two=IN_THE_CONTRACTS)
    by_folder = {each["folderUid"]: each for each in providers(made)}
    assert {uid: each["folder"] for uid, each in by_folder.items()} == {
        "code-monet": "Code Monet",
        "nested": "Nested",
    }
    root = PurePosixPath("/etc/grafana/provisioning")
    seen = {
        uid: {
            path.stem
            for path in made
            if path.suffix == ".json" and (root / path).is_relative_to(each["options"]["path"])
        }
        for uid, each in by_folder.items()
    }
    assert seen == {"code-monet": {"two"}, "nested": {"one"}}
    assert len({each["name"] for each in by_folder.values()}) == 2


def test_a_library_panel_stands_in_the_file_itself(tmp_path: Path) -> None:
    """Files know no library panels: a reference would show nothing (recorded: 814)."""
    made = files(tmp_path, one=TWO_FOLDERS)
    (panel,) = json.loads(made[PurePosixPath("folders/nested/one.json")])["panels"]
    assert panel["type"] == "stat"
    assert "libraryPanel" not in panel


@pytest.mark.parametrize(
    ("folder", "without_uid"),
    [("", {"Code Monet"}), ("other", {"Other"}), ("nested", {"Other"}), ("empty", set())],
)
def test_alerts_and_dashboards_end_in_one_folder_not_in_two_of_one_title(
    folder: str, without_uid: set[str], tmp_path: Path
) -> None:
    """Grafana reads alert files first, and makes their folder with a uid of its own."""
    dashboard = 'def dashboard(logs):\n    return p.dashboard("D", [], uid="d", folder="other")\n'
    made = files(
        tmp_path,
        one=TWO_FOLDERS,
        two=IN_THE_CONTRACTS,
        three=dashboard,
        alerts=ALERTS.replace("FOLDER", folder),
    )
    assert {each["folder"] for each in providers(made) if "folderUid" not in each} == without_uid


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        (
            IN_THE_CONTRACTS,
            TWO_FOLDERS.replace('uid="one"', 'uid="two"'),
            "two dashboards have the uid 'two'",
        ),
        ("FOLDERS = []", IN_THE_CONTRACTS.replace('"two"', '"t/wo"'), "the uid 't/wo' cannot name a file"),
        ("FOLDERS = []", IN_THE_CONTRACTS.replace('"Two"', r'"\ud800"'), "holds half a character"),
    ],
)
def test_what_cannot_be_a_file_is_named(first: str, second: str, message: str, tmp_path: Path) -> None:
    """Pain 2: of two dashboards with one uid Grafana silently takes neither."""
    with pytest.raises(LogloomError, match=message):
        files(tmp_path, one=first, two=second)
