"""Our mark: what we leave with a resource in Grafana to know it again, and to know what we last pushed.

It is one line, `logloom code_monet 3f2a...`: whose it is, and the digests of what was pushed. A digest of an
older canonical form still counts as a mark. Nothing in it depends on the version of this tool.
"""

from __future__ import annotations

import re

import attrs

from generator.sync.model import MESSAGE

KEY = "logloom"
"""The key that holds the mark where a resource has room for JSON of its own."""

_LINE = re.compile(rf"^{MESSAGE} (?P<app>\S+)(?P<digests>(?: [0-9a-f]{{20}})+)(?=$|: )", re.MULTILINE)


@attrs.frozen
class Mark:
    """`digests` has several where a change takes several writes, and each stage of it is ours."""

    app: str
    digests: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((MESSAGE, self.app, *self.digests))


def mark_in(text: object) -> Mark | None:
    """The mark in a text; None where there is none."""
    found = _LINE.search(text) if isinstance(text, str) else None
    return Mark(found["app"], tuple(found["digests"].split())) if found else None


def our_digests(text: object, app: str) -> frozenset[str] | None:
    """The digests of our own mark in a text; None where there is none, or another project's."""
    mark = mark_in(text)
    return frozenset(mark.digests) if mark and mark.app == app else None


def without_mark(text: str) -> str:
    """What else a text says."""
    return _LINE.sub("", text).strip()
