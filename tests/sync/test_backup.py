"""What is overwritten or deleted is on the disk first, can be read back, and holds no secret."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.sync.backup import Backup, back_up, read_backup
from generator.sync.model import Action, Change, Desired, Key, Live

SECRET = "pa$$word"


def change(action: Action = Action.UPDATE, id_: str = "errors", raw: object = None) -> Change:
    key = Key("dashboard", id_)
    want = Desired(key, "New", {"a": 2}) if action is not Action.DELETE else None
    live = Live(key, "Old", {"a": 1}, raw or {"a": 1, "meta": {}}) if action is not Action.CREATE else None
    return Change(action, key, want, live)


def backed_up(folder: Path, *changes: Change) -> Backup:
    home = back_up(folder, changes, url="http://grafana", org=1, store="postgres", secrets=[SECRET, ""])
    assert home is not None
    return read_backup(home)


def test_what_is_overwritten_and_deleted_is_read_back_as_it_was(tmp_path: Path) -> None:
    backup = backed_up(tmp_path, change(), change(Action.DELETE, "old"), change(Action.CREATE, "new"))

    assert (backup.url, backup.org, backup.store) == ("http://grafana", 1, "postgres")
    assert [(copy.key.id, copy.action, copy.body, copy.raw) for copy in backup.copies] == [
        ("errors", Action.UPDATE, {"a": 1}, {"a": 1, "meta": {}}),
        ("old", Action.DELETE, {"a": 1}, {"a": 1, "meta": {}}),
    ]
    assert backup.copies[1].pushed == ""


def test_every_copy_is_on_the_disk_before_anything_is_written_to_grafana(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, and the folder that names it, each before the next one is written."""
    synced: list[str] = []

    def sync(descriptor: int) -> None:
        synced.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")

    monkeypatch.setattr(os, "fsync", sync)

    backed_up(tmp_path, change(), change(Action.DELETE, "old"))

    assert synced == ["file", "folder"] * 3  # two copies, and the page that lists them


def test_nothing_is_written_where_nothing_goes_away(tmp_path: Path) -> None:
    changes = [change(Action.CREATE)]

    assert back_up(tmp_path / "b", changes, url="", org=1, store="", secrets=[]) is None
    assert not (tmp_path / "b").exists()


def test_no_secret_of_the_project_is_in_a_copy(tmp_path: Path) -> None:
    raw = {"url": f"https://hooks.example.com/{SECRET}", "list": [{"x": SECRET}]}

    backed_up(tmp_path, change(raw=raw))

    assert SECRET not in "".join(path.read_text() for path in tmp_path.rglob("*.json"))


def test_two_pushes_of_one_second_do_not_share_a_folder(tmp_path: Path) -> None:
    homes = {backed_up(tmp_path, change()).folder for _ in range(3)}

    assert len(homes) == 3


@pytest.mark.parametrize("id_", ["../../etc/passwd", "a/b", "", "ü" * 300, "nul\x00", ". ."])
def test_a_name_of_grafana_is_never_a_path(id_: str, tmp_path: Path) -> None:
    backup = backed_up(tmp_path / "backups", change(id_=id_))

    assert backup.copies[0].key.id == id_
    assert {path.parent for path in tmp_path.rglob("*.json")} == {backup.folder}


def test_a_disk_that_does_not_take_it_is_said_before_anything_is_pushed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LogloomError, match="cannot be made"):
        back_up(tmp_path / "file", [change()], url="", org=1, store="", secrets=[])


def test_a_backup_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    backup = backed_up(tmp_path, change(), change(id_="other"))
    next(backup.folder.glob("002-*")).unlink()

    with pytest.raises(LogloomError, match="cannot be read"):
        read_backup(backup.folder)


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"logloom_backup": 9}'])
def test_another_folder_is_no_backup(content: str, tmp_path: Path) -> None:
    (tmp_path / "backup.json").write_text(content)

    with pytest.raises(LogloomError, match=r"backup\.json"):
        read_backup(tmp_path)
