"""A hypothesis strategy for pipelines that CloudWatch would take.

Behind `stats` a `limit` comes only where all keys are sorted by: which of equal rows it keeps is anybody's
guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs
from hypothesis import strategies as st

from tests.insights.grammar import (
    AGGREGATES,
    FIELDS,
    GRAMMAR,
    IN_TIME,
    PARSERS,
    SHORTEST,
    STRUCTURE,
    TYPES,
    WORDS,
)

T = TypeVar("T")
CHOICES = 128
"""How many choices a pipeline is made by; what is beyond them is the first of each."""
LATEST = 4
"""How many of the names that were made last are read as often as all others."""
_SLOT = re.compile(r"<(\w+)>")


@attrs.define
class Writer:
    """Writes a pipeline, choice by choice.

    `size` picks a number between two, both included. `names` are the names by their types that can be read
    where it is writing.
    """

    size: Callable[[int, int], int]
    names: dict[str, list[str]]
    made: int = 0

    def choose(self, options: Sequence[T]) -> T:
        return options[self.size(0, len(options) - 1)]

    def expression(self, type_: str, depth: int = 2) -> str:
        known = self.names.get(type_, [])
        if known and (depth == 0 or self.size(0, 1)):
            return self.choose(known[-LATEST:] if self.size(0, 1) else known)
        if depth == 0:
            type_ = SHORTEST.get(type_, type_)
        if type_ in WORDS:
            return self.choose(WORDS[type_])
        return self.filled(self.choose(self.possible(GRAMMAR[type_], depth)), depth - 1)

    def filled(self, way: str, depth: int) -> str:
        return _SLOT.sub(lambda slot: self.expression(slot[1], max(depth, 0)), way)

    def possible(self, ways: Sequence[str], depth: int) -> Sequence[str]:
        """Those that ask for no time where none is left, and that end."""
        without = [] if self.names["time"] else ["<time>"]
        without += [] if "@timestamp" in self.names["time"] and not self.is_unnested else IN_TIME
        without += [] if depth else ["<condition>"]
        return [way for way in ways if not any(part in way for part in without)]

    def named(self, written: str, type_: str) -> str:
        self.made += 1
        self.names[type_].append(f"x{self.made}")
        return f"{written} as x{self.made}"

    def several(self, what: Callable[[], str], least: int = 1, most: int = 2) -> list[str]:
        return [what() for _ in range(self.size(least, most))]

    @property
    def is_unnested(self) -> bool:
        """Whether several rows may come from one record, in an order that nothing says."""
        return "item" in self.names[STRUCTURE]

    # --- commands ---

    def fields(self) -> str:
        def item() -> str:
            type_ = self.choose([type_ for type_ in TYPES if type_ != "time" or self.names["time"]])
            return self.named(self.expression(type_), type_)

        return f"fields {', '.join(self.several(item))}"

    def parse(self) -> str:
        pattern, names = self.choose(PARSERS)
        if set(names) & set(self.names["any"]) or not self.names["text"]:
            return self.filter()  # a name is made once
        source = self.choose(
            ["", *self.names["text"]] if "@message" in self.names["text"] else self.names["text"]
        )
        self.names["any"].extend(names)
        return f"parse {source} {pattern}".replace("  ", " ") + (
            "" if pattern[0] == "/" else f" as {', '.join(names)}"
        )

    def json(self) -> str:
        """`fields jsonParse(...) as j`, and then `unnest` of a list in it."""
        if "j" not in self.names[STRUCTURE]:
            self.names[STRUCTURE].append("j")
            self.names["any"] += ["j.a.b", "j.items[0]", "j.items.3.k"]
            return f"fields jsonParse({self.choose(('message', 'extra.reason'))}) as j"
        if not self.is_unnested:
            self.names[STRUCTURE].append("item")
            self.names["any"].append("item.k")
            return f"unnest {self.choose(('j', 'j.items', 'j.a'))} into item"
        return self.filter()

    def of_events(self) -> str:
        """A command that may stand before the first `stats`."""
        ways = [self.fields, self.parse, self.filter, self.json]
        if not self.is_unnested:
            ways += [self.sort, self.dedup, self.limit]
        return self.choose(ways)()

    def filter(self) -> str:
        return f"{self.choose(('filter', 'where'))} {self.expression('condition')}"

    def sort(self, last: Sequence[str] = ()) -> str:
        keys = [*self.several(lambda: self.expression("any", 1), 0 if last else 1, 2), *last]
        return "sort " + ", ".join(f"{key} {self.choose(('', 'asc', 'desc'))}".strip() for key in keys)

    def limit(self) -> str:
        return f"limit {self.choose(('1', '2', '10', '50'))}"

    def dedup(self) -> str:
        return f"dedup {self._some_names(1, 'text', 'number', 'any')}"

    def display(self) -> str:
        """What the pipeline has made, and some more."""
        made = [name for type_ in TYPES for name in self.names[type_] if name not in FIELDS[type_]]
        return f"display {', '.join(dict.fromkeys([*made, self._some_names(1, *TYPES)]))}"

    def _some_names(self, least: int, *types: str) -> str:
        known = [name for type_ in types for name in self.names[type_]]
        return ", ".join(dict.fromkeys(self.several(lambda: self.choose(known), least)))

    def stats(self) -> tuple[str, list[str]]:
        """The command, and the names of its keys; after it there are only its names."""
        has_time = "@timestamp" in self.names["time"]
        written: list[tuple[str, str]] = []
        for _ in range(self.size(0, 2)):
            type_ = self.choose(("text", "text", "number", "any", "time"))
            if type_ == "time" and has_time:
                written.append((f"bin({self.expression('period')})", type_))
            elif type_ != "time":
                written.append((self.expression(type_, 1), type_))
        aggregates = []
        for _ in range(self.size(1, 2)):
            kind, type_ = self.choose(AGGREGATES if self.names["time"] else AGGREGATES[:-1])
            way = self.choose(self.possible(GRAMMAR[kind], 1))
            aggregates.append((self.filled(way, 1), type_))
        self.names = {type_: [] for type_ in self.names}
        by = [self.named(*key) for key in written]
        keys = [name for names in self.names.values() for name in names]
        items = [self.named(*aggregate) for aggregate in aggregates]
        return f"stats {', '.join(items)}" + (f" by {', '.join(by)}" if by else ""), keys


@st.composite
def pipelines(draw: st.DrawFn) -> str:
    """The text of a pipeline, a command a line."""
    # One draw for all choices, a byte each: many draws take longer than what is done with the pipeline.
    left = iter(draw(st.binary(min_size=CHOICES, max_size=CHOICES)))

    def size(least: int, most: int) -> int:
        return least + next(left, 0) % (most - least + 1)

    writer = Writer(size, {type_: list(names) for type_, names in FIELDS.items()})
    commands = [writer.of_events() for _ in range(size(0, 3))]
    if size(0, 1):
        commands += [(writer.display, writer.fields, writer.parse)[size(0, 2)]()]
        return "\n| ".join(commands)
    for _ in range(size(1, 2)):
        command, keys = writer.stats()
        commands.append(command)
        commands += [(writer.filter, writer.fields)[size(0, 1)]()] if size(0, 1) else []
    if keys and size(0, 1):
        commands.append(writer.sort(keys))
        commands += [writer.limit()] if size(0, 1) else []
    commands += [writer.display()] if not size(0, 3) else []
    return "\n| ".join(commands)
