"""The transcript in docs/sync.md: commands that are really run against the stand-in, and what they print.

    .venv/bin/python -m tests.sync.transcript

writes it anew. tests/sync/test_transcript.py holds the page to it. What differs from run to run is replaced:
addresses, times, digests and the names of temporary folders.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import attrs

from generator.cli import main
from tests.grafana.server import GrafanaStandIn
from tests.sync.project import ENVIRONMENT, TestProject, make_project
from tests.sync.site import Json

PAGE = Path(__file__).parents[2] / "docs" / "sync.md"

URL = "https://grafana.example.com"

_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_BACKUP = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?")
_TIMES = (
    (_BACKUP, "2026-01-15T11-00-00Z"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"), "2026-01-15 11:00:00 UTC"),
)


@attrs.frozen
class Desk:
    """Somebody at a shell in a project's folder, and a Grafana in which others work too."""

    grafana: GrafanaStandIn
    project: TestProject

    def run(self, *words: str) -> str:
        """`$ logloom ...` with what it printed, and its exit code where that is not 0."""
        printed = io.StringIO()
        code: object = 0
        with (
            patch.object(sys, "argv", ["logloom", *words]),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            try:
                main()
            except SystemExit as exit_:
                code = exit_.code
        text = printed.getvalue().replace(self.grafana.url, URL)
        end = f"$ echo $?\n{code}\n" if code else ""
        return f"$ logloom {' '.join(words)}\n{text}{end}"

    def edit(self, change: Callable[[Json], None]) -> None:
        """What a colleague does in Grafana's editor."""
        self.grafana.edit_dashboard_as("colleague", "shop-errors", change)

    def newest_backup(self) -> str:
        folder = self.project.root / ".logloom" / "backups"
        return str(max(folder.iterdir()).relative_to(self.project.root))


def blocks() -> Iterator[str]:
    """What stands in each console block of the page, in order."""
    with tempfile.TemporaryDirectory() as folder, GrafanaStandIn() as grafana:
        project = make_project(Path(folder) / "project", "shop")
        environment = {"GRAFANA_URL": grafana.url, "GRAFANA_TOKEN": grafana.token, **ENVIRONMENT}
        with patch.dict(os.environ, environment), contextlib.chdir(project.root):
            for lines in _session(Desk(grafana, project)):
                text = "\n".join(lines)
                for pattern, stable in _TIMES:
                    text = pattern.sub(stable, text)
                yield text


def _session(desk: Desk) -> Iterator[list[str]]:
    yield [desk.run("plan")]
    yield [desk.run("push"), desk.run("push")]

    desk.project.change("alerts", '">", 10', '">", 20')
    desk.project.change("alerts", '"5m"', '"10m"')
    desk.project.change("errors", "width=12)],\n        ],", "width=24)],\n        ],")
    yield [desk.run("plan"), desk.run("push")]

    desk.edit(_wider_query)
    yield [desk.run("plan"), desk.run("push")]
    yield [desk.run("pull", "shop-errors")]

    desk.project.change("errors", '"Errors",', '"Errors of the shop",')
    yield [desk.run("plan")]
    yield [desk.run("push", "--on-edit", "keep"), desk.run("push", "--on-edit", "overwrite")]

    backup = desk.newest_backup()
    yield [desk.run("restore", backup, "--dry-run"), desk.run("restore", backup), desk.run("plan")]

    desk.run("push", "--on-edit", "overwrite")
    desk.project.remove("alerts")
    yield [desk.run("plan"), desk.run("push", "--prune", "--max-deletes", "0"), desk.run("push", "--prune")]

    desk.project.change("errors", "width=24)],\n        ],", "width=18)],\n        ],")
    saved = [desk.run("plan", "--out", "release.plan")]
    desk.edit(lambda dashboard: dashboard.update(title="Errors, by hand"))
    yield [*saved, "# a colleague saves the dashboard\n", desk.run("push", "release.plan")]


def _wider_query(dashboard: Json) -> None:
    target = dashboard["panels"][0]["targets"][0]
    target["rawSql"] = target["rawSql"].replace("'CRITICAL'", "'CRITICAL', 'WARNING'")
    dashboard["panels"][1]["title"] = "Errors and warnings"


def page_blocks() -> list[str]:
    """The console blocks that stand in the page."""
    return _BLOCK.findall(PAGE.read_text())


def rewrite() -> None:
    """Put what was printed into the page's blocks, of which there must be as many."""
    fresh = list(blocks())
    text = PAGE.read_text()
    if len(_BLOCK.findall(text)) != len(fresh):
        raise SystemExit(f"{PAGE} has {len(_BLOCK.findall(text))} console blocks, the session {len(fresh)}")
    todo = iter(fresh)
    PAGE.write_text(_BLOCK.sub(lambda _: f"```console\n{next(todo)}```", text))


if __name__ == "__main__":
    rewrite()
