"""One thing that differs, in words, and how values are shown in them."""

from __future__ import annotations

import json
from typing import Any

import attrs

from generator.sync.model import digest

_LONGEST = 60


@attrs.frozen
class Difference:
    """A part of a resource, and what is different about it: `panel 'Errors'`, `query changed, moved`.

    `owner` is the id of the panel that it is about, empty where it is about none.
    """

    part: str
    what: str
    owner: str = ""

    def __str__(self) -> str:
        return printable(f"{self.part}: {self.what}")


ABSENT = object()
"""Stands for the value of a key that is not there, which is not null."""


def same(before: Any, after: Any) -> bool:
    """Whether two values are the same JSON. To Python 1 is True; to JSON it is not."""
    return before is after or (
        before is not ABSENT and after is not ABSENT and digest(before) == digest(after)
    )


def printable(text: str) -> str:
    """A text without what a terminal would obey: titles in Grafana are anybody's."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def shown(value: Any) -> str:
    """A value in one short line: texts bare where they are plain words, everything else as JSON."""
    if isinstance(value, str) and value and value.isprintable() and value == value.strip():
        text = value
    else:
        text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def turned(before: Any, after: Any) -> str:
    """How a value changed, in a few words: `5m -> 10m`; long texts are only said to have changed."""
    if before is ABSENT:
        return f"set to {shown(after)}"
    if after is ABSENT:
        return f"removed, was {shown(before)}"
    if _is_long(before) or _is_long(after):
        return "changed"
    return f"{shown(before)} -> {shown(after)}"


def _is_long(value: Any) -> bool:
    if isinstance(value, str):
        return "\n" in value or len(value) > _LONGEST
    return isinstance(value, dict | list) and len(json.dumps(value)) > _LONGEST
