"""Type names: `numeric(10, 2)`, `timestamp with time zone`, `text[]`, `interval day to second`."""

from __future__ import annotations

from functools import cache

from generator.languages.grafana_sql.catalog import types
from generator.languages.grafana_sql.lexer import Kind
from generator.languages.grafana_sql.parser.cursor import Cursor
from generator.languages.grafana_sql.tree import TypeName

# The words of SQL for types that the catalog has under another name.
ALIASES = {
    "bigint": "int8",
    "int": "int4",
    "integer": "int4",
    "smallint": "int2",
    "boolean": "bool",
    "real": "float4",
    "float": "float8",
    "double precision": "float8",
    "decimal": "numeric",
    "dec": "numeric",
    "character": "bpchar",
    "char": "bpchar",
    "nchar": "bpchar",
    "character varying": "varchar",
    "char varying": "varchar",
    "nchar varying": "varchar",
    "bit varying": "varbit",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "time without time zone": "time",
}
INTERVAL_FIELDS = frozenset({"year", "month", "day", "hour", "minute", "second"})
_SECOND_WORDS = {
    "double": "precision",
    "character": "varying",
    "char": "varying",
    "nchar": "varying",
    "bit": "varying",
}


@cache
def type_by_name(written: str) -> str | None:
    """The short name of a type as SQL writes it (lower case, `[]` behind for an array), or None."""
    base, brackets, _ = written.partition("[")
    base = base.removeprefix("pg_catalog.").strip()
    base = ALIASES.get(base, base)
    if base not in types():
        return None
    return f"{base}[]" if brackets else base


class TypeNames(Cursor):
    """The part of the parser that reads types."""

    def type_name(self) -> TypeName:
        start = self.start
        self.accept("setof")
        words = self._type_words()
        array = False
        while self.word == "[" or self.word == "array":
            array = True
            if not self.accept("array") or self.word == "[":
                self.expect("[")
                if self.is_kind(Kind.NUMBER):
                    self.index += 1
                self.expect("]")
        written = words + ("[]" if array else "")
        return TypeName(start, self.end, written, type_by_name(written))

    def _type_words(self) -> str:
        if not self.is_name("unreserved", "column", "type-or-function"):
            self.fail("a type")
        first = self.take_name()
        if first.text == "national" and not first.quoted:
            first = self.take_name()
        words = first.text
        while self.word == "." and not first.quoted:
            self.index += 1
            words += f".{self.label().text}"
        if first.quoted:
            words = "char" if words == "char" else words
        elif (second := _SECOND_WORDS.get(words)) and self.accept(second):
            words += f" {second}"
        if words == "interval":
            self._interval_fields()
        if self.word == "(":
            self._modifiers()
        if words in ("timestamp", "time"):
            if self.accept("with", "time", "zone"):
                words += " with time zone"
            else:
                self.accept("without", "time", "zone")
        return words

    def _modifiers(self) -> None:
        self.expect("(")
        while self.word not in (")", ""):
            self.index += 1
        self.expect(")")

    def _interval_fields(self) -> None:
        if self.accept_one(*INTERVAL_FIELDS) and self.accept("to") and not self.accept_one(*INTERVAL_FIELDS):
            self.fail("a unit")

    def typed_literal_ahead(self) -> bool:
        """Whether a type and then a string come next, such as `timestamp with time zone '...'`."""
        index = self.index
        if self.kinds[index + 1] is Kind.STRING:
            return self.is_name("unreserved", "column", "type-or-function")
        if self.words[index] not in _LONG_TYPES:
            return False
        index += self.words[index] == "national"
        first = self.words[index]
        index += 1
        if self.words[index] == _SECOND_WORDS.get(first):
            index += 1
        if self.words[index] == "(" and index in self.match:
            index = self.match[index] + 1
        if self.words[index : index + 3] in (["with", "time", "zone"], ["without", "time", "zone"]):
            index += 3
        return self.kinds[index] is Kind.STRING


_LONG_TYPES = frozenset(
    {*_SECOND_WORDS, "national", "timestamp", "time", "interval", "varchar", "numeric", "decimal", "float"}
)
