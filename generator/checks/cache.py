"""What the offline tier has said of each file, kept between runs and found by the file's content.

The cache is one file that belongs to one generation: the checks' own source, sqlglot, Python and the
contract. When any of them changes, all of it is forgotten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

import logloom
from logloom import Contract

import generator
from generator.checks.verdict import Verdict

FILE_NAME = "check-cache"
SPARE = 20_000
"""How many verdicts are kept that a run did not ask for: those of files checked in other runs."""

_MAGIC = "logloom-check-cache"
_STALE_SECONDS = 3600


def content_key(suffix: str, content: bytes) -> str:
    """The key of a file: all that decides its verdict and is not part of the generation."""
    return hashlib.sha256(suffix.encode() + b"\0" + content).hexdigest()


def generation(contract: Contract) -> str:
    """What a verdict depends on beside the file itself, as one digest.

    The checks' source stands for the tool's version: it changes with every release and also while a
    rule is being written.
    """
    digest = hashlib.sha256()
    for part in (_version("sqlglot"), repr(sys.version_info[:2]), contract.digest):
        digest.update(part.encode() + b"\0")
    for source in _sources():
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(package: str) -> str:
    """The version of a package, without importing it; empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _sources() -> Iterator[Path]:
    """The files that decide what the checks say: code, and the tables beside it."""
    folders = [_folder(generator) / part for part in ("checks", "languages", "queries")]
    for folder in (*folders, _folder(logloom)):
        yield from sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".toml", ".tsv"})
    yield from sorted(_folder(generator).glob("*.py"))  # findings, and how words are suggested


def _folder(package: ModuleType) -> Path:
    return Path(package.__path__[0])


class Cache:
    """The verdicts of one generation. Without a folder it remembers nothing beyond the run.

    A file that is corrupt, of another generation or not ours reads as empty and is replaced; a folder
    that cannot be read or written is no error, since a cache only saves time.
    """

    def __init__(self, folder: Path | None, generation: str) -> None:
        self._folder = folder
        self._generation = generation
        self._kept = _read(folder / FILE_NAME, generation) if folder else {}
        self._used: dict[str, object] = {}
        self._changed = False

    @property
    def is_empty(self) -> bool:
        return not self._kept and not self._used

    def get(self, key: str) -> Verdict | None:
        entry = self._used.get(key)
        if entry is None:
            entry = self._kept.pop(key, None)
            if entry is None:
                return None
            self._used[key] = entry
        return Verdict.from_json(entry)

    def put(self, key: str, verdict: Verdict) -> None:
        self._used[key] = verdict.to_json()
        self._changed = True

    def save(self) -> None:
        """Replace the file whole. Of two runs at once the later one's stays; neither sees half a file."""
        if self._folder is None or not self._changed:
            return
        # What this run used goes last, so that the oldest are the first to be dropped.
        spare = list(self._kept.items())[-SPARE:]
        body = json.dumps({**dict(spare), **self._used}, separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            _write(self._folder, _header(self._generation, body) + body)


def _header(generation: str, body: bytes) -> bytes:
    return f"{_MAGIC} {generation} {hashlib.sha256(body).hexdigest()}\n".encode()


def _read(path: Path, generation: str) -> dict[str, object]:
    """The entries, oldest first; none unless the file is whole and of this generation."""
    try:
        header, newline, body = path.read_bytes().partition(b"\n")
    except OSError:
        return {}
    if header + newline != _header(generation, body):
        return {}
    entries: dict[str, object] = json.loads(body)
    return entries


def _write(folder: Path, content: bytes) -> None:
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    for leftover in folder.glob(f"{FILE_NAME}-*.tmp"):
        if time.time() - leftover.stat().st_mtime > _STALE_SECONDS:
            leftover.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=folder, prefix=f"{FILE_NAME}-", suffix=".tmp", delete=False
    ) as temporary:
        try:
            temporary.write(content)
            temporary.close()
            Path(temporary.name).replace(folder / FILE_NAME)
        except OSError:
            Path(temporary.name).unlink(missing_ok=True)
            raise
