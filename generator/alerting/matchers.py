"""Matchers: conditions on an alert's labels."""

from __future__ import annotations

import re

import attrs

from generator.errors import Location
from generator.mistakes import mistake

_OPERATOR = r"\s*(=~|!~|!=|=)"
_MATCHER = re.compile(rf'\s*(?:"([^"]+)"|([^\s=!~"{{}},]+)){_OPERATOR}\s*(.*?)\s*', re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_ESCAPED = re.compile(r'\\([\\"])')
_SECOND = re.compile(rf'[,\s]\s*[\w."-]+{_OPERATOR}')
_NOT_IN_GO = {"(?=": "a look ahead", "(?!": "a look ahead", "(?<=": "a look behind", "(?<!": "a look behind"}
_GO_CLASS = re.compile(r"\\p\{\^?\w+\}|\\[pP]\w|\[\[:\^?\w+:\]\]|\\z|\\[QE]|\\C")
"""What Go knows and Python does not; any class will do in its place."""


@attrs.frozen
class Matcher:
    """A label, an operator (`=`, `!=`, `=~`, `!~`), and a value or a regular expression for all of it."""

    label: str
    operator: str
    value: str

    def to_json_data(self) -> list[str]:
        """As one of Grafana's `object_matchers`."""
        return [self.label, self.operator, self.value]

    def __str__(self) -> str:
        return f"{self.label} {self.operator} {self.value}"


def matcher(text: str, location: Location | None = None) -> Matcher:
    """The matcher that an author wrote, by Alertmanager's rules: a value in quotes has \\\\ and \\" in it.

    Raises LogloomError for what is none, and for two in one text.
    """
    found = _MATCHER.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise mistake(f"{text!r} is no matcher", 'write "label = value", or with !=, =~ or !~', location)
    quoted, plain, operator, written = found.groups()
    value = _value(text, written, location)
    if operator in ("=~", "!~"):
        _check_pattern(text, value, location)
    return Matcher(quoted or plain, operator, value)


def _value(text: str, written: str, location: Location | None) -> str:
    if whole := _QUOTED.fullmatch(written):
        return _ESCAPED.sub(r"\1", whole[1])
    if written.startswith(("=", "~")):
        raise mistake(f"{text!r} has no such operator", "there are =, !=, =~ and !~", location)
    if _SECOND.search(written):
        raise mistake(f"{text!r} holds two matchers", "write each as a text of its own", location)
    if written.startswith('"') or written.endswith('"'):
        raise mistake(f"{text!r} has half a quotation", "put the whole value into quotes", location)
    return written


def _check_pattern(text: str, pattern: str, location: Location | None) -> None:
    """Raise LogloomError for what is no regular expression to Python and to Go alike."""
    for feature, meaning in _NOT_IN_GO.items():
        if feature in pattern:
            raise mistake(
                f"{text!r} holds {feature}, {meaning}", "Go's regular expressions lack it", location
            )
    try:
        re.compile(_GO_CLASS.sub("[a]", pattern))
    except re.error as error:
        raise mistake(f"{text!r} holds no regular expression: {error}", location=location) from error
