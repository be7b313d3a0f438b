"""The cache saves time and changes nothing else, whatever becomes of its file."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from logloom import Contract

import generator
from generator.checks import cache as module
from generator.checks.cache import FILE_NAME, Cache, content_key, generation
from generator.checks.verdict import Exemption, Verdict
from generator.finding import Finding, Severity

FINDING = Finding(Path("a.sql"), 2, 8, "null", Severity.ERROR, "= NULL is never true", "write IS NULL")
VERDICT = Verdict.of([FINDING], [Exemption("null", 1, True)])


def _filled(folder: Path, generation: str = "now") -> Path:
    cache = Cache(folder, generation)
    cache.put("key", VERDICT)
    cache.save()
    return folder / FILE_NAME


def test_a_verdict_comes_back_as_it_was(tmp_path: Path) -> None:
    _filled(tmp_path)
    verdict = Cache(tmp_path, "now").get("key")
    assert verdict == VERDICT
    assert verdict is not None
    assert verdict.findings(Path("b.sql")) == [attrs.evolve(FINDING, path=Path("b.sql"))]
    assert verdict.exemptions() == [Exemption("null", 1, True)]


def test_a_file_without_findings_is_remembered_too(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "now")
    cache.put("key", Verdict())
    cache.save()
    assert Cache(tmp_path, "now").get("key") == Verdict()


def test_another_generation_forgets_all(tmp_path: Path) -> None:
    _filled(tmp_path)
    other = Cache(tmp_path, "next")
    assert other.get("key") is None
    other.put("new", VERDICT)
    other.save()
    assert Cache(tmp_path, "now").get("key") is None
    assert Cache(tmp_path, "next").get("key") is None
    assert Cache(tmp_path, "next").get("new") == VERDICT


def _cut(content: bytes) -> bytes:
    return content[:-3]


def _flip(content: bytes) -> bytes:
    return content.replace(b"never", b"newer")


def _foreign(_: bytes) -> bytes:
    return b'{"key": 1}'


def _empty(_: bytes) -> bytes:
    return b""


def _binary(_: bytes) -> bytes:
    return bytes(range(256)) * 4


@pytest.mark.parametrize("spoil", [_cut, _flip, _foreign, _empty, _binary])
def test_a_file_that_is_not_whole_or_not_ours_is_ignored_and_replaced(
    tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path = _filled(tmp_path)
    path.write_bytes(spoil(path.read_bytes()))
    assert Cache(tmp_path, "now").get("key") is None
    _filled(tmp_path)
    assert Cache(tmp_path, "now").get("key") == VERDICT


@given(cut=st.integers(min_value=0), flip=st.integers(min_value=0, max_value=255))
def test_no_damage_to_a_byte_changes_a_verdict(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int
) -> None:
    path = _filled(tmp_path_factory.mktemp("cache"))
    content = bytearray(path.read_bytes())
    content[cut % len(content)] ^= flip
    path.write_bytes(content)
    assert Cache(path.parent, "now").get("key") in (None, VERDICT)
    assert (Cache(path.parent, "now").get("key") is None) is (flip != 0)


def test_of_two_runs_at_once_each_file_is_whole(tmp_path: Path) -> None:
    first, second = Cache(tmp_path, "now"), Cache(tmp_path, "now")
    first.put("first", VERDICT)
    second.put("second", VERDICT)
    first.save()
    reader = Cache(tmp_path, "now")
    second.save()
    assert reader.get("first") == VERDICT
    assert Cache(tmp_path, "now").get("second") == VERDICT
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_a_kill_before_the_rename_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(tmp_path)

    def killed(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    cache = Cache(tmp_path, "now")
    cache.put("late", VERDICT)
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        cache.save()
    monkeypatch.undo()
    assert Cache(tmp_path, "now").get("key") == VERDICT
    assert Cache(tmp_path, "now").get("late") is None


def test_what_a_killed_run_has_left_is_swept_up_later(tmp_path: Path) -> None:
    old, recent = tmp_path / f"{FILE_NAME}-a.tmp", tmp_path / f"{FILE_NAME}-b.tmp"
    old.write_text("half")
    recent.write_text("half")
    os.utime(old, (time.time() - 7200,) * 2)
    _filled(tmp_path)
    assert not old.exists()
    # It may be the file of a run that is still going on.
    assert recent.exists()


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / "no" / "such"):
        cache = Cache(folder, "now")
        cache.put("key", VERDICT)
        cache.save()
        assert cache.get("key") == VERDICT


def test_a_full_disk_is_no_error_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(tmp_path)

    def full(*arguments: object, **options: object) -> object:
        raise OSError(28, "No space left on device")

    cache = Cache(tmp_path, "now")
    cache.put("late", VERDICT)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)
    cache.save()
    assert Cache(tmp_path, "now").get("key") == VERDICT


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    cache = Cache(None, "now")
    cache.put("key", VERDICT)
    cache.save()
    assert cache.get("key") == VERDICT
    assert list(tmp_path.iterdir()) == []


def test_git_does_not_see_the_folder(tmp_path: Path) -> None:
    _filled(tmp_path / ".logloom")
    assert (tmp_path / ".logloom" / ".gitignore").read_text() == "*\n"


def test_a_run_in_which_nothing_is_new_writes_nothing(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    before = path.stat()
    cache = Cache(tmp_path, "now")
    cache.get("key")
    cache.save()
    after = path.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_what_was_not_asked_for_longest_is_dropped_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SPARE", 2)

    def run(*keys: str) -> None:
        cache = Cache(tmp_path, "now")
        for key in keys:
            if cache.get(key) is None:
                cache.put(key, VERDICT)
        cache.save()

    run("a", "b", "c")  # all that one run uses is kept, however much
    run("d", "a")  # of what it did not use, the two latest
    known = Cache(tmp_path, "now")
    assert [key for key in "abcd" if known.get(key)] == ["a", "b", "c", "d"]
    run("e")
    known = Cache(tmp_path, "now")
    assert [key for key in "abcde" if known.get(key)] == ["a", "d", "e"]


def test_a_key_is_of_the_content_and_the_language() -> None:
    keys = {content_key(suffix, content) for suffix in (".sql", ".cwli") for content in (b"", b"a", b"a\n")}
    assert len(keys) == 6


def test_a_new_sqlglot_contract_or_rule_is_a_new_generation(
    contract: Contract, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = generation(contract)
    assert generation(contract) == now
    assert generation(dataclasses.replace(contract, digest="other")) != now
    with monkeypatch.context() as patch:
        patch.setattr(metadata, "version", lambda name: "99.0")
        assert generation(contract) != now
    copy = tmp_path / "generator"
    shutil.copytree(Path(module.__file__).parents[1], copy)
    monkeypatch.setattr(generator, "__path__", [str(copy)])
    assert generation(contract) == now
    rule = copy / "checks" / "rules" / "panel_unit.py"
    rule.write_text(rule.read_text() + "# changed\n")
    changed = generation(contract)
    assert changed != now
    (copy / "checks" / "rules" / "one_more.py").write_text("")
    assert generation(contract) not in (now, changed)
