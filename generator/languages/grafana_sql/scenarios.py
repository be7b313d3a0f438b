"""The settings of a dashboard under which a query must be right: few for a simple query, and none twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import attrs

from generator.languages.grafana.model import ALL, Reference, Scenario, Value, Variable
from generator.languages.grafana.scenarios import (
    RANGES,
    other_intervals,
    other_picks,
    picks,
    releases,
    used_variables,
    usual_scenario,
)
from generator.languages.grafana_sql.comments import comment_spans, strip_comments
from generator.languages.grafana_sql.expand import before_macros
from generator.languages.grafana_sql.macros import MACRO
from generator.languages.grafana_sql.references import references

QUOTE = "it's"
"""What a viewer may well type into a text box."""

_USES_RANGE = re.compile(
    r"\$__(?:time(?:Filter|From|To)|unixEpoch(?:Nano)?(?:Filter|From|To))\(|__(?:from|to)\b"
)
_COMMENT = re.compile(r"--|/\*")
_HEADER = re.compile(r"(?:--[^\n]*\n|\s+)*+")
_TELLING = re.compile(r"\$|\[\[|/\*")


def scenarios(source: str, variables: Sequence[Variable]) -> tuple[Scenario, ...]:
    """The settings to try: the usual one first, then one thing changed at a time.

    Each value of each variable that the query names is tried, as well as several, All, and a value
    with a quote where a viewer types freely; a short and a long time range; three intervals; and the
    rules of older releases. What makes no difference to the query is left out.
    """
    named = [reference for reference in references(source) if not reference.builtin]
    used = used_variables(named, variables)
    usual = usual_scenario(used)
    picked = [usual, *_other_picks(usual, used)]
    oldest = [
        attrs.evolve(scenario, release=releases[-1])
        for scenario in picked
        if _quoting_matters(scenario.values, used, named)
    ]
    older = [attrs.evolve(usual, release=releases[1])] if _comments_matter(source, used, usual) else []
    return (*picked, *_other_times(source, usual), *older, *oldest)


def _other_picks(usual: Scenario, used: Sequence[Variable]) -> Iterator[Scenario]:
    for variable in used:
        yield from other_picks(usual, [variable], _typed(variable))


def _other_times(source: str, usual: Scenario) -> Iterator[Scenario]:
    if _USES_RANGE.search(source):
        yield attrs.evolve(usual, time_range=RANGES[1])
    if "__interval" in source:
        yield from other_intervals(usual)


def values(variable: Variable) -> tuple[Value, ...]:
    """What may be picked in a variable, the usual first, each once; in a text box a quote as well."""
    return picks(variable, _typed(variable))


def _typed(variable: Variable) -> str | None:
    return None if any("'" in value for value in variable.values) else QUOTE


def is_made_up(scenario: Scenario, variables: Sequence[Variable]) -> bool:
    """Whether a value is tried that the author has not named, and that may be none of the kind he expects."""
    return any(
        variable.text_box
        and QUOTE not in variable.values
        and scenario.values.get(variable.name) in (QUOTE, (QUOTE,))
        for variable in variables
    )


def _quoting_matters(
    picked: Mapping[str, Value], used: Sequence[Variable], named: Sequence[Reference]
) -> bool:
    """Whether releases differ: they do on a single value of a variable that has All, in no format."""
    unformatted = {reference.name for reference in named if not reference.format}
    return any(
        variable.name in unformatted
        and (variable.include_all or variable.multi)
        and isinstance(picked[variable.name], str)
        and picked[variable.name] != ALL
        for variable in used
    )


def _comments_matter(source: str, used: Sequence[Variable], usual: Scenario) -> bool:
    """Whether taking comments out changes more than the comments.

    It does where a macro is in one or around one, and where Grafana and PostgreSQL do not agree on
    what a comment is: nested ones, and behind a backslash in a literal.
    """
    if "--" not in source and "/*" not in source:
        return False
    if _comments_are_a_header(source, used):
        return False
    with_comments = before_macros(source, used, usual)
    text = with_comments.text
    if "\\'" in text or any("/*" in text[start + 2 : end] for start, end in comment_spans(text)):
        return True
    return _macros_as_seen(text) != _macros_as_seen(strip_comments(with_comments).text)


def _comments_are_a_header(source: str, used: Sequence[Variable]) -> bool:
    """Whether the only comments are lines before the query in which there is nothing to replace.

    So it is in most files, and seen much faster than by expanding one.
    """
    header = _HEADER.match(source)
    end = header.end() if header else 0
    return (
        not _TELLING.search(source, 0, end)
        and not _COMMENT.search(source, end)
        and not any(_COMMENT.search(value) for variable in used for value in variable.values)
    )


def _macros_as_seen(text: str) -> list[tuple[str, bool]]:
    return [(match[0], text.startswith(",", match.end())) for match in MACRO.finditer(text)]
