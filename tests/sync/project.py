"""A small project of every kind of resource, for the tests that push it; its uids begin with a prefix."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

import generator.project
from generator.project import Project
from generator.sync.kind import Source
from tests.contracts import contract_text

ROOT = Path(__file__).parents[2]

ENVIRONMENT = {"LOGS_DB_PASSWORD": "db-pa55", "CHAT_URL": "https://chat.example.com/s3cret-hook"}

QUERY = """\
-- title: Errors by category
-- description: ERROR and CRITICAL records, by category.
-- format: table
SELECT category, count(*) AS errors
FROM app_logs
WHERE $__timeFilter(timestamp) AND level IN ('ERROR', 'CRITICAL')
GROUP BY category
"""

MODULES: Mapping[str, str] = {
    "errors": """\
from generator import panels as p


def dashboard(logs):
    return p.dashboard(
        "Errors",
        [
            [p.table(logs.query("errors/by_category"), width=12)],
            [p.table(logs.query("errors/by_category"), title="Once more", width=12)],
        ],
        uid="PREFIX-errors",
        variables=[logs.variable("category")],
    )
""",
    "shared": """\
from generator import panels as p


def shared_panel(logs):
    panel = p.stat(logs.query("errors/by_category"), title="Shared")
    return p.library_panel("PREFIX-lib", "PREFIX shared", panel)


def library_panels(logs):
    return [shared_panel(logs)]


def dashboard(logs):
    return p.dashboard(
        "Overview",
        [[p.from_library(shared_panel(logs))]],
        uid="PREFIX-overview",
        folder="PREFIX-sub",
    )
""",
    "datasources": """\
from generator.datasources import EnvironmentVariable, postgres


def datasources(logs):
    return [
        postgres(
            uid="PREFIX-pg",
            name="PREFIX logs",
            url="db.example.com:5432",
            database="logs",
            user="reader",
            password=EnvironmentVariable("LOGS_DB_PASSWORD"),
        )
    ]
""",
    "folders": """\
from generator.folders import folder

FOLDERS = [folder("PREFIX-sub", "PREFIX details", parent="PREFIX-main")]
""",
    "alerts": """\
from generator import alerting as a


def alert_rules(logs):
    return [
        a.group(
            "PREFIX errors",
            [
                a.rule(
                    "Many errors",
                    uid="PREFIX-many",
                    query=logs.query("errors/by_category"),
                    expressions=[a.threshold("A", ">", 10)],
                    for_="5m",
                    labels={"severity": "critical"},
                    summary="Many errors",
                )
            ],
        )
    ]
""",
    "notifications": """\
from generator import alerting as a

CONTACT_POINTS = [
    a.contact_point("PREFIX mail", a.email(uid="PREFIX-mail", addresses=["ops@example.com"])),
    a.contact_point("PREFIX chat", a.slack(uid="PREFIX-chat", url=a.env("CHAT_URL"))),
]
MUTE_TIMINGS = [a.mute_timing("PREFIX night", [a.time_interval(times=["00:00-06:00"])])]
MESSAGE_TEMPLATES = [a.message_template("PREFIX text", '{{ define "PREFIX.title" }}Logs{{ end }}')]
NOTIFICATION_POLICY = a.policy(
    "PREFIX mail",
    routes=[a.route("PREFIX chat", matchers=["severity = critical"], mute_timings=["PREFIX night"])],
)
""",
}


RESOURCES = 12
"""How many they are."""


@attrs.frozen
class TestProject:
    """A project's folder, and what its author does to it. `prefix` tells its resources from others."""

    __test__ = False

    root: Path
    prefix: str

    def write(self, module: str, text: str) -> None:
        """Write a module of dashboards/; PREFIX in it is the project's."""
        path = self.root / "dashboards" / f"{module}.py"
        path.write_text(text.replace("PREFIX", self.prefix))

    def change(self, module: str, before: str, after: str) -> None:
        """Change a text in a module, which must be there."""
        path = self.root / "dashboards" / f"{module}.py"
        text = path.read_text()
        before, after = (each.replace("PREFIX", self.prefix) for each in (before, after))
        assert before in text
        path.write_text(text.replace(before, after))

    def change_query(self, before: str, after: str) -> None:
        path = self.root / "queries/errors/by_category.sql"
        assert before in path.read_text()
        path.write_text(path.read_text().replace(before, after))

    def remove(self, *modules: str) -> None:
        for module in modules:
            (self.root / "dashboards" / f"{module}.py").unlink()

    def contract(self, before: str, after: str) -> None:
        path = self.root / "contract.toml"
        assert before in path.read_text()
        path.write_text(path.read_text().replace(before, after))

    def source(self, environment: Mapping[str, str] = ENVIRONMENT) -> Source:
        return Source(generator.project.load_project(self.root), "postgres", environment)


@attrs.frozen
class Loader:
    """Loads a project as `load` does, but not twice while its files are the same."""

    load: Callable[..., Project]
    known: dict[tuple[object, ...], Project] = attrs.field(factory=dict)

    def __call__(self, root: Path, **options: object) -> Project:
        key = (root, repr(options), *texts(root))
        if key not in self.known:
            self.known[key] = self.load(root, **options)
        return self.known[key]


def texts(root: Path) -> tuple[tuple[str, str], ...]:
    """What stands in the files that a project is made of."""
    files = sorted(path for path in root.rglob("*") if path.suffix in (".py", ".sql", ".toml"))
    return tuple((str(path.relative_to(root)), path.read_text()) for path in files)


def make_project(root: Path, prefix: str, modules: Mapping[str, str] = MODULES) -> TestProject:
    """A project of these modules below `root`, in a folder and under a name of its own."""
    (root / "queries/errors").mkdir(parents=True)
    (root / "dashboards").mkdir()
    (root / "queries/errors/by_category.sql").write_text(QUERY)
    contract = contract_text()
    for key, value in {
        "folder": f"{prefix} logs",
        "folder_uid": f"{prefix}-main",
        "name": prefix.replace("-", "_"),
        "datasource_uid": f"{prefix}-pg",
    }.items():
        contract = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', contract, count=1, flags=re.MULTILINE)
    (root / "contract.toml").write_text(contract)
    project = TestProject(root, prefix)
    for module, text in modules.items():
        project.write(module, text)
    return project
