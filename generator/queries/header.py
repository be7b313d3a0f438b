"""The header of a query file: the comment lines it begins with that read `key: value`.

    -- title: Errors by category
    -- description: ERROR and CRITICAL records in the time range,
    --     by category.
    -- format: table

A value goes on in the comment lines right below it that are indented deeper than its key. Every other
comment is prose and left alone: a comment counts as a key when one word stands before its colon. The
header ends at the first line that is neither blank nor a comment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from generator.finding import Finding, Severity
from generator.queries.columns import parse_columns
from generator.queries.fault import Fault
from generator.queries.model import Allowance, Format, Header, Use
from generator.queries.params import parse_params
from generator.suggest import did_you_mean, nearest

FORMATS: tuple[str, ...] = get_args(Format)
USES: tuple[str, ...] = get_args(Use)

_WORD = re.compile(r"[A-Za-z][\w-]*")
_ALLOW = re.compile(r"(?P<rule>[a-z][a-z0-9-]*):?\s+(?P<reason>\S.*)", re.DOTALL)

Parsed = tuple[Any, Sequence[Fault]]


class _Piece(NamedTuple):
    """A run of a value's text, and where it begins in the file."""

    text: str
    line: int
    column: int


class _Entry(NamedTuple):
    """One `key: value`, with all the lines that its value takes."""

    key: str
    line: int
    column: int
    pieces: list[_Piece]

    @property
    def value(self) -> str:
        return " ".join([piece.text for piece in self.pieces if piece.text])

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at `offset` of the value."""
        for piece in self.pieces:
            if piece.text and offset <= len(piece.text):
                return piece.line, piece.column + offset
            offset -= len(piece.text) + bool(piece.text)
        return self.line, self.column


def parse_header(text: str, path: Path, *, marker: str = "--") -> tuple[Header, list[Finding]]:
    """Read the header of a query file's text; `marker` begins a comment in its language.

    Never raises: a fault is a finding, and what it stands in is left at its default.
    """
    entries = list(_entries(text, marker))
    headed = any(entry.key in _PARSERS for entry in entries)
    findings: list[Finding] = []
    given: dict[str, Any] = {}
    allow: list[Allowance] = []
    lines: dict[str, int] = {}

    def report(rule: str, line: int, column: int, message: str, hint: str = "") -> None:
        findings.append(Finding(path, line, column, rule, Severity.ERROR, message, hint))

    for entry in entries:
        key = entry.key
        if key not in _PARSERS:
            finding = _unknown(entry, headed, path)
            if finding is not None:
                findings.append(finding)
            continue
        if key in lines and key != "allow":
            report(
                "header-duplicate-key",
                entry.line,
                entry.column,
                f"{key} is given twice",
                f"it stands on line {lines[key]} already",
            )
            continue
        lines[key] = entry.line
        value = entry.value
        if not value:
            report(
                "header-empty", entry.line, entry.column, f"{key} has no value", "give one, or leave it out"
            )
            continue
        parsed, faults = _PARSERS[key](value)
        for fault in faults:
            report(f"header-{key}", *entry.position(fault.offset), fault.message, fault.hint)
        if key == "allow" and parsed is not None:
            rule, reason = parsed
            allow.append(Allowance(rule, reason, entry.line))
        elif parsed is not None:
            given[key] = parsed
    return Header(**given, allow=tuple(allow)), findings


def _unknown(entry: _Entry, headed: bool, path: Path) -> Finding | None:
    """What to say of a key that is none of ours.

    In a file with a header it is a mistake. In a file without one it may be anybody's comment, unless it
    is nearly a key; and prose begins with a capital.
    """
    near = nearest(entry.key, _PARSERS, likeness=0.75)  # prose has words too
    written_as_key = entry.key == entry.key.lower()
    if near is None and not written_as_key:
        return None
    severe = headed or (near is not None and written_as_key)
    return Finding(
        path,
        entry.line,
        entry.column,
        "header-unknown-key",
        Severity.ERROR if severe else Severity.WARNING,
        f"{entry.key} is no key of a query's header",
        f"did you mean {near}?" if near else "a remark begins with a capital letter; " + _KNOWN,
    )


def _entries(text: str, marker: str) -> Iterator[_Entry]:
    entry: _Entry | None = None
    depth = 0
    for number, column, indent, comment in _comments(text, marker):
        if entry is not None:
            if comment and indent > depth:
                entry.pieces.append(_Piece(comment, number, column))
                continue
            yield entry
            entry = None
        word, colon, value = comment.partition(":")
        key = word.rstrip()
        # An unknown word with no gap behind its colon is none of ours: https://..., a::b
        if colon and (key in _PARSERS or (_WORD.fullmatch(key) and (not value or value[0].isspace()))):
            words = value.lstrip()
            piece = _Piece(words, number, column + len(comment) - len(words))
            entry = _Entry(key, number, column, [piece])
            depth = indent
    if entry is not None:
        yield entry


def _comments(text: str, marker: str) -> Iterator[tuple[int, int, int, str]]:
    """The comments a text begins with: line, column of the first word, blanks before it, and the words.

    A blank line counts as an empty comment.
    """
    if "\r" in text:  # as PostgreSQL reads line ends
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    position, number = 0, 0
    while position < len(text):
        end = text.find("\n", position)
        line = text[position : end if end >= 0 else len(text)]
        stripped = line.lstrip()
        if stripped and not stripped.startswith(marker):
            return
        position += len(line) + 1
        number += 1
        behind_marker = stripped[len(marker) :]
        words = behind_marker.lstrip()
        yield number, len(line) - len(words) + 1, len(behind_marker) - len(words), words.rstrip()


def _text(value: str) -> Parsed:
    return value, ()


def _format(value: str) -> Parsed:
    if value in FORMATS:
        return value, ()
    return None, (Fault(0, f"{value} is no format", did_you_mean(value, FORMATS)),)


def _use(value: str) -> Parsed:
    if value in USES:
        return value, ()
    return None, (Fault(0, f"{value} is no use of a query", "the only one to be told is alert"),)


def _allow(value: str) -> Parsed:
    match = _ALLOW.fullmatch(value)
    if match is None:
        return None, [
            Fault(0, f"{value} is not a rule and a reason", "write allow: RULE why it is right here")
        ]
    return (match["rule"], match["reason"]), []


_PARSERS: dict[str, Callable[[str], Parsed]] = {
    "title": _text,
    "description": _text,
    "format": _format,
    "use": _use,
    "unit": _text,
    "columns": parse_columns,
    "params": parse_params,
    "fields": parse_columns,
    "allow": _allow,
}
_KNOWN = f"the keys are {', '.join(_PARSERS)}"
