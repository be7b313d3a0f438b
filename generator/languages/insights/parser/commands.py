"""The commands: each a method that reads what stands behind its keyword."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from generator.languages.insights import tree
from generator.languages.insights.catalog import PERIODS
from generator.languages.insights.lexer import Kind, Token
from generator.languages.insights.parser.cursor import (
    Cursor,
    name_of,
)
from generator.languages.insights.parser.expressions import Expressions
from generator.languages.insights.parser.extraction import Extraction
from generator.languages.insights.parser.leftovers import refuse_left_over
from generator.languages.insights.parser.others import Others
from generator.suggest import did_you_mean


class Commands:
    """Reads one command from a cursor that stands behind its keyword. Every method raises GivenUp."""

    def __init__(self, cursor: Cursor, subquery: Callable[[Token], tree.Subquery]) -> None:
        self._cursor = cursor
        self._subquery = subquery
        self.expressions = Expressions(cursor, subquery)
        self._expression = self.expressions.expression
        self._others = Others(cursor, self.expressions, subquery)
        self._extraction = Extraction(cursor, self.expressions)

    def read(self, keyword: tree.Name) -> tree.Command:
        """The rest of a command, up to its end."""
        reader = _READERS.get(keyword.text.lower())
        command = reader(self, keyword) if reader else self._others.read(keyword)
        if not self._cursor.is_over():
            refuse_left_over(self._cursor, command)
        return command

    # --- what commands are made of ---

    def _items(self, what: str) -> tuple[tree.Item, ...]:
        return tuple(self._cursor.separated(lambda: self._item(what), what))

    def _item(self, what: str) -> tree.Item:
        expression = self._expression(what)
        alias = self._cursor.name("a new name behind as") if self._cursor.takes("as") else None
        return tree.Item(expression.start, self._cursor.end, expression, alias)

    # --- the commands ---

    def _fields(self, keyword: tree.Name) -> tree.Command:
        items = self._items("a field")
        return tree.Fields(keyword.start, self._cursor.end, keyword, items)

    def _display(self, keyword: tree.Name) -> tree.Command:
        items = self._items("a field")
        return tree.Display(keyword.start, self._cursor.end, keyword, items)

    def _unmask(self, keyword: tree.Name) -> tree.Command:
        items = self._items("a field")
        return tree.Unmask(keyword.start, self._cursor.end, keyword, items)

    def _filter(self, keyword: tree.Name) -> tree.Command:
        condition = self._condition()
        return tree.Filter(keyword.start, self._cursor.end, keyword, condition)

    def _filter_index(self, keyword: tree.Name) -> tree.Command:
        condition = self._condition()
        return tree.FilterIndex(keyword.start, self._cursor.end, keyword, condition)

    def _condition(self) -> tree.Expression:
        condition = self._expression("a condition")
        for value in _bare_values(condition):
            written = self._cursor.text[value.start : value.end]
            hint = f"a comparison names its field each time: field = {written}"
            if isinstance(value, tree.String):
                hint += f", or @message like {written}"
            self._cursor.fault(value.start, value.end, f"{_short(written)} alone is no condition", hint)
        return condition

    def _parse(self, keyword: tree.Name) -> tree.Command:
        return self._extraction.read(keyword)

    def _stats(self, keyword: tree.Name) -> tree.Command:
        cursor = self._cursor
        if cursor.is_next("by"):
            cursor.expected("an aggregate", "such as count(*)")
        aggregates = self._items("an aggregate")
        by = cursor.takes("by")
        keys: tuple[tree.Item, ...] = ()
        offset = None
        if by:
            keys = self._items("a field or bin(...) behind by")
            if cursor.token.kind == Kind.WORD and cursor.token.word == "offset":
                cursor.take()
                offset = self._period("offset")
        name = name_of(by) if by else None
        return tree.Stats(keyword.start, cursor.end, keyword, aggregates, keys, name, offset)

    def _period(self, word: str) -> tree.Duration:
        token = self._cursor.token
        value = self._expression(f"a period behind {word}, such as 1h")
        if not isinstance(value, tree.Duration):
            self._cursor.fail(token, f"expected a period behind {word}, such as 1h")
        return value

    def _sort(self, keyword: tree.Name) -> tree.Command:
        if self._cursor.token.word == "by" and self._cursor.token.kind == Kind.WORD:
            self._cursor.take()
        keys = tuple(self._cursor.separated(self._sort_key, "a field to sort by"))
        return tree.Sort(keyword.start, self._cursor.end, keyword, keys)

    def _sort_key(self) -> tree.SortKey:
        cursor = self._cursor
        first = cursor.token
        if first.word in ("asc", "desc"):
            following = cursor.peek()
            if following.kind in (Kind.WORD, Kind.QUOTED):
                cursor.fail(
                    first, f"{first.text} stands behind the field", f"write {following.text} {first.text}"
                )
            if following.text in (",", "|", ""):
                hint = f"write field {first.text}, without a comma; a field of that name stands in backticks"
                cursor.fail(first, f"{first.text} stands behind the field", hint)
        expression = self._expression("a field to sort by")
        token = cursor.token
        direction = None
        if token.kind == Kind.WORD and token.word in ("asc", "desc"):
            cursor.take()
            direction = name_of(token)
        elif token.kind == Kind.WORD and token.word in ("ascending", "descending", "ascend", "descend"):
            cursor.fail(
                token,
                f"there is no {token.text}",
                f"write {token.word.removesuffix('ending').removesuffix('end')}",
            )
        return tree.SortKey(expression.start, cursor.end, expression, direction)

    def _limit(self, keyword: tree.Name) -> tree.Command:
        cursor = self._cursor
        is_any = cursor.takes("any") is not None
        token = cursor.token
        count = None
        if token.kind == Kind.NUMBER and token.text.isdigit():
            cursor.take()
            count = tree.Number(token.start, token.end, token.text)
        elif token.kind == Kind.VARIABLE:
            cursor.take()
        elif not (is_any and cursor.is_over()):
            cursor.expected(f"a whole number behind {keyword.text}")
        if cursor.is_next(","):
            cursor.fail(cursor.token, f"{keyword.text} takes one number", "there is no offset")
        return tree.Limit(keyword.start, cursor.end, keyword, count, is_any)

    def _dedup(self, keyword: tree.Name) -> tree.Command:
        fields = tuple(self._cursor.separated(lambda: self._expression("a field"), "a field"))
        return tree.Dedup(keyword.start, self._cursor.end, keyword, fields)

    def _pattern(self, keyword: tree.Name) -> tree.Command:
        source = self._expression("a field, most often @message")
        return tree.Pattern(keyword.start, self._cursor.end, keyword, source)

    def _anomaly(self, keyword: tree.Name) -> tree.Command:
        if not self._cursor.is_over():
            self._cursor.fail(self._cursor.token, "anomaly takes no arguments")
        return tree.Anomaly(keyword.start, self._cursor.end, keyword)

    def _diff(self, keyword: tree.Name) -> tree.Command:
        cursor = self._cursor
        period = None
        if not cursor.is_over():
            token = cursor.token
            if token.word not in {word.lower() for word in PERIODS} and token.kind != Kind.VARIABLE:
                cursor.fail(token, f"diff compares with no {token.text}", did_you_mean(token.text, PERIODS))
            period = name_of(cursor.take())
        return tree.Diff(keyword.start, cursor.end, keyword, period)

    def _unnest(self, keyword: tree.Name) -> tree.Command:
        cursor = self._cursor
        source = self._expression("a field that holds a list")
        if not cursor.takes("into"):
            cursor.expected("into and a new name", "unnest list into item")
        name = cursor.name("a new name behind into")
        return tree.Unnest(keyword.start, cursor.end, keyword, source, name)

    def _source(self, keyword: tree.Name) -> tree.Command:
        arguments = tuple(self._others.arguments())
        if not arguments:
            self._cursor.expected("log groups behind SOURCE", 'SOURCE logGroups(namePrefix: ["app"])')
        return tree.Source(keyword.start, self._cursor.end, keyword, arguments)


_Reader = Callable[[Commands, tree.Name], tree.Command]
_READERS: Mapping[str, _Reader] = {
    "fields": Commands._fields,
    "display": Commands._display,
    "unmask": Commands._unmask,
    "filter": Commands._filter,
    "where": Commands._filter,
    "filterindex": Commands._filter_index,
    "parse": Commands._parse,
    "stats": Commands._stats,
    "sort": Commands._sort,
    "order": Commands._sort,
    "limit": Commands._limit,
    "head": Commands._limit,
    "dedup": Commands._dedup,
    "pattern": Commands._pattern,
    "anomaly": Commands._anomaly,
    "diff": Commands._diff,
    "unnest": Commands._unnest,
    "source": Commands._source,
}


def _bare_values(condition: tree.Expression) -> Iterator[tree.Expression]:
    """The operands of a condition that are a value and compared with nothing."""
    waiting = [condition]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tree.Logical):
            waiting.extend(reversed(node.operands))
        elif isinstance(node, tree.Not):
            waiting.append(node.operand)
        elif isinstance(node, tree.Parenthesised):
            waiting.append(node.inner)
        elif isinstance(node, tree.String | tree.Number | tree.Duration | tree.Regex):
            yield node


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
