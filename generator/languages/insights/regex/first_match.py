"""The same match as an engine finds that tries one possibility after the other, from one that does not.

RE2 and Perl take the first option that leads to a match, and repeat as often as the quantifier prefers.
PostgreSQL takes the longest or the shortest match, by the first quantifier of all ("Regular Expression
Matching Rules"). So the expression is written such that there is one way only to match at a place: where a
choice is to be made, each possibility but the first says by looking ahead that those before it lead to none.
"""

from __future__ import annotations

from collections.abc import Sequence as Items

from generator.languages.insights.regex.classes import ANY, AT_END, NONE, CharSet
from generator.languages.insights.regex.printer import ASSERTIONS, atom, char, printed, quantifier
from generator.languages.insights.regex.tree import (
    Alternation,
    Assertion,
    Char,
    Group,
    Node,
    Repeat,
    Sequence,
    has_groups,
)

MOST_UNROLLED = 8
MOST_CHOICES = 100
LONGEST = 4000
"""Characters of a translation; what follows is written once more for each choice."""

TOO_MANY = "it has too many choices to be written for PostgreSQL"


class Ambiguous(Exception):
    """There is no writing this such that PostgreSQL finds the same."""


def unambiguous(root: Node) -> str:
    """The expression with one way to match at a place, its groups in order. Raises Ambiguous."""
    if _choices(root) > MOST_CHOICES:
        raise Ambiguous(TOO_MANY)
    return _written(root, ())


def _choices(node: Node) -> int:
    match node:
        case Sequence(items=nodes):
            return sum(map(_choices, nodes))
        case Alternation(options=nodes):
            return len(nodes) + sum(map(_choices, nodes))
        case Group(inner=inner):
            return _choices(inner)
        case Repeat(inner=inner):
            return 1 + _choices(inner)
    return 0


def _written(node: Node, rest: Items[Node]) -> str:
    """The node, where `rest` follows up to the end of the expression."""
    match node:
        case Char(shown=shown):
            return char(shown)
        case Assertion(kind=kind):
            return ASSERTIONS[kind]
        case Sequence(items=items):
            text = ""
            for place, item in enumerate(items, 1):
                text += _in_group(item, _written(item, (*items[place:], *rest)))
                if len(text) > LONGEST:
                    raise Ambiguous(TOO_MANY)
            return text
        case Group(inner=inner):
            return f"({_written(inner, rest)})"
        case Alternation(options=options):
            return _alternation(options, rest)
        case Repeat():
            return _repeat(node, rest)
    raise TypeError(node)


def _in_group(node: Node, text: str) -> str:
    return f"(?:{text})" if isinstance(node, Alternation) else text


def _alternation(options: Items[Node], rest: Items[Node]) -> str:
    written = []
    for place, option in enumerate(options):
        before = [
            _not_ahead((earlier, *rest)) for earlier in options[:place] if not _exclude(earlier, option)
        ]
        written.append("".join([*before, _in_group(option, _written(option, rest))]))
    return "|".join(written)


def _repeat(node: Repeat, rest: Items[Node]) -> str:
    body, low, high = node.inner, node.low, node.high
    if has_groups(body) and (low, high) not in ((0, 1), (1, 1)):
        raise Ambiguous("a group that is repeated has one of many texts")
    if isinstance(body, Char) and (low == high or _is_decided(body, rest)):
        return atom(body) + quantifier(low, high)
    if node.lazy and all(map(_is_empty, rest)):
        high = low  # nothing makes it go on
    if low or (high is not None and high > 1):
        return _unrolled(node, low, high, rest)
    if high == 0:
        return ""
    if high == 1:
        return _optional(node, rest)
    return _loop(node, rest)


def _loop(node: Repeat, rest: Items[Node]) -> str:
    """Any number of times."""
    body = node.inner
    if node.lazy:
        if len(rest) == 1 and isinstance(body, Char) and isinstance(rest[0], Char):
            others = body.shown - rest[0].chars
            return char(others) + "*" if others.ranges else ""
        again = Repeat(body, 0, None, lazy=True)
        return f"(?:{_not_ahead(rest)}{_in_group(body, _written(body, (again, *rest)))})*"
    again = Repeat(body, 0, None, lazy=False)
    inner = atom(body) if isinstance(body, Char) else f"(?:{_written(body, (again, *rest))})"
    if not rest or _is_decided(body, rest):
        return f"{inner}*"
    return f"{inner}*{_not_ahead((Repeat(body, 1, None, lazy=False), *rest))}"


def _optional(node: Repeat, rest: Items[Node]) -> str:
    body = node.inner
    written = _in_group(body, _written(body, rest))
    if node.lazy:
        return f"(?:{_not_ahead(rest)}{written})?"
    if not rest or _is_decided(body, rest):
        return f"(?:{written})?" if not isinstance(body, Char | Group) else f"{written}?"
    return f"(?:{written}|{_not_ahead((body, *rest))})"


def _unrolled(node: Repeat, low: int, high: int | None, rest: Items[Node]) -> str:
    """A count as that many copies, and what may follow them."""
    body = node.inner
    if high is None:
        loop = Repeat(body, 0, None, node.lazy)
        if isinstance(body, Char):
            repeated = _loop(loop, rest)
            simple = f"{atom(body)}*"
            if repeated.startswith(simple):
                return atom(body) + quantifier(low, None) + repeated.removeprefix(simple)
            return atom(body) + quantifier(low, low) + repeated
        more: Node = loop
    else:
        more = Sequence(())
        for _ in range(high - low):
            more = Repeat(Sequence((body, more)) if _has_items(more) else body, 0, 1, node.lazy)
    if max(low, (high or low) - low) > MOST_UNROLLED:
        raise Ambiguous("it repeats something too often to be written for PostgreSQL")
    copies: tuple[Node, ...] = (*(body,) * low, more)
    return _written(Sequence(copies), rest)


def _has_items(node: Node) -> bool:
    return not (isinstance(node, Sequence) and not node.items)


def _not_ahead(nodes: Items[Node]) -> str:
    """That what follows does not match; what may be nothing in the end need not be said."""
    said = list(nodes)
    while len(said) > 1 and _is_empty(said[-1]):
        said.pop()
    if isinstance(said[0], Repeat) and len(said) == 1 and said[0].high is None and said[0].low == 1:
        return f"(?!{atom(said[0].inner)})"
    return f"(?!{printed(Sequence(tuple(said)))})"


def _is_empty(node: Node) -> bool:
    """Whether it always matches, be it nothing: an assertion does not."""
    match node:
        case Char() | Assertion():
            return False
        case Sequence(items=items):
            return all(map(_is_empty, items))
        case Alternation(options=options):
            return any(map(_is_empty, options))
        case Group(inner=inner):
            return _is_empty(inner)
        case Repeat(inner=inner, low=low):
            return low == 0 or _is_empty(inner)
    raise TypeError(node)


def _is_decided(body: Node, rest: Items[Node]) -> bool:
    """Whether the next character tells another repetition from what follows."""
    first, is_open = _first(Sequence(tuple(rest)))
    return bool(rest) and not is_open and _first(body)[0].is_disjoint(first)


def _first(node: Node) -> tuple[CharSet, bool]:
    """The characters that it can begin with, and whether it can be nothing."""
    match node:
        case Char(chars=chars):
            return chars, False
        case Assertion(kind="$"):
            return AT_END, False
        case Assertion():
            return ANY, True
        case Sequence(items=items):
            found = NONE
            for item in items:
                first, is_open = _first(item)
                found |= first
                if not is_open:
                    return found, False
            return found, True
        case Alternation(options=options):
            firsts = [_first(option) for option in options]
            found = NONE
            for first, _ in firsts:
                found |= first
            return found, any(is_open for _, is_open in firsts)
        case Group(inner=inner):
            return _first(inner)
        case Repeat(inner=inner, low=low):
            first, is_open = _first(inner)
            return first, is_open or low == 0
    raise TypeError(node)


def _exclude(one: Node, other: Node) -> bool:
    """Whether no text begins with both."""
    for left, right in zip(_leading(one), _leading(other), strict=False):
        if left.is_disjoint(right):
            return True
    (left, left_open), (right, right_open) = _first(one), _first(other)
    return not left_open and not right_open and left.is_disjoint(right)


def _leading(node: Node) -> list[CharSet]:
    """The characters that it begins with in any case, one after the other."""
    match node:
        case Char(chars=chars):
            return [chars]
        case Group(inner=inner):
            return _leading(inner)
        case Sequence(items=items):
            found: list[CharSet] = []
            for item in items:
                if not isinstance(item, Char):
                    return found + _leading(item)
                found.append(item.chars)
            return found
    return []
