"""Regular expressions of Logs Insights, which are RE2's, as PostgreSQL's."""

from __future__ import annotations

import re

from generator.languages.insights.regex.first_match import Ambiguous, unambiguous
from generator.languages.insights.regex.parser import Unreadable, parse
from generator.languages.insights.regex.printer import printed
from generator.languages.insights.regex.tree import Regex, is_nullable, repeats_nothing, size

__all__ = ["Untranslatable", "condition", "extraction", "glob", "replacement"]

LARGEST = 1000
"""Characters with every count written out: what RE2 takes too."""

_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")


class Untranslatable(Exception):
    """PostgreSQL would answer otherwise, or nothing at all; the text says why."""


def condition(pattern: str) -> str:
    """An expression that matches somewhere in the same texts; where and how does not matter."""
    regex = _parsed(pattern)
    return _with_flags(regex, printed(regex.root))


def extraction(pattern: str) -> tuple[str, tuple[str, ...]]:
    """An expression that finds the same in its groups, and their names in order."""
    regex = _parsed(pattern)
    return _with_flags(regex, _unambiguous(regex)), regex.names


def replacement(pattern: str) -> str:
    """An expression that finds the same places one after the other."""
    regex = _parsed(pattern)
    if is_nullable(regex.root):
        raise Untranslatable("a regular expression that may find nothing at all is replaced everywhere")
    return _with_flags(regex, _unambiguous(regex))


def glob(pattern: str) -> str:
    """A star takes as little as it can, one at the end all that is left, over lines too."""
    pieces = [_SPECIAL.sub(r"\\\g<0>", piece) for piece in pattern.split("*")]
    if pieces[-1]:
        return "(.*?)".join(pieces)
    return "(.*?)".join(pieces[:-1]) + "(.*)$"


def _parsed(pattern: str) -> Regex:
    try:
        regex = parse(pattern)
    except Unreadable as error:
        raise Untranslatable(str(error)) from None
    if repeats_nothing(regex.root):
        raise Untranslatable("it repeats what may be nothing")
    if size(regex.root) > LARGEST:
        raise Untranslatable("its counts make it too complex for PostgreSQL")
    return regex


def _unambiguous(regex: Regex) -> str:
    try:
        return unambiguous(regex.root)
    except Ambiguous as error:
        raise Untranslatable(f"PostgreSQL would find something else: {error}") from None


def _with_flags(regex: Regex, text: str) -> str:
    return f"(?i){text}" if regex.is_caseless else text
