"""Commands that are read by their general form: options, fields, words with a value, `as`, a subquery."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.languages.insights import tree
from generator.languages.insights.lexer import Kind, Token
from generator.languages.insights.parser.cursor import Cursor, name_of
from generator.languages.insights.parser.expressions import Expressions

_WITH_VALUE = frozenset(("maxspan", "timeshift", "with", "for", "where"))
"""Words with a value behind them, as `maxspan 1h`."""

_OUTPUT = frozenset(("output", "outputnew"))


class Others:
    """Reads lookup, join, the arguments of SOURCE, and the commands that are modelled as tree.Other."""

    def __init__(
        self, cursor: Cursor, expressions: Expressions, subquery: Callable[[Token], tree.Subquery]
    ) -> None:
        self._cursor = cursor
        self._expressions = expressions
        self._subquery = subquery

    def read(self, keyword: tree.Name) -> tree.Command:
        """The rest of a command that has no reader of its own. Raises GivenUp."""
        word = keyword.text.lower()
        if word == "lookup":
            return self._lookup(keyword)
        if word == "join":
            return self._join(keyword)
        cursor = self._cursor
        arguments: list[tree.Expression] = []
        names: list[tree.Name] = []
        while not cursor.is_over():
            if cursor.takes("as"):
                names.append(cursor.name("a new name behind as"))
            elif cursor.token.kind == Kind.WORD and cursor.token.word in _OUTPUT:
                cursor.take()
                names.extend(self._outputs())
            else:
                arguments.extend(self._argument())
            if (comma := cursor.takes(",")) and cursor.is_over():
                cursor.fail(comma, "expected something behind the comma")
        return tree.Other(keyword.start, cursor.end, keyword, tuple(arguments), tuple(names))

    def arguments(self) -> Iterator[tree.Expression]:
        """All up to the end of the command: calls with named arguments, options, names. Raises GivenUp."""
        cursor = self._cursor
        while not cursor.is_over():
            yield from self._argument()
            cursor.takes(",")

    def _argument(self) -> Iterator[tree.Expression]:
        cursor = self._cursor
        token, following = cursor.token, cursor.peek()
        if token.kind == Kind.WORD:
            if following.text == "=":
                yield self._option()
                return
            if token.word in _WITH_VALUE:
                cursor.take()
                value = self._expressions.expression(f"a value behind {token.text}")
                yield tree.Named(token.start, cursor.end, name_of(token), value)
                return
            if following.text == "*" and following.start == token.end:
                cursor.take()
                cursor.take()
                yield tree.Field(token.start, cursor.end, (token.text + "*",))
                return
            if following.text == "(" and not cursor.opens_subquery(1):
                yield self._call()
                return
        if cursor.opens_subquery():
            yield self._subquery(token)
            return
        if token.text == "[":
            yield self._expressions.operands.list_literal()
            return
        yield self._expressions.expression()

    def _option(self) -> tree.Named:
        """`name=value`; the value is a word, a number, a period or a range of numbers."""
        cursor = self._cursor
        name = name_of(cursor.take())
        cursor.take()
        value = self._expressions.expression(f"a value for {name.text}")
        return tree.Named(name.start, cursor.end, name, value)

    def _call(self) -> tree.Expression:
        """A call whose arguments may have names: `logGroups(namePrefix: ["a"])`."""
        cursor = self._cursor
        function = cursor.token
        if (
            not (cursor.peek(2).kind == Kind.WORD and cursor.peek(3).text == ":")
            and cursor.peek(2).text != "["
        ):
            return self._expressions.expression()
        cursor.take()
        cursor.take()
        arguments: list[tree.Expression] = []
        while not cursor.is_next(")"):
            if arguments and not cursor.takes(","):
                cursor.expected(f"a comma or ) behind the arguments of {function.text}")
            name = None
            if cursor.token.kind == Kind.WORD and cursor.peek().text == ":":
                name = name_of(cursor.take())
                cursor.take()
            if cursor.is_next("["):
                value: tree.Expression = self._expressions.operands.list_literal()
            else:
                value = self._expressions.expression()
            if name:
                value = tree.Named(name.start, value.end, name, value)
            arguments.append(value)
        cursor.take()
        return tree.Call(function.start, cursor.end, name_of(function), tuple(arguments))

    def _lookup(self, keyword: tree.Name) -> tree.Command:
        cursor = self._cursor
        table = cursor.name("the name of a lookup table")
        keys = [self._key()]
        while cursor.takes(","):
            keys.append(self._key())
        if not (cursor.token.kind == Kind.WORD and cursor.token.word in _OUTPUT):
            cursor.expected("OUTPUT and the columns to add", "lookup table column as field OUTPUT column")
        cursor.take()
        outputs = self._outputs()
        return tree.Lookup(keyword.start, cursor.end, keyword, table, tuple(keys), outputs)

    def _key(self) -> tree.Item:
        cursor = self._cursor
        column = self._expressions.expression("a column of the lookup table")
        alias = cursor.name("a field behind as") if cursor.takes("as") else None
        return tree.Item(column.start, cursor.end, column, alias)

    def _outputs(self) -> tuple[tree.Name, ...]:
        """`a, b as c`: the names under which columns are added."""
        cursor = self._cursor
        names = []
        while True:
            name = cursor.name("a column behind OUTPUT")
            if cursor.takes("as"):
                name = cursor.name("a new name behind as")
            names.append(name)
            if not cursor.takes(","):
                return tuple(names)

    def _join(self, keyword: tree.Name) -> tree.Command:
        cursor = self._cursor
        options: list[tuple[tree.Name, tree.Name]] = []
        while cursor.token.kind == Kind.WORD and cursor.peek().text == "=":
            option = name_of(cursor.take())
            cursor.take()
            options.append((option, cursor.name(f"a name behind {option.text}=")))
        condition = None
        if cursor.takes("where"):
            condition = self._expressions.expression("a comparison of the two sides' keys")
        right = None
        if cursor.opens_subquery():
            right = self._subquery(cursor.token)
        if condition is None or right is None:
            missing = "where and the keys" if condition is None else "the other log group: (SOURCE 'name')"
            cursor.expected(missing, "join type=inner left=a right=b where a.key = b.key (SOURCE 'name')")
        return tree.Join(keyword.start, cursor.end, keyword, tuple(options), condition, right)
