"""Go's regular expressions, by Python's where the two agree."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate

_LACKING = re.compile(r"(?<!\\)(?:\\\\)*(?:\(\?(?:[=!>]|<[=!]|P=|\()|\\[1-9]|[*+?}]\+)")
"""What Python has and Go has not: look-around, back-references, possessive quantifiers."""

_FOREIGN = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[pPQEzC]|\[\[:|\(\?[a-zA-Z]*U)")
"""What Go has and Python has not, or reads otherwise."""

_REFERENCE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})")


@lru_cache(maxsize=64)
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern for Python. Raises TemplateFailure where Go refuses it."""
    if _LACKING.search(pattern):
        raise TemplateFailure(f"error parsing regexp: invalid or unsupported Perl syntax in `{pattern}`")
    if _FOREIGN.search(pattern):
        raise UnsupportedTemplate(f"the regular expression {pattern} is not supported here")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # set operations, which neither language has yet
            return re.compile(_go_end(pattern), re.ASCII)
    except re.error as error:
        raise TemplateFailure(f"error parsing regexp: {error} in `{pattern}`") from None


def _go_end(pattern: str) -> str:
    """`$` is the end of the text in Go, where Python lets a line end follow."""
    return re.sub(r"(?<!\\)((?:\\\\)*)\$(?![^\[]*\])", r"\1\\Z", pattern)


def replaced(pattern: str, replacement: str, text: str) -> str:
    """By ReplaceAllString: `$1` and `${name}` in the replacement are groups, `$$` is a dollar.

    A name is as long as it can be: `$1x` is the group called 1x, and empty. An empty match right behind
    another is none, unlike in Python.
    """
    done = 0
    parts: list[str] = []
    for match in compiled(pattern).finditer(text):
        if match.end() > match.start() or match.start() > done or not parts:
            parts += [text[done : match.start()], _expanded(replacement, match)]
            done = match.end()
    return "".join([*parts, text[done:]])


def _expanded(replacement: str, match: re.Match[str]) -> str:
    def group(reference: re.Match[str]) -> str:
        name = reference[1] or reference[2]
        if name is None:
            return "$"
        key = int(name) if name.isdigit() else name
        known = key <= match.re.groups if isinstance(key, int) else key in match.re.groupindex
        return (match[key] or "") if known else ""

    return _REFERENCE.sub(group, replacement)
