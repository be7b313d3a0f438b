"""The commands, functions and units of the language, from language.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import attrs

_TABLE = "language.toml"


class Kind(StrEnum):
    """Where a function stands: in any expression, or in stats only. `SERIES` are for `by bin(...)`."""

    SCALAR = "scalar"
    AGGREGATE = "aggregate"
    SERIES = "series"


@attrs.frozen
class CommandWord:
    """A command; `adds` are the fields that it makes whatever it is given.

    `deprecated` names what is used instead; empty where the command is documented.
    """

    name: str
    since: str
    aliases: tuple[str, ...] = ()
    adds: tuple[str, ...] = ()
    deprecated: str = ""


@attrs.frozen
class Function:
    """A function, and what it takes and gives.

    `arguments` are types: those of record.Type, and `period` for `5m`. `most` is None where the last argument
    may be repeated. `result` is a type, or `first` or `second`: that of this argument.
    """

    name: str
    arguments: tuple[str, ...]
    least: int
    most: int | None
    result: str
    kind: Kind
    since: str
    aliases: tuple[str, ...] = ()
    is_aggregate: bool = attrs.field(init=False)

    @is_aggregate.default
    def _is_aggregate(self) -> bool:
        return self.kind is not Kind.SCALAR

    def argument(self, index: int) -> str:
        """The type of the argument at an index, from 0, however often the last one is repeated."""
        return self.arguments[min(index, len(self.arguments) - 1)] if self.arguments else "any"


def _commands(rows: list[dict[str, Any]]) -> Iterator[tuple[str, CommandWord]]:
    for row in rows:
        command = CommandWord(
            name=row["name"],
            since=row["since"],
            aliases=tuple(row.get("aliases", ())),
            adds=tuple(row.get("adds", ())),
            deprecated=row.get("deprecated", ""),
        )
        for name in (command.name, *command.aliases):
            yield name.lower(), command


def _functions(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Function]]:
    for row in rows:
        arguments = tuple(row["arguments"])
        function = Function(
            name=row["name"],
            arguments=arguments,
            least=row.get("least", len(arguments)),
            most=None if row.get("repeats") else len(arguments),
            result=row["result"],
            kind=Kind(row.get("kind", Kind.SCALAR)),
            since=row["since"],
            aliases=tuple(row.get("aliases", ())),
        )
        for name in (function.name, *function.aliases):
            yield name.lower(), function


def _units(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        for name in (row["name"], *row["short"]):
            yield name, row["name"]
            if len(name) > 1:
                yield f"{name}s", row["name"]


_rows = tomllib.loads(Path(__file__).with_name(_TABLE).read_text(encoding="utf-8"))

COMMANDS: Mapping[str, CommandWord] = dict(_commands(_rows["command"]))
"""By name and alias, in lower case."""

FUNCTIONS: Mapping[str, Function] = dict(_functions(_rows["function"]))
"""By name and alias, in lower case."""

UNITS: Mapping[str, str] = dict(_units(_rows["unit"]))
"""Every spelling of a unit, in lower case, and its full name: `hrs` is `hour`."""

CAPS: Mapping[str, int] = {row["name"]: row["most"] for row in _rows["unit"] if "most" in row}
"""By full name: the count at which CloudWatch silently cuts a period off: bin(300s) is bin(60s)."""

WORDS = frozenset(("and", "or", "not", "in", "like", "as", "by"))
"""Words that are never a field unless in backticks."""

PERIODS = ("previousDay", "previousWeek", "previousMonth")
"""What diff compares with."""
