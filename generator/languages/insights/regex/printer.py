"""A regular expression as PostgreSQL writes it, nothing captured."""

from __future__ import annotations

from collections.abc import Mapping

from generator.languages.insights.regex.classes import ANY, CharSet
from generator.languages.insights.regex.tree import (
    Alternation,
    Assertion,
    Char,
    Group,
    Node,
    Repeat,
    Sequence,
)

# PostgreSQL's own flag for lines would hold for brackets as well.
ASSERTIONS: Mapping[str, str] = {
    "^": "^",
    "$": "$",
    "(?m)^": r"(?<![^\n])",
    "(?m)$": r"(?![^\n])",
    r"\b": r"\y",
    r"\B": r"\Y",
}
_CONTROLS: Mapping[int, str] = {7: r"\a", 9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r"}
_SPECIAL = frozenset(r"\^$.|?*+()[]{}")
_SPECIAL_IN_BRACKETS = frozenset(r"\]^-[")


def printed(node: Node) -> str:
    """The node, whatever quantifier it has; an alternation that is a part of something in a group."""
    match node:
        case Char(shown=shown):
            return char(shown)
        case Assertion(kind=kind):
            return ASSERTIONS[kind]
        case Sequence(items=items):
            return "".join(
                f"(?:{printed(item)})" if isinstance(item, Alternation) else printed(item) for item in items
            )
        case Alternation(options=options):
            return "|".join(map(printed, options))
        case Group(inner=inner):
            return f"(?:{printed(inner)})"
        case Repeat(inner=inner, low=low, high=high, lazy=lazy):
            return atom(inner) + quantifier(low, high) + ("?" if lazy else "")
    raise TypeError(node)


def atom(node: Node) -> str:
    """The node as one thing that a quantifier can follow."""
    text = printed(node)
    return text if isinstance(node, Char | Group) else f"(?:{text})"


def quantifier(low: int, high: int | None) -> str:
    match low, high:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case 1, 1:
            return ""
    if low == high:
        return f"{{{low}}}"
    return f"{{{low},{'' if high is None else high}}}"


def char(chars: CharSet) -> str:
    if chars == ANY:
        return "."
    if len(chars.ranges) == 1 and chars.ranges[0][0] == chars.ranges[0][1]:
        return _escaped(chars.ranges[0][0], _SPECIAL)
    inverse = ~chars
    if not chars.ranges:
        return "(?!)"
    negated = len(inverse.ranges) < len(chars.ranges)
    ranges = (inverse if negated else chars).ranges
    return f"[{'^' if negated else ''}{''.join(_range(*each) for each in ranges)}]"


def _range(low: int, high: int) -> str:
    first = _escaped(low, _SPECIAL_IN_BRACKETS)
    if low == high:
        return first
    return f"{first}{'-' if high > low + 1 else ''}{_escaped(high, _SPECIAL_IN_BRACKETS)}"


def _escaped(code: int, special: frozenset[str]) -> str:
    if code in _CONTROLS:
        return _CONTROLS[code]
    if code < 32 or code == 127 or 0xD800 <= code <= 0xDFFF or code >= 0xFFFE:
        return f"\\U{code:08X}" if code else r"\U00000001"
    character = chr(code)
    return f"\\{character}" if character in special else character
