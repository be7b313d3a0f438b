"""Hypothesis strategies for pipelines that CloudWatch would take, over the fields of `events`.

What they leave out is what AWS says nothing about: which of several equal rows a `limit` keeps behind
`stats`, a comparison of two nearly equal fractions, what becomes of a position or length below zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import attrs
from hypothesis import strategies as st

T = TypeVar("T")
TYPES = ("text", "number", "time", "any")
FIELDS: Mapping[str, Sequence[str]] = {
    "text": ("level", "category", "logger", "message", "extra.tool", "extra.reason", "extra.client_ip"),
    "number": ("user_id", "extra.duration_ms", "extra.tokens", "extra.status", "extra.turn"),
    "time": ("@timestamp", "@ingestionTime"),
    "any": ("extra.deep.a.b", "extra.deep.a.0.b"),
}

WORDS: Mapping[str, Sequence[str]] = {
    "string": (
        '""', '"a"', '"ERROR"', '"took"', '"ada"', '"Brush"', '"10"', '"4"', '"42"', '"%"', '"_"', '"a.b"',
        '"é"', '" "', '"it\'s"', r'"\\"', r"'\"'", '"\n"', "'null'",
    ),
    "literal": ("0", "1", "2", "7", "42", "300", "0.5", "1000"),
    "sign": ("=", "!=", "<", "<=", ">", ">="),
    "period": (
        "5m", "300s", "1h", "90m", "30s", "1d", "1w", "1mo", "1q", "1y", "500ms", "2hrs", "7minutes",
    ),
    "regex": (
        "took", "(?i)TIMEOUT", "^user=", "ms$", "a|ab", "ab|a", r"\d+ ms", r"[a-z]+=\w*", r"\btook\b", "a.b",
        r"a\.b", "x*", "(a|b)+X", "[^a-z ]{2,}", r"\s", r"[\]\[]", r"\/|\\", "é", "^(INFO|ERROR)$",
    ),
}  # fmt: skip

GRAMMAR: Mapping[str, Sequence[str]] = {
    "text": (
        "concat(<text>, <string>, <text>)",
        "tolower(<text>)",
        "toupper(<text>)",
        "trim(<text>)",
        "ltrim(<text>)",
        'trim(<text>, "ab ")',
        'ltrim(<text>, "]^-u")',
        'rtrim(<text>, "]^-s")',
        "substr(<text>, 0, 3)",
        "substr(<text>, 2)",
        "substr(<text>, 1, 100)",
        "substr(<text>, 3, 0)",
        'replace(<text>, "a", <string>)',
        'replace(<text>, ".", "")',
        'regexReplace(<text>, "[0-9]+", "#")',
        'regexReplace(<text>, "a|ab", "-")',
        "coalesce(<text>, <text>)",
        "if(<condition>, <text>, <text>)",
        "case(<condition>, <text>, <condition>, <text>)",
        "case(<condition>, <text>, <string>)",
        "base64encode(<text>)",
    ),
    "number": (
        "(<number> + <number>)",
        "(<number> - <literal>)",
        "(<number> * <literal>)",
        "(<number> / 4)",
        "(<number> / <literal>)",
        "(<number> % 7)",
        "abs(<number>)",
        "floor(<number>)",
        "ceil(<number>)",
        "toNumber(<text>)",
        "toInt(<number>)",
        "greatest(<literal>, <literal>)",
        "-<number>",
        "strlen(<text>)",
        "messageSize(<text>)",
        "isempty(<text>)",
        "isblank(<text>)",
        "strcontains(<text>, <string>)",
        "strcontains(<text>, <string>, true)",
        "startsWith(<text>, <string>)",
        "endsWith(<text>, <string>)",
        "toMillis(<time>)",
        "if(<condition>, <number>, <number>)",
        "coalesce(<number>, <literal>)",
        "jsonArraySize(<text>)",
    ),
    "time": (
        "datefloor(<time>, <period>)",
        "dateceil(<time>, <period>)",
        "fromMillis(toMillis(<time>) + 500)",
    ),
    "any": ("<text>", "<number>"),
    "condition": (
        "not (<condition>)",
        "(<condition> and <condition>)",
        "(<condition> or <condition>)",
        "<any> <sign> <literal>",
        "<number> <sign> <number>",
        "<text> <sign> <string>",
        "<text> like <string>",
        "<text> not like <string>",
        "<text> like /<regex>/",
        "<text> not like /<regex>/",
        "<text> =~ /<regex>/",
        "<any> in [<literal>, <literal>]",
        "<text> in [<string>, <string>]",
        "<text> not in [<string>, <literal>]",
        "ispresent(<any>)",
        "isNumeric(<any>)",
        "isValidIp(<text>)",
        "isValidIpV6(<text>)",
        'isIpInSubnet(<text>, "192.0.2.0/24")',
        'isIpv4InSubnet(<text>, "192.0.2.0/23")',
        "isPrivateIP(<text>)",
        'jsonArrayContains(<text>, "2")',
    ),
    # Of a group: what comes out is a number, a time, or what the argument is.
    "aggregate number": (
        "count(*)",
        "count()",
        "count(<any>)",
        "count_distinct(<any>)",
        "sum(<number>)",
        "avg(<number>)",
        "stddev(<number>)",
        "variance(<number>)",
        "min(<number>)",
        "max(<number>)",
        "pct(<number>, 50)",
        "pct(<number>, 95)",
        "sum(<number>) / count(*)",
        "max(<number>) - min(<number>)",
        "sum(if(<condition>, 1, 0))",
    ),
    "aggregate time": ("min(<time>)", "max(<time>)"),
    "aggregate any": (
        "min(<any>)",
        "max(<any>)",
        "sortsFirst(<any>)",
        "sortsLast(<any>)",
        "earliest(<any>)",
        "latest(<any>)",
    ),
}
"""How what stands in `<>` may be written; a name of its type is another way."""

AGGREGATES = (("aggregate number", "number"), ("aggregate time", "time"), ("aggregate any", "any"))
IN_TIME = ("earliest", "latest")
"""These read @timestamp, as bin does."""

PARSERS: Sequence[tuple[str, Sequence[str]]] = (
    ('"user=* action=* took * ms"', ("who", "what", "ms")),
    ('"user=* took * ms"', ("who", "ms")),
    ('"took * ms*"', ("ms", "rest")),
    ('"* *"', ("head", "rest")),
    ('"*=*"', ("head", "rest")),
    ("'[*] (*)'", ("head", "rest")),
    ('"*"', ("rest",)),
    (r"/user=(?<who>\w+)/", ("who",)),
    (r"/took (?<ms>\d+) ms/", ("ms",)),
    (r"/(?<ms>\d+)( ms)?/", ("ms",)),
    (r"/user=(?<who>.*?) .*took (?<ms>\d+)/", ("who", "ms")),
    (r"/(?<head>a|ab)(?<rest>.*)/", ("head", "rest")),
    (r"/^(?<head>\S*)/", ("head",)),
)
CHOICES = 128
_SLOT = re.compile(r"<(\w+)>")


@attrs.define
class Writer:
    """Writes a pipeline, choice by choice; `names` are the names by their types that can be read here."""

    choose: Callable[[Sequence[str]], str]
    size: Callable[[int, int], int]
    names: dict[str, list[str]]
    made: int = 0

    def expression(self, type_: str, depth: int = 2) -> str:
        known = self.names.get(type_, [])
        if known and (depth == 0 or self.size(0, 1)):
            return self.choose(known)
        if type_ in WORDS or (depth == 0 and type_ != "condition"):
            return self.choose(
                WORDS.get(type_) or WORDS["literal" if type_ in ("number", "any") else "string"]
            )
        ways = GRAMMAR[type_]
        if depth == 0:
            ways = [way for way in ways if "<condition>" not in way]
        return _SLOT.sub(lambda slot: self.expression(slot[1], max(depth - 1, 0)), self.choose(ways))

    def named(self, written: str, type_: str) -> str:
        self.made += 1
        self.names[type_].append(f"x{self.made}")
        return f"{written} as x{self.made}"

    def several(self, what: Callable[[], str], least: int = 1, most: int = 3) -> list[str]:
        return [what() for _ in range(self.size(least, most))]

    # --- commands ---

    def fields(self) -> str:
        def item() -> str:
            type_ = self.choose([type_ for type_ in TYPES if type_ != "time" or self.names["time"]])
            return self.named(self.expression(type_), type_)

        return f"fields {', '.join(self.several(item))}"

    def parse(self) -> str:
        pattern, names = PARSERS[self.size(0, len(PARSERS) - 1)]
        if set(names) & set(self.names["any"]) or not self.names["text"]:
            return self.filter()  # a name is made once
        source = self.choose(self.names["text"])
        self.names["any"].extend(names)
        return f"parse {source} {pattern}" + ("" if pattern[0] == "/" else f" as {', '.join(names)}")

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
        return f"display {self._some_names(0, *TYPES) or '@timestamp'}"

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
        for _ in range(self.size(1, 3)):
            kind, type_ = AGGREGATES[self.size(0, 2 if self.names["time"] else 0)]
            ways = [way for way in GRAMMAR[kind] if has_time or not way.startswith(IN_TIME)]
            way = self.choose(ways)
            aggregates.append((_SLOT.sub(lambda slot: self.expression(slot[1], 1), way), type_))
        self.names = {type_: [] for type_ in TYPES}
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

    def choose(options: Sequence[str]) -> str:
        return options[size(0, len(options) - 1)]

    writer = Writer(choose, size, {type_: list(names) for type_, names in FIELDS.items()})
    before = (writer.fields, writer.parse, writer.filter)
    commands = [before[size(0, 2)]() for _ in range(size(0, 3))]
    if size(0, 1):
        ending = [way() for way in (writer.sort, writer.dedup, writer.limit) if size(0, 1)]
        return "\n| ".join([*commands, *ending, writer.display()])
    command, keys = writer.stats()
    commands.append(command)
    commands += [writer.filter()] if not size(0, 2) else []
    if not size(0, 2):
        command, keys = writer.stats()
        commands.append(command)
    if keys and size(0, 1):
        # All keys: of rows that are equal a limit would keep any.
        commands.append(writer.sort(keys))
        commands += [writer.limit()] if size(0, 1) else []
    return "\n| ".join(commands)
