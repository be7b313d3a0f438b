"""Where the mistake behind a syntax error is: PostgreSQL points at the first token that does not fit."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from generator.languages.grafana_sql.lexer import Kind, Token
from generator.suggest import nearest

_AFTER_AN_EXPRESSION = frozenset(
    {"from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "union", "intersect"}
    | {"except", "on", "using", "and", "or", "join", "left", "right", "inner", "cross"}
)
"""Words that can only follow what is complete."""

_KEYWORDS = frozenset(
    {"select", "distinct", "from", "where", "group", "having", "order", "limit", "offset", "union", "join"}
    | {"inner", "outer", "left", "right", "cross", "lateral", "using", "between", "interval", "filter"}
    | {"within", "partition", "with", "values", "case", "when", "then", "else"}
)


@attrs.frozen
class Place:
    """An offset in a statement, and what to do there, if that is plain."""

    offset: int
    hint: str = ""


def syntax_place(found: Sequence[Token], position: int) -> Place:
    """The place of the mistake for the one where PostgreSQL noticed it; no comments are among the tokens."""
    index = next((number for number, token in enumerate(found) if token.end > position), len(found))
    before = found[index - 1] if index else None
    here = found[index] if index < len(found) else None
    backtick = next((token for token in found[: index + 1] if "`" in token.text), None)
    if backtick is not None and backtick.kind in {Kind.OPERATOR, Kind.ILLEGAL}:
        return Place(backtick.start, "PostgreSQL puts names in double quotes")
    if before is None:
        return Place(position, _meant(here))
    must_be_complete = here is None or here.text.lower() in _AFTER_AN_EXPRESSION or here.text == ")"
    if before.text == "," and must_be_complete:
        return Place(before.start, "leave the comma out")
    if hint := _meant(before):
        return Place(before.start, hint)
    if must_be_complete and (here is None or here.text != ")"):
        opening = _open_parenthesis(found[:index])
        if opening is not None:
            return Place(opening.start, "close this parenthesis")
    return Place(before.start if here is None else position, _meant(here))


def _meant(token: Token | None) -> str:
    """A hint if the token looks like a keyword misspelt."""
    if token is None or token.kind is not Kind.IDENTIFIER or len(token.text) < 3:
        return ""
    word = token.text.lower()
    meant = None if word in _KEYWORDS else nearest(word, _KEYWORDS)
    return f"did you mean {meant.upper()}?" if meant else ""


def _open_parenthesis(found: Sequence[Token]) -> Token | None:
    """The innermost parenthesis that is still open, unless a query began in it."""
    opened: list[int] = []
    for index, token in enumerate(found):
        if token.text == "(":
            opened.append(index)
        elif token.text == ")" and opened:
            opened.pop()
    if not opened:
        return None
    inside = found[opened[-1] + 1 : opened[-1] + 2]
    return None if inside and inside[0].text.lower() in {"select", "with"} else found[opened[-1]]
