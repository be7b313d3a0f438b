"""The parse command, in each of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.languages.insights import tree
from generator.languages.insights.lexer import Kind
from generator.languages.insights.parser.cursor import Cursor
from generator.languages.insights.parser.expressions import Expressions

_GROUP = re.compile(r"\(\?P?<(@{0,2}\w+)>")


class Extraction:
    """Reads `parse`: a text with stars, a regular expression, or a format such as logfmt."""

    def __init__(self, cursor: Cursor, expressions: Expressions) -> None:
        self._cursor = cursor
        self._expressions = expressions

    def read(self, keyword: tree.Name) -> tree.Command:
        """The rest of a parse command. Raises GivenUp."""
        cursor = self._cursor
        source = None
        if cursor.token.kind not in (Kind.STRING, Kind.REGEX, Kind.UNTERMINATED) and not self._is_mode():
            source = self._expressions.expression("a field to parse, or the pattern")
        if isinstance(source, tree.Comparison):
            operator = source.operator
            message = f"parse takes a field and a pattern, and no {operator.text}"
            cursor.refuse(operator, message, 'write parse field "..." as name')
        if cursor.token.kind == Kind.REGEX:
            return self._parse_regex(keyword, source)
        if cursor.token.kind == Kind.STRING:
            return self._parse_glob(keyword, source)
        if self._is_mode():
            return self._parse_format(keyword, source)
        if cursor.is_next(","):
            cursor.fail(
                cursor.token,
                "expected the pattern, found a comma",
                'parse takes one field: parse field "..."',
            )
        return cursor.expected("the pattern: a text with * or a regular expression between slashes")

    def _is_mode(self) -> bool:
        """Whether what comes next says what is parsed as, and is no field of that name."""
        token, following = self._cursor.token, self._cursor.peek()
        is_word = token.kind == Kind.WORD and token.word in ("logfmt", "csv", "xml")
        return is_word and (following.word == "as" or following.kind == Kind.STRING)

    def _parse_format(self, keyword: tree.Name, source: tree.Expression | None) -> tree.Command:
        """`logfmt as kv`, `csv as a, b`, `XML '/path' as name`."""
        cursor = self._cursor
        arguments = [source] if source else []
        while not cursor.is_over() and not cursor.is_next("as"):
            arguments.append(self._expressions.expression())
        if not cursor.takes("as"):
            cursor.expected("as and a name", "parse field logfmt as name")
        names = self._names("a name behind as")
        return tree.Other(keyword.start, cursor.end, keyword, tuple(arguments), names)

    def _parse_regex(self, keyword: tree.Name, source: tree.Expression | None) -> tree.Command:
        cursor = self._cursor
        pattern = self._expressions.operands.regex()
        groups = tuple(_groups(pattern))
        if cursor.takes("multi"):
            arguments = (source, pattern) if source else (pattern,)
            return tree.Other(keyword.start, cursor.end, keyword, arguments, groups)
        names: tuple[tree.Name, ...] = ()
        if word := cursor.takes("as"):
            names = self._names()
            if [name.text for name in names] != [group.text for group in groups]:
                cursor.fault(
                    word.start,
                    word.end,
                    "a regular expression names its groups itself, as is for patterns with *",
                    "write (?<name>...) in place of (...)",
                )
        return tree.Parse(keyword.start, cursor.end, keyword, source, pattern, names)

    def _parse_glob(self, keyword: tree.Name, source: tree.Expression | None) -> tree.Command:
        cursor = self._cursor
        pattern = self._expressions.operands.literal()
        if not cursor.takes("as"):
            cursor.expected("as and a name for each *", 'parse "* - *" as first, second')
        names = self._names()
        return tree.Parse(keyword.start, cursor.end, keyword, source, pattern, names)

    def _names(self, what: str = "a name for a *") -> tuple[tree.Name, ...]:
        return tuple(self._cursor.separated(lambda: self._cursor.name(what), what))


def _groups(pattern: tree.Regex) -> Iterator[tree.Name]:
    """The named groups of a regular expression, where they stand."""
    for hit in _GROUP.finditer(pattern.pattern):
        start = pattern.start + 1
        yield tree.Name(start + hit.start(1), start + hit.end(1), hit[1])
