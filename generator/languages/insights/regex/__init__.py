"""Regular expressions of Logs Insights, which are RE2's, as PostgreSQL's."""

from __future__ import annotations

import re


class Untranslatable(Exception):
    """PostgreSQL would answer otherwise, or nothing at all; the text says why."""


def condition(pattern: str) -> str:
    return pattern.replace(r"\b", r"\y")


def extraction(pattern: str) -> tuple[str, tuple[str, ...]]:
    names = tuple(re.findall(r"\(\?P?<([^>=!]+)>", pattern))
    return re.sub(r"\(\?P?<([^>=!]+)>", "(", pattern), names


def replacement(pattern: str) -> str:
    return pattern


def glob(pattern: str) -> str:
    pieces = [re.sub(r"[\\^$.|?*+()\[\]{}]", r"\\\g<0>", piece) for piece in pattern.split("*")]
    if pieces[-1]:
        return "(.*?)".join(pieces)
    return "(.*?)".join(pieces[:-1]) + "(.*)$"
