"""Query files on disk: reading one, and finding all of a library."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from generator.errors import LogloomError
from generator.finding import Finding, Severity
from generator.queries.header import parse_header
from generator.queries.model import INSIGHTS_ENDING, SQL_ENDING, Query
from generator.queries.text import finding, read_text
from generator.suggest import did_you_mean

MARKERS: Mapping[str, str] = {SQL_ENDING: "--", INSIGHTS_ENDING: "#", ".logql": "#"}
"""What begins a comment in a query file, by the ending of the file."""

ENDINGS = (SQL_ENDING, INSIGHTS_ENDING)
"""The endings of the files that a library is made of; of twins, the first is the one that is meant."""

EXAMPLES = ".test.yaml"

_NOTHING = {
    "--": re.compile(r"(?:[\s;]+|--[^\r\n]*|(?>/\*.*?\*/))*+", re.DOTALL),
    "#": re.compile(r"(?:\s+|#[^\r\n]*)*+"),
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(?:/[A-Za-z0-9_][A-Za-z0-9_-]*)*")


@attrs.frozen
class Library:
    """The queries of a project: `twins` by name and then by ending, in the order of names.

    `queries` has one of each name, in the first of ENDINGS that it has. `findings` is what is wrong with the
    files. A file with a finding may still be a query. One that could not be read as text is none: `unread`
    says why, by name and ending.
    """

    twins: Mapping[str, Mapping[str, Query]]
    findings: tuple[Finding, ...] = ()
    unread: Mapping[str, Finding] = attrs.field(factory=dict)
    queries: Mapping[str, Query] = attrs.field(init=False, repr=False, eq=False)
    by_text: Mapping[str, Query] = attrs.field(init=False, repr=False, eq=False)

    @queries.default
    def _queries(self) -> Mapping[str, Query]:
        return {name: next(iter(twins.values())) for name, twins in self.twins.items()}

    @by_text.default
    def _by_text(self) -> Mapping[str, Query]:
        return {query.text: query for query in reversed(self.every)}

    @classmethod
    def of(
        cls,
        queries: Iterable[Query],
        findings: Iterable[Finding] = (),
        unread: Mapping[str, Finding] | None = None,
    ) -> Library:
        """The library of these queries; those of one name are twins."""
        twins: dict[str, dict[str, Query]] = {}
        for query in queries:
            twins.setdefault(query.name, {})[query.path.suffix.lower()] = query
        alike = {name: _alike(twins[name]) for name in sorted(twins)}
        return cls(alike, tuple(findings), unread or {})

    @property
    def every(self) -> tuple[Query, ...]:
        """All queries in all languages."""
        return tuple(query for twins in self.twins.values() for query in twins.values())

    def find(self, name: str) -> Query:
        """The query of that name. Raises LogloomError: which name is near, or why the file was not read."""
        if name in self.queries:
            return self.queries[name]
        for ending in ENDINGS:
            if name + ending in self.unread:
                raise_first_error([self.unread[name + ending]])
        raise LogloomError(f"there is no query {name}", hint=did_you_mean(name, self.queries))

    def twin(self, name: str, ending: str) -> Query | None:
        """The query of that name in the language of an ending, None for none. Raises as `find` does."""
        if name + ending in self.unread:
            raise_first_error([self.unread[name + ending]])
        self.find(name)
        return self.twins[name].get(ending)

    def raise_errors(self) -> None:
        """Raise LogloomError for the first file that is wrong, if any is."""
        raise_first_error(self.findings)


def raise_first_error(findings: Iterable[Finding]) -> None:
    """Raise the first finding that is an error, as a LogloomError."""
    for fault in findings:
        if fault.severity is Severity.ERROR:
            raise fault.as_error()


def read_query(path: Path, root: Path | None = None) -> tuple[Query | None, list[Finding]]:
    """Read one query file, named by its path below `root` or by its bare name.

    Never raises: a file that cannot be read, or that PostgreSQL would refuse for its bytes alone, is None
    and one finding.
    """
    return _read(path, path.relative_to(root).as_posix() if root else path.name)


def _read(path: Path, file_name: str) -> tuple[Query | None, list[Finding]]:
    text, findings = read_text(path)
    if text is None:
        return None, findings
    name, dot, ending = file_name.rpartition(".")
    marker = MARKERS.get(dot + ending, "--")
    if _NOTHING[marker].fullmatch(text):
        return None, [finding(path, "file-empty", "holds no query", "write one, or remove the file")]
    header, faults = parse_header(text, path, marker=marker)
    return Query(name or file_name, path, text, header), [*findings, *faults]


def load_library(root: Path) -> Library:
    """Every query file below `root`; without such a folder the library is empty. Never raises.

    A twin that has no title, description or unit of its own has those of the first of its name.
    """
    queries: list[Query] = []
    unread: dict[str, Finding] = {}
    findings: list[Finding] = []
    names: dict[str, Path] = {}
    paths = sorted(_files(root, root.resolve(), findings))
    stems = {path.removesuffix(suffix) for path in paths for suffix in MARKERS if path.endswith(suffix)}
    prefix = len(os.path.join(root, ""))  # noqa: PTH118
    for text_path in paths:
        stem, ending = os.path.splitext(text_path)  # noqa: PTH122 - a Path costs as much as reading the file
        if text_path.endswith(EXAMPLES):
            if text_path.removesuffix(EXAMPLES) not in stems:
                findings.append(_orphan(Path(text_path), root, stems))
        elif ending.lower() in ENDINGS:
            path, name = Path(text_path), stem[prefix:].replace(os.sep, "/")
            first = names.setdefault((name + ending).casefold(), path)
            if first is not path:
                findings.append(
                    finding(path, "query-duplicate-name", f"{name} is also the name of {first}", "rename one")
                )
                continue
            if ending not in ENDINGS or not _NAME.fullmatch(name):
                findings.append(
                    finding(
                        path,
                        "query-name",
                        f"{name}{ending} is no good name for a query",
                        f"use letters, digits, _ and -, and the ending {ending.lower()}",
                    )
                )
            query, faults = _read(path, name + ending)
            findings.extend(faults)
            if query is not None:
                queries.append(query)
            else:
                unread[name + ending] = faults[0]
    return Library.of(queries, findings, unread)


def _alike(twins: Mapping[str, Query]) -> Mapping[str, Query]:
    """Twins in the order of ENDINGS, each with what it leaves to the first to say of both."""
    first, *others = sorted(twins.items(), key=lambda twin: (*ENDINGS, twin[0]).index(twin[0]))
    said = first[1].header
    return dict([first]) | {
        ending: attrs.evolve(
            query,
            header=attrs.evolve(
                query.header,
                title=query.header.title or said.title,
                description=query.header.description or said.description,
                unit=query.header.unit or said.unit,
            ),
        )
        for ending, query in others
    }


def _files(folder: str | Path, resolved_root: Path, findings: list[Finding]) -> Iterator[str]:
    """The files below a folder but hidden ones; a symbolic link is followed only to a file inside."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        findings.append(finding(Path(folder), "file-unreadable", f"cannot be read: {error.strerror}"))
        return
    for entry in found:
        if entry.name.startswith("."):
            continue
        if entry.is_symlink() and not _is_file_inside(Path(entry.path), resolved_root):
            findings.append(
                finding(
                    Path(entry.path),
                    "query-symlink",
                    "a symbolic link to a folder, to nothing or out of the library is not followed",
                    "put the file itself here",
                )
            )
        elif entry.is_dir():
            yield from _files(entry.path, resolved_root, findings)
        elif entry.is_file():
            yield entry.path


def _is_file_inside(link: Path, resolved_root: Path) -> bool:
    try:
        return link.is_file() and link.resolve().is_relative_to(resolved_root)
    except (OSError, RuntimeError):  # a loop of links
        return False


def _orphan(path: Path, root: Path, stems: set[str]) -> Finding:
    name = path.relative_to(root).as_posix().removesuffix(EXAMPLES)
    known = (Path(stem).relative_to(root).as_posix() for stem in stems)
    return finding(path, "examples-without-query", f"there is no query {name}", did_you_mean(name, known))
