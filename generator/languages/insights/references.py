"""Where a query's author names variables, for those who check what he wrote."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

import attrs

from generator.languages.grafana.model import Reference
from generator.languages.insights.expand import references
from generator.languages.insights.lexer import Kind, tokens


class Place(StrEnum):
    """What a place of the file is, before anything is put in."""

    COMMENT = "comment"
    TEXT = "text"
    REGEX = "regex"
    LIST = "list"
    """An element of `[...]`, or behind `in` without brackets."""
    BARE = "bare"


_PLACES = {Kind.COMMENT: Place.COMMENT, Kind.STRING: Place.TEXT, Kind.REGEX: Place.REGEX}


@attrs.frozen
class PlacedReference:
    """A reference to a variable, where it stands, and the token that it is or is in."""

    reference: Reference
    place: Place
    start: int
    end: int


def placed_references(source: str) -> tuple[PlacedReference, ...]:
    """Every reference, in order, with its place. `SOURCE`'s saved queries, `$name(...)`, are none."""
    every = references(source)
    return tuple(_placed(source, every)) if every else ()


def _placed(source: str, every: tuple[Reference, ...]) -> Iterator[PlacedReference]:
    waiting = iter(every)
    reference = next(waiting, None)
    depth, before = 0, ""
    for token in tokens(source):
        while reference is not None and reference.start < token.end:
            place = _PLACES.get(token.kind)
            if token.kind is Kind.UNTERMINATED:
                place = Place.REGEX if token.text[0] == "/" else Place.TEXT
            if place is None:
                place = Place.LIST if depth or before == "in" else Place.BARE
            if not _is_saved_query(source, reference, place):
                yield PlacedReference(reference, place, token.start, max(token.end, reference.end))
            reference = next(waiting, None)
        if token.kind is Kind.PUNCTUATION and token.text in "[]":
            depth = max(depth + (1 if token.text == "[" else -1), 0)
        if token.kind is not Kind.COMMENT:
            before = token.word


def _is_saved_query(source: str, reference: Reference, place: Place) -> bool:
    """`$name(...)`, which is CloudWatch's own; two underscores begin a macro of SQL's."""
    if place is not Place.BARE or reference.name.startswith("__"):
        return False
    is_plain = source[reference.start : reference.end] == f"${reference.name}"
    return is_plain and source.startswith("(", reference.end)
