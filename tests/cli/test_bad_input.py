"""Whatever a user hands in: each command says in one line what is wrong and where, and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Logloom
from tests.contracts import contract_text

ROOT = Path(__file__).parents[2]

QUERY = """\
-- title: Errors
-- description: All errors.
-- columns: errors bigint
SELECT count(*) AS errors FROM app_logs WHERE $__timeFilter(timestamp) AND level = 'ERROR'
"""

EXAMPLES = """\
- name: counts errors only
  given:
    - {level: ERROR, category: auth}
    - {level: INFO}
  expect:
    - {errors: 1}
"""

DASHBOARD = """\
from generator import panels as p


def dashboard(logs):
    panel = p.stat(logs.query("errors/count"), unit="short")
    return p.dashboard("Shop", [[panel]], uid="shop", description="All that went wrong.")
"""

CONTRACT = contract_text()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one query with its examples and one dashboard, built."""
    root = tmp_path / "project"
    (root / "queries/errors").mkdir(parents=True)
    (root / "dashboards").mkdir()
    (root / "contract.toml").write_text(CONTRACT)
    (root / "queries/errors/count.sql").write_text(QUERY)
    (root / "queries/errors/count.test.yaml").write_text(EXAMPLES)
    (root / "dashboards/shop.py").write_text(DASHBOARD)
    shutil.copy(ROOT / "dashboards/datasources.py", root / "dashboards")
    return root


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


TWIN = """
[[category]]
name = "twin"
purpose = "x"
level = "INFO"
loggers = ["code_monet.auth"]
"""

CONTRACTS: dict[str, tuple[Callable[[str], str], str]] = {
    "a syntax error": (lambda text: f"[app\n{text}", "contract.toml:1:5: "),
    "an unknown key": (lambda text: text.replace("[app]", "[app]\nnmae = 'x'", 1), "unknown key app.nmae"),
    "a wrong type": (lambda text: text.replace("days = 30", "days = 'x'", 1), "must be a whole number"),
    "two categories with one prefix": (
        lambda text: text + TWIN,
        "logger code_monet.auth is in category auth already",
    ),
    "no text": (lambda text: "\ufeff" + text, "contract.toml:1:1: begins with a byte order mark"),
}

COMMANDS: dict[str, tuple[str, ...]] = {
    "build": ("build",),
    "build --check": ("build", "--check"),
    "check": ("check", "--postgres", "off"),
    "check a file": ("check", "--postgres", "off", "queries/errors/count.sql"),
    "check as json": ("check", "--postgres", "off", "--format", "json"),
    "query": ("query", "errors/count", "--postgres", "host=/nonexistent"),
    "samples": ("samples", "--postgres", "host=/nonexistent"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("mistake", CONTRACTS)
def test_a_contract_that_is_wrong_stops_each_command(
    logloom: Logloom, project: Path, command: str, mistake: str
) -> None:
    logloom("build", cwd=project)
    change, expected = CONTRACTS[mistake]
    assert change(CONTRACT) != CONTRACT
    (project / "contract.toml").write_text(change(CONTRACT))
    before = tree(project)

    outcome = logloom(*COMMANDS[command], cwd=project)

    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.count("\n") == 1
    assert expected in outcome.err
    assert tree(project) == before


QUERIES: dict[str, tuple[bytes, str, str]] = {
    # the file, the finding's rule and the place
    "is empty": (b"", "file-empty", ""),
    "holds a comment only": (b"-- title: x\n", "file-empty", ""),
    "is not UTF-8": ("-- title: Müller\nSELECT 1\n".encode("latin-1"), "file-not-utf8", ":1:12"),
    "has a BOM": (b"\xef\xbb\xbf" + QUERY.encode(), "file-bom", ":1:1"),
    "is 10 MB": (QUERY.encode() + b"-- x\n" * 2_000_000, "file-too-large", ""),
    "has an unknown header key": (f"-- titel: x\n{QUERY}".encode(), "header-unknown-key", ":1:4"),
    "has a header key twice": (f"-- title: x\n{QUERY}".encode(), "header-duplicate-key", ":2:4"),
}


@pytest.mark.parametrize("fault", QUERIES)
def test_a_query_file_that_is_wrong_stops_the_build_and_is_one_finding(
    logloom: Logloom, project: Path, fault: str
) -> None:
    logloom("build", cwd=project)
    data, rule, place = QUERIES[fault]
    (project / "queries/errors/bad.sql").write_bytes(data)
    before = tree(project / "provisioning")

    built = logloom("build", cwd=project)
    assert (built.exit_code, built.out) == (2, "")
    assert built.err.startswith(f"logloom: queries/errors/bad.sql{place}: ")
    assert built.err.count("\n") == 1
    assert tree(project / "provisioning") == before

    checked = logloom("check", "--postgres", "off", "--format", "json", cwd=project)
    (finding,) = json.loads(checked.out)["findings"]
    assert (checked.exit_code, finding["rule"]) == (1, rule)

    asked = logloom("query", "errors/bad", "--postgres", "host=/nonexistent", cwd=project)
    assert (asked.exit_code, asked.out) == (2, "")
    assert asked.err.count("\n") == 1


def test_windows_line_ends_are_a_warning_and_reach_grafana_as_they_are(
    logloom: Logloom, project: Path
) -> None:
    text = QUERY.replace("\n", "\r\n")
    (project / "queries/errors/count.sql").write_bytes(text.encode())

    assert logloom("build", cwd=project).exit_code == 0
    built = json.loads((project / "provisioning/postgres/dashboards/shop.json").read_text())
    assert built["panels"][0]["targets"][0]["rawSql"] == text
    checked = logloom("check", "--postgres", "off", "--format", "json", cwd=project)
    (finding,) = json.loads(checked.out)["findings"]
    assert (checked.exit_code, finding["rule"], finding["severity"]) == (0, "file-line-ends", "warning")


EXAMPLE_FILES = {
    "an unknown key": (EXAMPLES.replace("given", "givne"), 2, 3, "did you mean given?"),
    "an unknown column": (EXAMPLES.replace("level: E", "levle: E"), 3, 8, "did you mean level?"),
    "no YAML": ("- [", 2, 1, "not YAML"),
    "nothing": ("", 0, 0, "there are no examples"),
    "a column that the query does not return": (EXAMPLES.replace("errors: 1", "errs: 1"), 6, 14, "errs"),
}


@pytest.mark.parametrize("mistake", EXAMPLE_FILES)
@pytest.mark.parametrize(
    "paths", [(), ("queries/errors/count.test.yaml",), ("queries/errors/count.sql",), ("queries",)]
)
def test_an_example_file_that_is_wrong_is_found_without_a_server(
    logloom: Logloom, project: Path, mistake: str, paths: tuple[str, ...]
) -> None:
    text, line, column, part = EXAMPLE_FILES[mistake]
    (project / "queries/errors/count.test.yaml").write_text(text)

    outcome = logloom("check", *paths, "--postgres", "off", "--format", "json", cwd=project)

    (finding,) = json.loads(outcome.out)["findings"]
    assert outcome.exit_code == 1
    assert finding["path"] == "queries/errors/count.test.yaml"
    assert finding["rule"] == "example"
    assert (finding["line"], finding["column"]) == (line, column)
    assert part in finding["message"] + finding["hint"]


def test_two_queries_of_one_name_stop_the_build_and_are_a_finding(logloom: Logloom, project: Path) -> None:
    (project / "queries/errors/other.sql").write_text(QUERY)
    (project / "queries/errors/Other.sql").write_text(QUERY)
    if len(list((project / "queries/errors").glob("*ther.sql"))) == 1:
        return  # this file system cannot hold both

    built = logloom("build", cwd=project)
    assert built.exit_code == 2
    assert "is also the name of" in built.err
    assert built.err.count("\n") == 1
    checked = logloom("check", "--postgres", "off", "--format", "json", cwd=project)
    (finding,) = json.loads(checked.out)["findings"]
    assert checked.exit_code == 1
    assert "is also the name of" in finding["message"]


@pytest.mark.parametrize("command", [("build", "--format", "json"), COMMANDS["check as json"]], ids=str)
def test_what_a_dashboard_module_prints_stays_out_of_the_result(
    logloom: Logloom, project: Path, command: tuple[str, ...]
) -> None:
    chatty = DASHBOARD.replace("    panel =", "    print('building')\n    panel =")
    (project / "dashboards/shop.py").write_text(f"print('importing')\n{chatty}")

    outcome = logloom(*command, cwd=project)

    assert outcome.exit_code == 0
    assert isinstance(json.loads(outcome.out), dict)
    assert {"importing", "building"} <= set(outcome.err.splitlines())


WORDS: tuple[tuple[str, ...], ...] = (
    ("bild",),
    ("build", "--bogus"),
    ("build", "--out"),
    ("build", "--out", ""),
    ("build", "--project", ""),
    ("build", "--project", "contract.toml"),
    ("build", "--store", ""),
    ("build", "--out", "x" * 5000),
    ("build", "extra"),
    ("check", ""),
    ("check", "x" * 5000),
    ("check", "--jobs", "-1"),
    ("check", "--format", "xml"),
    ("check", "--no-cache", "--postgres", "postgresql://me:secret/pass@host/logs"),
    ("query", "errors/count", "errors/count"),
    ("query", ""),
    ("query", "errors/count", "--limit", "many"),
    ("samples", "--rows", "1e3"),
    ("samples", "--seed", "one"),
)


@pytest.mark.parametrize("words", WORDS, ids=lambda words: " ".join(words)[:40])
def test_words_that_mean_nothing_are_one_line_and_exit_2(
    logloom: Logloom, project: Path, words: tuple[str, ...]
) -> None:
    before = tree(project)

    outcome = logloom(*words, cwd=project)

    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err.startswith("logloom: ")
    assert outcome.err.count("\n") == 1
    assert "secret" not in outcome.err
    assert tree(project) == before


@pytest.mark.parametrize("command", ["build", "check", "query"])
def test_a_current_folder_that_is_gone_is_one_line(logloom: Logloom, tmp_path: Path, command: str) -> None:
    here = Path.cwd()
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    try:
        (tmp_path / "gone").rmdir()
        outcome = logloom(command)
    finally:
        os.chdir(here)

    assert (outcome.exit_code, outcome.out) == (2, "")
    assert outcome.err == "logloom: the current folder is gone\n"


def shell(words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """`words` in a shell, where $LOGLOOM is the command."""
    program = f"{sys.executable} -c 'from generator.cli import main; main()'"
    # Unbuffered, Python does not say that a part of what it wrote was lost.
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": ""}
    return subprocess.run(
        ["sh", "-c", words.replace("$LOGLOOM", program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=environment,
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_a_stream_that_is_closed_is_no_fault(project: Path, closed: str) -> None:
    outcome = shell(f"$LOGLOOM check --postgres off {closed}", project)

    assert outcome.returncode == 0
    assert "Traceback" not in outcome.stderr


def test_a_reader_that_has_gone_is_no_fault(project: Path) -> None:
    outcome = shell("(sleep 1; $LOGLOOM check --rules; echo $? >&2) | true", project)  # `true` goes first

    assert outcome.stderr in ("1\n", "141\n")  # click's own code for it, or the shell's


def test_a_full_disk_behind_stdout_is_one_line(project: Path) -> None:
    # A limit on the size of a file fails in the same way as a disk without room for it.
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8)); "
    outcome = shell(
        f"{sys.executable} -c '{limited}from generator.cli import main; main()' check --rules >rules.txt",
        project,
    )

    assert outcome.returncode == 2
    assert outcome.stderr == "logloom: cannot go on: File too large\n"
