from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Logloom
from tests.contracts import write_contract

ROOT = Path(__file__).parents[2]

QUERY = """\
-- title: Errors
-- description: All errors.
-- columns: errors bigint
SELECT count(*) AS errors FROM app_logs WHERE $__timeFilter(timestamp) AND level = 'ERROR'
"""

DASHBOARD = """\
from generator import panels as p


def dashboard(logs):
    return p.dashboard("Shop", [[p.stat(logs.query("errors/count"), unit="short")]], uid="shop")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one query and one dashboard."""
    root = tmp_path / "project"
    (root / "queries/errors").mkdir(parents=True)
    (root / "dashboards").mkdir()
    write_contract(root)
    (root / "queries/errors/count.sql").write_text(QUERY)
    (root / "dashboards/shop.py").write_text(DASHBOARD)
    return root


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_build_names_the_variables_without_which_grafana_does_not_start(
    logloom: Logloom, project: Path
) -> None:
    (project / "dashboards/people.py").write_text(
        "from generator import alerting as a\n"
        'CONTACT_POINTS = [a.contact_point("Team", a.slack(uid="team", url=a.env("SLACK_URL")))]\n'
    )
    shutil.copy(ROOT / "dashboards/datasources.py", project / "dashboards")

    outcome = logloom("build", cwd=project)

    assert outcome.out.splitlines()[-1].endswith(
        "provisioning/postgres: Grafana needs in its environment: LOGS_DB_PASSWORD, SLACK_URL"
    )


def test_build_writes_what_grafana_loads(logloom: Logloom, project: Path) -> None:
    outcome = logloom("build", cwd=project)

    assert outcome.exit_code == 0
    assert outcome.err == ""
    assert list(tree(project / "provisioning")) == [
        "postgres/dashboards/logloom.yaml",
        "postgres/dashboards/shop.json",
        "postgres/datasources/logloom.yaml",
    ]
    dashboard = json.loads((project / "provisioning/postgres/dashboards/shop.json").read_text())
    assert dashboard["panels"][0]["targets"][0]["rawSql"] == QUERY
    assert dashboard["tags"] == ["logloom"]


def test_a_second_build_changes_nothing(logloom: Logloom, project: Path) -> None:
    logloom("build", cwd=project)
    before = tree(project)

    outcome = logloom("build", cwd=project)

    assert tree(project) == before
    assert "created" not in outcome.out
    assert "updated" not in outcome.out


def test_check_says_what_would_change_and_writes_nothing(logloom: Logloom, project: Path) -> None:
    assert logloom("build", "--check", cwd=project).exit_code == 3
    assert not (project / "provisioning").exists()

    logloom("build", cwd=project)
    assert logloom("build", "--check", cwd=project).exit_code == 0

    (project / "dashboards/shop.py").write_text(DASHBOARD.replace('"Shop"', '"Store"'))
    outcome = logloom("build", "--check", "--format", "json", cwd=project)
    assert outcome.exit_code == 3
    assert json.loads(outcome.out)["postgres"]["updated"] == ["dashboards/shop.json"]


def test_a_dashboard_that_is_gone_loses_its_file(logloom: Logloom, project: Path) -> None:
    logloom("build", cwd=project)
    theirs = project / "provisioning/postgres/dashboards/theirs.json"
    theirs.write_text('{"uid": "theirs"}')
    (project / "dashboards/shop.py").unlink()

    outcome = logloom("build", cwd=project)

    assert "removed provisioning/postgres/dashboards/shop.json" in outcome.out
    assert theirs.exists()


def test_out_and_project_name_other_folders(logloom: Logloom, project: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"

    outcome = logloom("build", "--project", str(project), "--out", str(elsewhere), cwd=tmp_path)

    assert outcome.exit_code == 0
    assert (elsewhere / "postgres/dashboards/shop.json").exists()
    assert not (project / "provisioning").exists()


def test_a_folder_below_the_project_will_do(logloom: Logloom, project: Path) -> None:
    assert logloom("build", cwd=project / "queries").exit_code == 0
    assert (project / "provisioning/postgres/dashboards/shop.json").exists()


MISTAKES = {
    "a module that does not parse": (
        "dashboards/shop.py",
        "def dashboard(:\n",
        "dashboards/shop.py:1:15: syntax error",
    ),
    "a module that does not import": (
        "dashboards/shop.py",
        "import nothing_here\n",
        "dashboards/shop.py:1:1: ModuleNotFoundError",
    ),
    "a module that exits": (
        "dashboards/shop.py",
        "raise SystemExit(0)\n",
        "dashboards/shop.py:1:1: SystemExit",
    ),
    "a function that raises": (
        "dashboards/shop.py",
        "def dashboard(logs):\n    x = {}\n    return x['nothing']\n",
        "dashboards/shop.py:3:12: KeyError: 'nothing'",
    ),
    "a function that exits": (
        "dashboards/shop.py",
        "def dashboard(logs):\n    raise SystemExit(0)\n",
        "dashboards/shop.py:2:5: SystemExit",
    ),
    "a function that returns something else": (
        "dashboards/shop.py",
        "\ndef dashboard(logs):\n    return {}\n",
        "dashboards/shop.py:2:1: dashboard() returned dict, not a grafanalib Dashboard",
    ),
    "a value where a function should be": (
        "dashboards/shop.py",
        "dashboard = 3\n",
        "dashboards/shop.py:1: dashboard is a int, not a function",
    ),
    "a function without a parameter": (
        "dashboards/shop.py",
        "def dashboard():\n    return None\n",
        "dashboards/shop.py:1: TypeError",
    ),
    "a module that defines nothing": (
        "dashboards/shop.py",
        "x = 1\n",
        "dashboards/shop.py:1: defines none of",
    ),
    "a query that is not there": (
        "dashboards/shop.py",
        DASHBOARD.replace("errors/count", "errors/counts"),
        "dashboards/shop.py:5",
    ),
    "a dashboard without a uid": (
        "dashboards/shop.py",
        DASHBOARD.replace('uid="shop"', 'uid=""'),
        "dashboards/shop.py:4:1: the dashboard has no uid",
    ),
    "two dashboards with one uid": (
        "dashboards/twin.py",
        DASHBOARD,
        "dashboards/twin.py:4:1: two dashboards have the uid 'shop'",
    ),
    "two queries of one name": ("queries/errors/Count.sql", QUERY, "queries/errors/"),
    "a query file that is empty": ("queries/errors/empty.sql", "", "queries/errors/empty.sql:"),
    "a header key twice": (
        "queries/errors/count.sql",
        f"-- title: Errors\n{QUERY}",
        "queries/errors/count.sql:2:",
    ),
    "a contract with a syntax error": ("contract.toml", "[app\n", "contract.toml:1:5: "),
    "a datasource of another kind": (
        "dashboards/data.py",
        "def datasources(logs):\n    return [{}]\n",
        "dashboards/data.py:1:1: datasources() returned dict, not a Datasource",
    ),
    "datasources that are none": (
        "dashboards/data.py",
        "def datasources(logs):\n    pass\n",
        "dashboards/data.py:1:1: datasources() returned NoneType, not a list of Datasource",
    ),
    "a dashboard that cannot be encoded": (
        "dashboards/shop.py",
        DASHBOARD.replace('unit="short"', "title=5"),
        "dashboards/shop.py:5:1: cannot be encoded: AttributeError",
    ),
    "a dashboard without a title": (
        "dashboards/shop.py",
        DASHBOARD.replace('"Shop"', "None"),
        "dashboards/shop.py:4:1: the dashboard has no title",
    ),
    "a uid that is no text": (
        "dashboards/shop.py",
        DASHBOARD.replace('uid="shop"', "uid=5"),
        "dashboards/shop.py:4:1: the dashboard has no uid",
    ),
    "a uid that would lead out of the folder": (
        "dashboards/shop.py",
        DASHBOARD.replace('uid="shop"', 'uid="../shop"'),
        "dashboards/shop.py:4:1: the uid '../shop' cannot name a file",
    ),
    "half a character": (
        "dashboards/shop.py",
        DASHBOARD.replace('"Shop"', r'"Shop \ud83d"'),
        "dashboards/shop.py:4:1: holds half a character",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_at_its_place_and_nothing_is_written(
    logloom: Logloom, project: Path, mistake: str
) -> None:
    name, text, expected = MISTAKES[mistake]
    logloom("build", cwd=project)
    before = tree(project / "provisioning")
    (project / name).write_text(text)

    outcome = logloom("build", cwd=project)

    assert outcome.exit_code == 2
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert expected in outcome.err
    assert tree(project / "provisioning") == before


def test_projects_in_one_process_have_siblings_of_their_own(
    logloom: Logloom, project: Path, tmp_path: Path
) -> None:
    (project / "dashboards/shop.py").write_text(
        f"from dashboards import _names\n{DASHBOARD}".replace('"Shop"', "_names.TITLE")
    )
    for name in ("first", "second"):
        root = shutil.copytree(project, tmp_path / name)
        (root / "dashboards/_names.py").write_text(f"TITLE = {name!r}\n")

        assert logloom("build", cwd=root).exit_code == 0

        built = json.loads((root / "provisioning/postgres/dashboards/shop.json").read_text())
        assert built["title"] == name


def test_a_dashboard_module_may_define_a_dataclass(logloom: Logloom, project: Path) -> None:
    (project / "dashboards/shop.py").write_text(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        f"@dataclass\nclass Part:\n    name: str\n{DASHBOARD}"
    )

    assert logloom("build", cwd=project).exit_code == 0


def test_an_unknown_store_is_one_line(logloom: Logloom, project: Path) -> None:
    outcome = logloom("build", "--store", "loki", cwd=project)

    assert outcome.exit_code == 2
    assert outcome.err == "logloom: contract.toml: store loki is not enabled (enabled: postgres)\n"


@pytest.mark.parametrize("command", ["build", "query", "samples", "check"])
def test_a_project_that_is_not_there_is_not_the_one_around_it(
    logloom: Logloom, project: Path, command: str
) -> None:
    outcome = logloom(command, "--project", "typo", cwd=project)

    assert outcome.exit_code == 2
    assert "Directory 'typo' does not exist" in outcome.err


def test_no_contract_is_one_line(logloom: Logloom, tmp_path: Path) -> None:
    outcome = logloom("build", cwd=tmp_path)

    assert outcome.exit_code == 2
    assert outcome.err.startswith("logloom: no contract.toml in . or above it")


def test_an_output_folder_that_cannot_be_written_is_one_line(logloom: Logloom, project: Path) -> None:
    (project / "provisioning").write_text("a file")

    outcome = logloom("build", cwd=project)

    assert outcome.exit_code == 2
    assert outcome.err.count("\n") == 1
    assert (project / "provisioning").read_text() == "a file"


def test_help_names_each_command_and_gives_examples(logloom: Logloom) -> None:
    outcome = logloom("--help")

    assert outcome.exit_code == 0
    for command in ("build", "check", "query", "samples"):
        assert f"\n  {command} " in outcome.out
        assert f"logloom {command}" in logloom(command, "--help").out


def test_help_imports_nothing_slow(logloom: Logloom) -> None:
    import subprocess

    slow = "grafanalib", "sqlglot", "psycopg", "rich", "yaml", "generator.project"
    program = (
        "import sys\nfrom generator.cli import main\nsys.argv = ['logloom', '--help']\n"
        "try:\n    main()\nfinally:\n"
        f"    print([name for name in {slow!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert result.stderr.strip() == "[]"


ALERTS = """\
from generator import alerting as a


def alert_rules(logs):
    return [a.group("g", [a.rule(uid, uid=uid, query=logs.query("errors/count")) for uid in UIDS])]
"""


def test_a_build_after_a_build_changes_nothing_also_where_something_is_to_be_deleted(
    logloom: Logloom, project: Path
) -> None:
    """Pain 3: what is gone from the code goes from Grafana, and the build that says so settles."""
    module = project / "dashboards/alerts.py"
    rules = project / "provisioning/postgres/alerting/rules.yaml"

    module.write_text(f"UIDS = ['one', 'two']\n{ALERTS}")
    assert logloom("build", cwd=project).exit_code == 0
    assert "deleteRules" not in rules.read_text()

    module.write_text(f"UIDS = ['one']\n{ALERTS}")
    announced = logloom("build", "--check", cwd=project)
    assert (announced.exit_code, "would be updated" in announced.out) == (3, True)
    assert logloom("build", cwd=project).exit_code == 0
    assert rules.read_text().endswith("deleteRules:\n- orgId: 1\n  uid: two\n")

    before = tree(project / "provisioning")
    assert logloom("build", "--check", cwd=project).exit_code == 0
    assert logloom("build", cwd=project).exit_code == 0
    assert tree(project / "provisioning") == before

    module.unlink()
    assert logloom("build", cwd=project).exit_code == 0
    assert "groups" not in rules.read_text()
    assert logloom("build", "--check", cwd=project).exit_code == 0

    module.write_text(f"UIDS = ['one', 'two']\n{ALERTS}")
    assert logloom("build", cwd=project).exit_code == 0
    assert "deleteRules" not in rules.read_text()


def test_a_file_for_alerting_that_is_not_ours_stays(logloom: Logloom, project: Path) -> None:
    theirs = project / "provisioning/postgres/alerting/theirs.yaml"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("apiVersion: 1\ngroups: [{name: g, folder: f, rules: [{uid: theirs}]}]\n")
    assert logloom("build", cwd=project).exit_code == 0
    assert [path.name for path in theirs.parent.iterdir()] == ["theirs.yaml"]


def test_a_broken_file_of_ours_is_one_line(logloom: Logloom, project: Path) -> None:
    (project / "dashboards/alerts.py").write_text(f"UIDS = ['one']\n{ALERTS}")
    assert logloom("build", cwd=project).exit_code == 0
    rules = project / "provisioning/postgres/alerting/rules.yaml"
    rules.write_text(rules.read_text().replace("groups:", "<<<<<<< HEAD\ngroups:"))
    broken = logloom("build", cwd=project)
    assert (broken.exit_code, broken.err.count("\n")) == (2, 1)
    assert "rules.yaml: cannot be read, and says what Grafana must delete" in broken.err
