"""Replacing files: all of them or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.replacing import replace_files, sweep


def test_nothing_is_written_where_something_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("before")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LogloomError, match="cannot be written"):
        replace_files({tmp_path / "one": "after", tmp_path / "file" / "two": "after"})
    assert (tmp_path / "one").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "one"]


def test_a_new_file_can_be_read_by_all_and_an_old_one_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("before")
    (tmp_path / "old").chmod(0o640)
    replace_files({tmp_path / "old": "after", tmp_path / "below" / "new": "after"})
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "below" / "new").stat().st_mode & 0o777 == 0o644


def test_what_a_kill_has_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".logloom-x.tmp").write_text("half")
    (tmp_path / "other.tmp").write_text("not ours")
    sweep([tmp_path])
    assert [path.name for path in tmp_path.iterdir()] == ["other.tmp"]
