"""What PostgreSQL has: functions, operators, casts, types and keywords, as its own catalogs list them.

The tables beside this module are read from servers (15 and 18) by `python -m` of this package. Types go
by their short names: `int8`, `timestamptz`, and `int8[]` for an array.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import attrs

FunctionKind = Literal["function", "aggregate", "ordered-set", "hypothetical-set", "window", "procedure"]


@attrs.frozen
class Function:
    """One signature of a function. The last `defaults` arguments may be left out.

    `argument_names` holds "" for an argument without one. `columns` are those of a function that
    returns rows; `returns` is "record" then.
    """

    name: str
    kind: FunctionKind
    arguments: tuple[str, ...]
    argument_names: tuple[str, ...]
    defaults: int
    variadic: bool
    returns: str
    columns: tuple[tuple[str, str], ...]
    returns_set: bool


@attrs.frozen
class Type:
    """A type: `display` is the name PostgreSQL shows; `category` is pg_type.typcategory."""

    name: str
    display: str
    category: str
    preferred: bool


def _rows(table: str) -> Iterator[list[str]]:
    text = Path(__file__).with_name(f"{table}.tsv").read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines()[1:])


def _named(entries: str) -> list[tuple[str, str]]:
    """`key text, value jsonb` as pairs of name and type; the name may be missing."""
    pairs = (entry.rpartition(" ") for entry in entries.split(", ") if entry)
    return [(name, type_) for name, _, type_ in pairs]


@cache
def _function_rows() -> Mapping[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = defaultdict(list)
    for row in _rows("functions"):
        rows[row[0]].append(row)
    return dict(rows)


@cache
def functions(name: str) -> tuple[Function, ...]:
    """All signatures of the function of that name; none when there is no such function."""
    return tuple(_function(row) for row in _function_rows().get(name, ()))


def function_names() -> tuple[str, ...]:
    return tuple(_function_rows())


def _function(row: list[str]) -> Function:
    name, kind, arguments, defaults, variadic, returns, returns_set = row
    inputs, outputs = _named(arguments), _named(returns)
    returns_columns = len(outputs) > 1 or any(name for name, _ in outputs)
    return Function(
        name=name,
        kind=kind,  # type: ignore[arg-type]
        arguments=tuple(type_ for _, type_ in inputs),
        argument_names=tuple(name for name, _ in inputs),
        defaults=int(defaults),
        variadic=bool(variadic),
        returns="record" if len(outputs) > 1 else outputs[0][1],
        columns=tuple(outputs) if returns_columns else (),
        returns_set=bool(returns_set),
    )


@cache
def operators() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """For each operator its (left, right, result); left is "" for a prefix operator."""
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, left, right, result in _rows("operators"):
        found[name].append((left, right, result))
    return {name: tuple(rows) for name, rows in found.items()}


@cache
def implicit_casts() -> frozenset[tuple[str, str]]:
    """The (source, target) pairs that PostgreSQL converts without being asked."""
    return frozenset((source, target) for source, target, context in _rows("casts") if context == "implicit")


@cache
def casts() -> frozenset[tuple[str, str]]:
    """Every (source, target) pair for which a cast is defined; text converts to and from anything besides."""
    return frozenset((source, target) for source, target, _ in _rows("casts"))


@cache
def types() -> Mapping[str, Type]:
    return {row[0]: Type(row[0], row[1], row[2], bool(row[3])) for row in _rows("types")}


@cache
def keywords() -> Mapping[str, str]:
    """Each keyword and its category: reserved, type-or-function, column or unreserved."""
    return {word: category for word, category, _ in _rows("keywords")}


@cache
def needs_as() -> frozenset[str]:
    """The keywords that are an alias only behind AS."""
    return frozenset(word for word, _, label in _rows("keywords") if not label)
