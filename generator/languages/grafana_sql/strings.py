"""What a string literal, and a name in quotes, stands for."""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|''", re.DOTALL
)
_CONTROL = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_UNICODE_ESCAPE = re.compile(r"\\(?:([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6})|\\)")
_JOINT = re.compile(r"'[ \t\f\v]*[\r\n][ \t\r\n\f\v]*'")


def literal_value(literal: str) -> str:
    """The value of a string token. Bit strings and U&'' keep what is between their quotes."""
    if literal.startswith("$"):
        tag = literal[: literal.index("$", 1) + 1]
        return literal[len(tag) : -len(tag)]
    start = literal.index("'")
    content = literal[start + 1 : -1]
    if "\n" in content or "\r" in content:
        content = _JOINT.sub("", content)
    if literal[0] in "eE":
        return _ESCAPE.sub(_unescape, content)
    return content.replace("''", "'")


def quoted_name(written: str) -> str:
    """The name that a token in double quotes stands for."""
    name = written[written.index('"') + 1 : -1].replace('""', '"')
    if written[0] == '"':
        return name
    return _UNICODE_ESCAPE.sub(lambda match: _character(match[1] or match[2] or ""), name)


def _character(code: str) -> str:
    value = int(code, 16) if code else ord("\\")
    return chr(value) if value < 0x110000 else "\ufffd"


def _unescape(match: re.Match[str]) -> str:
    octal, hexadecimal, short, long, other = match.groups()
    if octal:
        return chr(int(octal, 8))
    if code := hexadecimal or short or long:
        return _character(code)
    return _CONTROL.get(other, other) if other else "'"
