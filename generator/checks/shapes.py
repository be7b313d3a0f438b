"""Which settings of a dashboard give a query another shape, so that each shape is expanded and read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from generator.languages.grafana.model import Quoting, Reference, Scenario, Value, Variable
from generator.languages.grafana.variables import reference_value
from generator.languages.grafana_sql.lexer import Kind, tokens
from generator.languages.grafana_sql.places import Place, Places
from generator.languages.grafana_sql.quoting import sql_text

_LITERALS = (Kind.STRING, Kind.NUMBER)


def of_different_shape(
    source: str,
    every: Sequence[Scenario],
    references: Sequence[Reference],
    variables: Mapping[str, Variable],
    places: Places,
) -> list[Scenario]:
    """The first scenario of each shape, the usual one first.

    Two texts have one shape when a parser makes the same tree of both, but for what literals hold. Time
    ranges and intervals change numbers only; a release that keeps comments is told apart where the
    scenarios try one for the comments' sake.
    """
    usual = every[0]
    by_comments = any(
        scenario.release.strips_comments != usual.release.strips_comments and scenario.values == usual.values
        for scenario in every[1:]
    )
    used = [reference for reference in references if reference.name in variables]
    if not used and not by_comments:
        return [usual]
    in_lists = [_is_in_list(source, reference) for reference in used]
    known: dict[tuple[int, Value, Quoting], tuple[str, ...]] = {}
    found: dict[object, Scenario] = {}
    for scenario in every:
        parts = []
        for reference, in_list in zip(used, in_lists, strict=True):
            # All's own value may name other variables, so that it is looked at each time.
            key = (reference.start, scenario.values[reference.name], scenario.release.quoting)
            if key not in known or variables[reference.name].all_value:
                known[key] = _part(reference, scenario, variables, places, in_list)
            parts.append(known[key])
        comments = by_comments and scenario.release.strips_comments
        found.setdefault((comments, *parts), scenario)
    return list(found.values())


def _part(
    reference: Reference,
    scenario: Scenario,
    variables: Mapping[str, Variable],
    places: Places,
    is_in_list: bool,
) -> tuple[str, ...]:
    """The shape of what a reference puts in."""
    value = (
        reference_value(reference.name, reference.field, reference.format, variables, scenario, sql_text)
        or ""
    )
    place = places.at(reference.start)
    if place is Place.COMMENT and "\n" not in value:
        return ()
    if place is Place.LITERAL and "'" not in value.replace("''", "") and "\\" not in value:
        return ()
    return _words(value, is_in_list)


def _is_in_list(source: str, reference: Reference) -> bool:
    """Whether a reference is an element of a list in parentheses or brackets."""
    before, behind = source[: reference.start].rstrip(), source[reference.end :].lstrip()
    return before.endswith(("(", "[", ",")) and behind.startswith((")", "]", ","))


@lru_cache(maxsize=4096)
def _words(text: str, is_in_list: bool) -> tuple[str, ...]:
    """The tokens without what their literals hold; in a list several literals are as good as one."""
    words: list[str] = []
    for token in tokens(text):
        if token.kind is Kind.COMMENT:
            continue
        is_literal = token.kind in _LITERALS
        words.append(token.kind if is_literal else token.text)
        if is_in_list and is_literal and len(words) > 2 and words[-2] == "," and words[-1] == words[-3]:
            del words[-2:]
    return tuple(words)
