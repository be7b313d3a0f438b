"""How Grafana writes a variable's value: the formats of its registry.

What a query gets that names no format is for its datasource to say: most leave it at `glob`.
Source: `formatRegistry.ts` of grafana/scenes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import attrs

from generator.languages.grafana.model import ALL, Quoting, Variable
from generator.languages.grafana.moment import moment_format

Raw = str | int | tuple[str, ...]
"""A value before it is written; a number is one of Grafana's own, such as `$__from`."""


@attrs.frozen
class Picked:
    """A value with what some formats need beside it. `text` is what the viewer sees."""

    name: str
    value: Raw
    text: str = ""
    is_all: bool = False

    def each(self) -> tuple[str, ...]:
        """The values one by one."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


Unformatted = Callable[[Picked, "Variable | None", Quoting], str]
"""How a datasource writes a value for which the query names no format; None is one of Grafana's own."""


def write(
    picked: Picked, format_: str | None, variable: Variable | None, quoting: Quoting, unformatted: Unformatted
) -> str:
    """The text that takes the place of a reference. An unknown format counts as glob, as in Grafana."""
    if not format_:
        return unformatted(picked, variable, quoting)
    name, *arguments = format_.split(":")
    return _FORMATS.get(name, _glob)(picked, arguments)


def glob(picked: Picked, _variable: Variable | None, _quoting: Quoting) -> str:
    """What a datasource gets that has no way of its own: `{a,b}` for several values."""
    return _glob(picked, ())


def quote_literal(value: str) -> str:
    """A value as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


_Format = Callable[[Picked, Sequence[str]], str]


def _each(write_one: Callable[[str], str]) -> _Format:
    return lambda picked, _: ",".join(map(write_one, picked.each()))


def _joined(separator: str) -> _Format:
    return lambda picked, _: separator.join(picked.each())


def _join(picked: Picked, arguments: Sequence[str]) -> str:
    return (arguments[0] if arguments else ",").join(picked.each())


def _glob(picked: Picked, _: Sequence[str]) -> str:
    values = picked.each()
    return "{" + ",".join(values) + "}" if len(values) > 1 else "".join(values)


def _regex(picked: Picked, _: Sequence[str]) -> str:
    escaped = [re.sub(r"[\\^$*+?.()|\[\]{}/]", r"\\\g<0>", value) for value in picked.each()]
    return escaped[0] if len(escaped) == 1 else "(" + "|".join(escaped) + ")"


def _lucene(picked: Picked, _: Sequence[str]) -> str:
    if not isinstance(picked.value, tuple):
        return _lucene_escape(str(picked.value))
    if not picked.value:
        return "__empty__"
    return "(" + " OR ".join(f'"{_lucene_escape(value)}"' for value in picked.value) + ")"


def _lucene_escape(value: str) -> str:
    if re.fullmatch(r"\s*([-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|0[xX][0-9a-fA-F]+)?\s*", value):
        return value
    return re.sub(r'[!*+\-=<>\s&|()\[\]{}^~?:\\/"]', r"\\\g<0>", value)


def _distributed(picked: Picked, _: Sequence[str]) -> str:
    return f",{picked.name}=".join(picked.each())


def _json(picked: Picked, _: Sequence[str]) -> str:
    if isinstance(picked.value, tuple):
        return json.dumps(picked.value, ensure_ascii=False, separators=(",", ":"))
    return str(picked.value)


def _html(picked: Picked, _: Sequence[str]) -> str:
    text = ", ".join(picked.each())
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(character, entity)
    return text


def _braced(picked: Picked) -> str:
    return "{" + ",".join(picked.value) + "}" if isinstance(picked.value, tuple) else str(picked.value)


def _percent(text: str, safe: str = "") -> str:
    return quote(text, safe="-_.~" + safe, errors="replace")


def _query_parameter(picked: Picked, _: Sequence[str]) -> str:
    """As in a dashboard's address, where Grafana writes as AngularJS did."""
    values = (ALL,) if picked.is_all else picked.each()
    return "&".join(f"var-{picked.name}={_percent(value, '@:$,; ').replace(' ', '+')}" for value in values)


def _custom_query_parameter(picked: Picked, arguments: Sequence[str]) -> str:
    name = _percent(arguments[0] if arguments and arguments[0] else picked.name)
    prefix = _percent(arguments[1]) if len(arguments) > 1 else ""
    return "&".join(f"{name}={prefix}{_percent(value)}" for value in picked.each())


def _date(picked: Picked, arguments: Sequence[str]) -> str:
    number = re.match(r"\s*[-+]?\d+", "".join(picked.each()[:1]))
    if number is None or isinstance(picked.value, tuple):
        return "NaN"
    milliseconds = int(number[0])
    kind = arguments[0] if arguments else "iso"
    if kind == "ms":
        return str(picked.value)
    if kind == "seconds":
        return str((milliseconds + 500) // 1000)
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC).replace(microsecond=milliseconds % 1000 * 1000)
    return moment_format(moment, "YYYY-MM-DDTHH:mm:ss.SSS[Z]" if kind == "iso" else ":".join(arguments))


_FORMATS: dict[str, _Format] = {
    "csv": _joined(","),
    "customqueryparam": _custom_query_parameter,
    "date": _date,
    "distributed": _distributed,
    "doublequote": _each(lambda value: '"' + value.replace('"', '\\"') + '"'),
    "glob": _glob,
    "html": _html,
    "join": _join,
    "json": _json,
    "lucene": _lucene,
    "percentencode": lambda picked, _: _percent(_braced(picked)),
    "pipe": _joined("|"),
    "queryparam": _query_parameter,
    "raw": _joined(","),
    "regex": _regex,
    "singlequote": _each(lambda value: "'" + value.replace("'", "\\'") + "'"),
    # The backslash is Grafana's (scenes #433, in every release with the new dashboards): a value that
    # holds a double quote reaches PostgreSQL with a backslash before it.
    "sqlstring": _each(lambda value: quote_literal(value).replace('"', '\\"')),
    "text": lambda picked, _: picked.text,
    "uriencode": lambda picked, _: _percent(_braced(picked), ";,/?:@&=+$#"),
}
FORMATS = frozenset(_FORMATS)
"""The names that Grafana knows."""


def write_all_value(all_value: str, format_: str | None, name: str) -> str:
    """What All stands for where the dashboard sets a value: its text as given, save in three formats."""
    picked = Picked(name, all_value, "All", is_all=True)
    if format_ in {"text", "percentencode", "queryparam"}:
        return _FORMATS[format_](picked, ())
    return all_value
