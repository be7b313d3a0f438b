"""What strings and paths stand for."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}

_PARTS = re.compile(r"`([^`\n]+)`|\[(\d+)\]|\.|([^.`\[\]]+)")


def value_of(literal: str) -> str:
    """What a string in quotes stands for. A backslash that escapes nothing stays, for regular expressions."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    return _ESCAPE.sub(lambda hit: _ESCAPED.get(hit[1], hit[1] if hit[1] in "\"'\\`" else hit[0]), inner)


def path_of(text: str) -> tuple[str, ...]:
    """The parts of a field: ``a.`b c`.d[1]`` is a, b c, d and 1."""
    if text.isidentifier():
        return (text,)
    if "`" not in text and "[" not in text:
        return tuple(text.split("."))
    parts: list[str] = []
    joined = False
    for hit in _PARTS.finditer(text):
        part = hit[1] or hit[2] or hit[3]
        if part is None:
            joined = False
        elif joined and hit[2] is None:
            parts[-1] += part
        else:
            parts.append(part)
            joined = True
    return tuple(parts)
