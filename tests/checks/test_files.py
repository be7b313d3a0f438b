"""Which files the paths on the command line stand for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.checks.files import query_files
from generator.errors import LogloomError


def _names(root: Path, *paths: Path) -> list[str]:
    found, findings = query_files(paths)
    assert findings == []
    return [path.relative_to(root).as_posix() for path in found]


def _touch(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("SELECT 1\n")


def test_a_folder_stands_for_the_queries_below_it(tmp_path: Path) -> None:
    _touch(tmp_path, "b.sql", "a/x.sql", "a/notes.md", "a/x.test.yaml", ".git/y.sql", "a/.hidden.sql")
    assert _names(tmp_path, tmp_path) == ["a/x.sql", "b.sql"]


def test_a_file_named_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    _touch(tmp_path, "draft.txt", ".hidden.sql")
    assert _names(tmp_path, tmp_path / "draft.txt", tmp_path / ".hidden.sql") == ["draft.txt", ".hidden.sql"]


def test_a_file_named_twice_is_checked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path, "a/x.sql")
    monkeypatch.chdir(tmp_path)
    found, _ = query_files([Path("a/x.sql"), tmp_path / "a", Path("a/../a/x.sql")])
    assert found == [Path("a/x.sql")]


def test_an_example_file_stands_for_its_query(tmp_path: Path) -> None:
    _touch(tmp_path, "x.sql", "x.test.yaml", "y.test.yaml")
    assert _names(tmp_path, tmp_path / "x.test.yaml") == ["x.sql"]
    with pytest.raises(LogloomError, match=r"there is no y\.sql beside it"):
        query_files([tmp_path / "y.test.yaml"])


def test_a_path_that_does_not_exist_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(LogloomError, match="does not exist") as caught:
        query_files([tmp_path / "gone.sql"])
    assert caught.value.exit_code == 2


def test_a_pipe_is_refused_where_named_and_passed_over_where_found(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sql")
    with pytest.raises(LogloomError, match="neither a file nor a folder"):
        query_files([tmp_path / "pipe.sql"])
    assert _names(tmp_path, tmp_path) == []


def test_links_do_not_lead_in_a_circle(tmp_path: Path) -> None:
    _touch(tmp_path, "a/x.sql")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    (tmp_path / "a" / "folder.sql").symlink_to(tmp_path)
    (tmp_path / "a" / "linked.sql").symlink_to(tmp_path / "a" / "x.sql")
    assert _names(tmp_path, tmp_path) == ["a/linked.sql", "a/x.sql"]


def test_a_link_to_nothing_or_to_itself_is_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.sql").symlink_to(tmp_path / "nothing.sql")
    (tmp_path / "self.sql").symlink_to(tmp_path / "self.sql")
    assert _names(tmp_path, tmp_path) == ["gone.sql", "self.sql"]


def test_a_folder_that_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _touch(tmp_path, "a/x.sql", "b/y.sql")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found, (finding,) = query_files([tmp_path])
    assert found == [tmp_path / "b" / "y.sql"]
    assert (finding.path, finding.message) == (tmp_path / "a", "cannot be read: Permission denied")
