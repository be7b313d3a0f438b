from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from generator.errors import LogloomError
from generator.project import TAG
from generator.provisioning.documents import MARK
from generator.provisioning.write import compare, write

ROOT = Path(__file__).parents[2]


def dashboard(uid: str, title: str = "A title") -> str:
    return json.dumps({"uid": uid, "title": title, "tags": [TAG]})


def yaml(value: str = "1") -> str:
    return f"{MARK}\nvalue: {value}\n"


def files(**texts: str) -> dict[PurePosixPath, str]:
    return {PurePosixPath("dashboards", f"{uid}.json"): text for uid, text in texts.items()}


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()
    }


def test_first_write_creates_every_file_readable_by_all(tmp_path: Path) -> None:
    wanted = {**files(a=dashboard("a")), PurePosixPath("datasources/logloom.yaml"): yaml()}

    changes = write(tmp_path / "postgres", wanted)

    assert contents(tmp_path / "postgres") == {str(name): text for name, text in wanted.items()}
    assert set(changes.created) == set(wanted)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*.json")} == {0o644}


def test_unchanged_files_are_not_written_again(tmp_path: Path) -> None:
    wanted = files(a=dashboard("a"))
    write(tmp_path, wanted)
    before = (tmp_path / "dashboards/a.json").stat()

    changes = write(tmp_path, wanted)

    after = (tmp_path / "dashboards/a.json").stat()
    assert not changes
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_files_no_longer_made_are_removed(tmp_path: Path) -> None:
    write(tmp_path, {**files(a=dashboard("a"), b=dashboard("b")), PurePosixPath("x/y.yaml"): yaml()})

    changes = write(tmp_path, files(a=dashboard("a")))

    assert list(contents(tmp_path)) == ["dashboards/a.json"]
    assert {str(name) for name in changes.removed} == {"dashboards/b.json", "x/y.yaml"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("dashboards/theirs.json", json.dumps({"uid": "theirs", "tags": []})),
        ("dashboards/copy.json", dashboard("a")),
        ("dashboards/broken.json", '{"uid": "broken", "tags": ["logloom"'),
        ("dashboards/list.json", "[]"),
        ("dashboards/odd.json", json.dumps({"uid": "odd", "tags": "logloom"})),
        ("datasources/theirs.yaml", "apiVersion: 1\n"),
        ("README.md", "notes\n"),
    ],
)
def test_files_of_others_are_never_removed_or_changed(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)

    write(tmp_path, files(a=dashboard("a")))
    write(tmp_path, {})

    assert contents(tmp_path) == {name: text}


def test_a_file_of_others_in_the_way_stops_the_build_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "dashboards").mkdir()
    (tmp_path / "dashboards/b.json").write_text('{"uid": "b"}')

    with pytest.raises(LogloomError, match=r"b\.json: is in the way: it was not written by logloom"):
        write(tmp_path, files(a=dashboard("a"), b=dashboard("b")))

    assert contents(tmp_path) == {"dashboards/b.json": '{"uid": "b"}'}


def test_compare_says_what_write_would_do_and_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, files(gone=dashboard("gone"), kept=dashboard("kept"), old=dashboard("old")))
    before = contents(tmp_path)
    wanted = files(new=dashboard("new"), kept=dashboard("kept"), old=dashboard("old", "Another"))

    announced = compare(tmp_path, wanted)

    assert contents(tmp_path) == before
    assert announced == write(tmp_path, wanted)
    assert [str(name) for name in announced.updated] == ["dashboards/old.json"]


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("a file where the folder should be")

    with pytest.raises(LogloomError) as error:
        write(tmp_path / "postgres", files(a=dashboard("a")))

    assert "\n" not in str(error.value)
    assert str(error.value).endswith("a.json: cannot be read: Not a directory")


def test_a_file_that_cannot_be_removed_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, files(a=dashboard("a")))

    def unlink(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(LogloomError, match=r"a\.json: cannot be removed: Permission denied"):
        write(tmp_path, {})


def test_a_file_of_others_that_cannot_be_read_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "theirs.json").write_text("{}")
    read_bytes = Path.read_bytes

    def refuse_theirs(path: Path) -> bytes:
        if path.name == "theirs.json":
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse_theirs)
    write(tmp_path, files(a=dashboard("a")))

    assert set(contents(tmp_path)) == {"theirs.json", "dashboards/a.json"}


WRITE_IN_A_CHILD = """
import resource, signal, sys, os
from pathlib import Path, PurePosixPath
sys.path.insert(0, {root!r})
from generator.provisioning.write import write
from tests.provisioning.test_write import dashboard, files
folder = Path({folder!r})
wanted = files(a=dashboard("a", "new"), b=dashboard("b", "new"), c=dashboard("c", {c!r}))
"""


def child(program: str, folder: Path, c: str = "new") -> subprocess.CompletedProcess[str]:
    text = WRITE_IN_A_CHILD.format(root=str(ROOT), folder=str(folder), c=c) + program
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=False)


def test_a_full_disk_changes_nothing_and_leaves_nothing_behind(tmp_path: Path) -> None:
    old = files(a=dashboard("a", "old"), b=dashboard("b", "old"))
    write(tmp_path, old)
    before = contents(tmp_path)

    # A limit on the size of a file fails in the same way as a disk without room for it.
    result = child(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\nwrite(folder, wanted)",
        tmp_path,
        c="x" * 9999,
    )

    assert "cannot be written: File too large" in result.stderr
    assert contents(tmp_path) == before


@pytest.mark.parametrize("survived", [0, 1, 2])
def test_a_kill_between_two_files_leaves_each_whole_and_the_next_build_finishes(
    tmp_path: Path, survived: int
) -> None:
    old = files(a=dashboard("a", "old"), b=dashboard("b", "old"), c=dashboard("c", "old"))
    new = files(a=dashboard("a", "new"), b=dashboard("b", "new"), c=dashboard("c", "new"))
    write(tmp_path, old)

    result = child(
        f"""
replace, left = Path.replace, [{survived}]
def until_killed(self, target):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return replace(self, target)
Path.replace = until_killed
write(folder, wanted)
""",
        tmp_path,
    )

    assert result.returncode == -signal.SIGKILL
    for name, text in old.items():
        assert (tmp_path / name).read_text() in (text, new[name])
    write(tmp_path, new)
    assert contents(tmp_path) == {str(name): text for name, text in new.items()}
