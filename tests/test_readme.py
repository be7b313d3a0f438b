"""What the README tells a newcomer to do is done here, word for word."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from logloom import Contract

from generator.checks.engine import check_project
from generator.project import load_project
from generator.provisioning.files import provisioning_files

ROOT = Path(__file__).parents[1]


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A copy of the project in which a newcomer has added all that the README adds.

    The examples that the project has already are left out: they are run elsewhere.
    """
    for name in ("queries", "dashboards", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("*.test.yaml"))
    shutil.copy(ROOT / "contract.toml", tmp_path)
    (tmp_path / "queries/errors/by_user.sql").write_text(blocks("sql")[0])
    (tmp_path / "queries/errors/by_user.cwli").write_text(blocks("cwli")[0])
    (tmp_path / "queries/errors/by_user.test.yaml").write_text(blocks("yaml")[0])
    (tmp_path / "dashboards/users.py").write_text(blocks("python")[1])
    (tmp_path / "queries/alerts/model_timeouts.sql").write_text(blocks("sql")[1])
    (tmp_path / "queries/alerts/model_timeouts.cwli").write_text(blocks("cwli")[1])
    (tmp_path / "dashboards/model_alerts.py").write_text(blocks("python")[2])
    (tmp_path / "dashboards/model_alerts.test.yaml").write_text(blocks("yaml")[1])
    (tmp_path / "docs/runbooks/model-timeouts.md").write_text("# The model does not answer\n")
    return tmp_path


def test_what_the_readme_adds_is_without_findings(followed: Path, empty_database: str) -> None:
    assert check_project(load_project(followed), postgres=empty_database) == []


def test_what_the_readme_adds_is_built(followed: Path) -> None:
    project = load_project(followed)

    for store in ("postgres", "cloudwatch"):
        files = provisioning_files(project, store)
        assert "dashboards/users-in-trouble.json" in {str(name) for name in files}


def test_the_panel_of_the_readme_fits_a_dashboard(followed: Path, contract: Contract) -> None:
    line = blocks("python")[0].replace("...", "")
    module = (followed / "dashboards/users.py").read_text()
    assert module.count("[[p.table") == 1
    start, end = module.index("[[p.table"), module.index(",\n        uid=")
    (followed / "dashboards/users.py").write_text(f"{module[:start]}[{line}]{module[end:]}")

    assert check_project(load_project(followed), postgres="off") == []


def test_every_make_target_the_readme_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert (
        set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
        <= targets
    )
