"""A regular expression as a tree."""

from __future__ import annotations

import attrs

from generator.languages.insights.regex.classes import CharSet


@attrs.frozen
class Node:
    pass


@attrs.frozen
class Char(Node):
    """One character of a set. `shown` is the set before the other case of its letters was added."""

    chars: CharSet
    shown: CharSet


@attrs.frozen
class Assertion(Node):
    """`^ $ \\b \\B`, and `(?m)^`, `(?m)$` for the begin and end of a line."""

    kind: str


@attrs.frozen
class Sequence(Node):
    items: tuple[Node, ...]


@attrs.frozen
class Alternation(Node):
    options: tuple[Node, ...]


@attrs.frozen
class Group(Node):
    """What is captured; only groups with a name are kept as such."""

    inner: Node
    name: str


@attrs.frozen
class Repeat(Node):
    """From `low` times to `high`, None for any number; `lazy` for as few as possible."""

    inner: Node
    low: int
    high: int | None
    lazy: bool


@attrs.frozen
class Regex:
    """`is_caseless` says that `(?i)` stands at the start and holds for all of it."""

    root: Node
    names: tuple[str, ...]
    is_caseless: bool


def has_groups(node: Node) -> bool:
    match node:
        case Group():
            return True
        case Sequence(items=nodes) | Alternation(options=nodes):
            return any(map(has_groups, nodes))
        case Repeat(inner=inner):
            return has_groups(inner)
    return False


def is_nullable(node: Node) -> bool:
    """Whether it matches nothing at all as well."""
    match node:
        case Char():
            return False
        case Assertion():
            return True
        case Sequence(items=items):
            return all(map(is_nullable, items))
        case Alternation(options=options):
            return any(map(is_nullable, options))
        case Group(inner=inner):
            return is_nullable(inner)
        case Repeat(inner=inner, low=low):
            return low == 0 or is_nullable(inner)
    raise TypeError(node)


def size(node: Node) -> int:
    """How many characters it has with every count written out, as engines do that build an automaton."""
    match node:
        case Sequence(items=nodes) | Alternation(options=nodes):
            return sum(map(size, nodes))
        case Group(inner=inner):
            return size(inner)
        case Repeat(inner=inner, low=low, high=high):
            return size(inner) * max(low, high or 0, 1)
    return 1


def repeats_nothing(node: Node) -> bool:
    """Whether something is repeated that may be nothing."""
    match node:
        case Sequence(items=nodes) | Alternation(options=nodes):
            return any(map(repeats_nothing, nodes))
        case Group(inner=inner):
            return repeats_nothing(inner)
        case Repeat(inner=inner):
            return is_nullable(inner) or repeats_nothing(inner)
    return False
