"""The query files that paths stand for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.errors import Location, LogloomError
from generator.finding import Finding, Severity
from generator.queries.library import ENDINGS, EXAMPLES


def query_files(paths: Iterable[Path]) -> tuple[list[Path], list[Finding]]:
    """The files named, the query files below the folders named, and what could not be looked into.

    Each file once, in the order named; an example file stands for its queries. Hidden folders are passed
    over, and so are symbolic links to folders, which may lead in a circle. Raises LogloomError for a
    path that does not exist or is neither a file nor a folder.
    """
    found: dict[str, Path] = {}
    findings: list[Finding] = []
    for path in paths:
        for file in _files(path, findings):
            found.setdefault(os.path.abspath(file), file)  # noqa: PTH100 - Path.resolve() is slow and follows links
    return list(found.values()), findings


def _files(path: Path, findings: list[Finding]) -> Iterator[Path]:
    if path.is_dir():
        yield from (Path(file) for file in _below(os.fspath(path), findings))
    elif path.is_file():
        yield from _queries_of(path)
    elif path.exists():
        raise LogloomError("is neither a file nor a folder", Location(path))
    else:
        raise LogloomError("does not exist", Location(path))


def _queries_of(path: Path) -> list[Path]:
    """The queries that an example file belongs to, those that are there; else the file itself."""
    if not path.name.endswith(EXAMPLES):
        return [path]
    name = path.name.removesuffix(EXAMPLES)
    queries = [query for ending in ENDINGS if (query := path.with_name(name + ending)).exists()]
    if not queries:
        raise LogloomError(f"there is no {name}{ENDINGS[0]} beside it", Location(path))
    return queries


def _below(folder: str, findings: list[Finding]) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            ordered = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        findings.append(Finding(Path(folder), 0, 0, "file-unreadable", Severity.ERROR, message))
        return
    for entry in ordered:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path, findings)
        elif entry.name.endswith(ENDINGS) and _is_file_or_lost(entry):
            yield entry.path


def _is_file_or_lost(entry: os.DirEntry[str]) -> bool:
    """A file, or a link to nothing: that it cannot be read is worth saying. A pipe would keep us waiting."""
    try:
        return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())
    except OSError:  # a loop of links
        return True
