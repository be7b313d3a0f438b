"""Function calls, and the functions to which SQL gives a syntax of their own."""

from __future__ import annotations

from collections.abc import Callable

from generator.languages.grafana_sql.lexer import Kind
from generator.languages.grafana_sql.parser.expressions import OPERATOR, Expressions
from generator.languages.grafana_sql.parser.type_names import INTERVAL_FIELDS
from generator.languages.grafana_sql.tree import (
    Argument,
    Call,
    Cast,
    Expression,
    Name,
    Opaque,
    SortKey,
    Text,
    Window,
)

VALUE_FUNCTIONS = frozenset(
    {
        "current_catalog",
        "current_date",
        "current_role",
        "current_schema",
        "current_time",
        "current_timestamp",
        "current_user",
        "localtime",
        "localtimestamp",
        "session_user",
        "system_user",
        "user",
    }
)
_PLAIN = frozenset({"coalesce", "greatest", "least", "nullif", "grouping"})
_OPAQUE = frozenset(
    {
        "json",
        "json_array",
        "json_arrayagg",
        "json_exists",
        "json_object",
        "json_objectagg",
        "json_query",
        "json_scalar",
        "json_serialize",
        "json_value",
        "merge_action",
        "xmlconcat",
        "xmlelement",
        "xmlexists",
        "xmlforest",
        "xmlparse",
        "xmlpi",
        "xmlroot",
        "xmlserialize",
    }
)
_FRAME_UNITS = ("range", "rows", "groups")


class Calls(Expressions):
    """The part of the parser that reads calls."""

    def call(self, names: tuple[Name, ...]) -> Expression:
        start, name_end = names[0].start, self.end
        self.expect("(")
        star = distinct = False
        arguments: tuple[Expression, ...] = ()
        order_by: tuple[SortKey, ...] = ()
        if self.word == "*" and self.ahead() == ")":
            self.index += 1
            star = True
        elif self.word != ")":
            distinct = self.accept_one("distinct", "all") == "distinct"
            arguments = self._arguments()
            order_by = self.order_by()
        self.expect(")")
        return self._behind_call(
            Call(start, self.end, names, arguments, name_end, star, distinct, order_by=order_by)
        )

    def _behind_call(self, call: Call) -> Expression:
        """WITHIN GROUP, FILTER and OVER behind a call."""
        within_group, condition, over = None, None, None
        if self.at("within", "group"):
            self.index += 2
            self.expect("(")
            within_group = self.order_by()
            if not within_group:
                self.fail("ORDER BY")
            self.expect(")")
        if self.at("filter", "("):
            self.index += 2
            self.expect("where")
            condition = self.expression()
            self.expect(")")
        if self.word == "over" and (self.ahead() == "(" or self.is_column_name(1)):
            self.index += 1
            over = self.window() if self.word == "(" else self.column_name()
        if within_group is None and condition is None and over is None:
            return call
        return Call(
            call.start,
            self.end,
            call.names,
            call.arguments,
            call.name_end,
            call.star,
            call.distinct,
            call.special,
            call.order_by,
            within_group,
            condition,
            over,
        )

    def _arguments(self) -> tuple[Expression, ...]:
        found = [self._argument()]
        while self.accept(","):
            found.append(self._argument())
        return tuple(found)

    def _argument(self) -> Expression:
        start = self.start
        variadic = self.accept("variadic")
        name = None
        if self.ahead() in ("=>", ":=") and self.is_label():
            name = self.label()
            self.index += 1
        value = self.expression()
        return Argument(start, value.end, name, value) if variadic or name else value

    # --- windows and order ---

    def order_by(self) -> tuple[SortKey, ...]:
        """`ORDER BY ...` if it is next."""
        if not self.accept("order", "by"):
            return ()
        keys = [self._sort_key()]
        while self.accept(","):
            keys.append(self._sort_key())
        return tuple(keys)

    def _sort_key(self) -> SortKey:
        expression = self.expression()
        descending = False
        if self.accept("using"):
            descending = self._operator() == ">"
        else:
            descending = self.accept_one("asc", "desc") == "desc"
        if self.accept("nulls") and not self.accept_one("first", "last"):
            self.fail("FIRST or LAST")
        return SortKey(expression.start, self.end, expression, descending)

    def window(self) -> Window:
        start = self.start
        self.expect("(")
        name = None
        if self.word not in ("partition", *_FRAME_UNITS) and self.is_column_name():
            name = self.column_name()
        partition_by = self.expressions() if self.accept("partition", "by") else ()
        order_by = self.order_by()
        bounds = self._frame()
        self.expect(")")
        return Window(start, self.end, name, partition_by, order_by, bounds)

    def _frame(self) -> tuple[Expression, ...]:
        if not self.accept_one(*_FRAME_UNITS):
            return ()
        bounds: list[Expression] = []
        if self.accept("between"):
            self._bound(bounds)
            self.expect("and")
        self._bound(bounds)
        if self.accept("exclude"):
            kind = self.accept_one("current", "group", "ties", "no")
            if not kind:
                self.fail("CURRENT ROW, GROUP, TIES or NO OTHERS")
            if kind in ("current", "no"):
                self.expect("row" if kind == "current" else "others")
        return tuple(bounds)

    def _bound(self, bounds: list[Expression]) -> None:
        if self.accept("current", "row"):
            return
        if not self.accept("unbounded"):
            bounds.append(self.expression())
        if not self.accept_one("preceding", "following"):
            self.fail("PRECEDING or FOLLOWING")

    # --- functions with a syntax of their own ---

    def special_call(self) -> Expression | None:
        word = self.word
        if word in VALUE_FUNCTIONS and not (word == "current_schema" and self.ahead() == "("):
            return self._value_function()
        if self.ahead() == "(":
            if word in _PLAIN:
                return self._special(self._arguments)
            if reader := getattr(self, f"_{word}_arguments", None) if word in _OWN_SYNTAX else None:
                return self._special(reader)
            if word == "cast" or word == "treat":
                return self._cast()
            if word in _OPAQUE:
                return self._opaque()
        if word == "collation" and self.ahead() == "for":
            return self._opaque()
        return None

    def _value_function(self) -> Call:
        name = self.take_name()
        if self.word == "(" and self.is_kind(Kind.NUMBER, 1):
            self._modifiers()
        return Call(name.start, self.end, (name,), (), name.end, special=True)

    def _special(self, read_arguments: Callable[[], tuple[Expression, ...]]) -> Call:
        name = self.take_name()
        self.expect("(")
        arguments = read_arguments()
        self.expect(")")
        return Call(name.start, self.end, (name,), arguments, name.end, special=True)

    def _cast(self) -> Cast:
        start = self.start
        self.index += 1
        self.expect("(")
        operand = self.expression()
        self.expect("as")
        type_name = self.type_name()
        self.expect(")")
        return Cast(start, self.end, operand, type_name)

    def _opaque(self) -> Opaque:
        start, word = self.start, self.word
        self.index += 1
        self.accept("for")
        self.skip_parenthesis()
        opaque = Opaque(start, self.end, word)
        if self.at("filter", "("):
            self.index += 1
            self.skip_parenthesis()
        if self.accept("over"):
            if self.word == "(":
                self.skip_parenthesis()
            else:
                self.column_name()
        return opaque

    def _extract_arguments(self) -> tuple[Expression, ...]:
        is_unit = self.is_name() or self.word in INTERVAL_FIELDS
        if not (is_unit or self.is_kind(Kind.STRING)):
            self.fail("a unit")
        token = self.tokens[self.index]
        self.index += 1
        unit = Text(token.start, token.end, token.text.strip("'\"").lower())
        self.expect("from")
        return (unit, self.expression())

    def _position_arguments(self) -> tuple[Expression, ...]:
        needle = self.expression(OPERATOR)
        self.expect("in")
        return (needle, self.expression(OPERATOR))

    def _overlay_arguments(self) -> tuple[Expression, ...]:
        arguments = [self.expression()]
        if self.accept("placing"):
            arguments.append(self.expression())
            self.expect("from")
            arguments.append(self.expression())
            if self.accept("for"):
                arguments.append(self.expression())
        while self.accept(","):
            arguments.append(self.expression())
        return tuple(arguments)

    def _substring_arguments(self) -> tuple[Expression, ...]:
        arguments = [self._argument()]
        if self.accept("similar"):
            arguments.append(self.expression())
            self.expect("escape")
            arguments.append(self.expression())
        while self.accept_one(",", "from", "for", "escape"):
            arguments.append(self.expression())
        return tuple(arguments)

    def _trim_arguments(self) -> tuple[Expression, ...]:
        self.accept_one("both", "leading", "trailing")
        if self.accept("from"):
            return self.expressions()
        arguments = [self.expression()]
        if self.accept("from"):
            arguments += self.expressions()
        while self.accept(","):
            arguments.append(self.expression())
        return tuple(arguments)

    def _normalize_arguments(self) -> tuple[Expression, ...]:
        arguments = (self.expression(),)
        if self.accept(",") and not self.accept_one("nfc", "nfd", "nfkc", "nfkd"):
            self.fail("NFC, NFD, NFKC or NFKD")
        return arguments


_OWN_SYNTAX = frozenset({"extract", "position", "overlay", "substring", "trim", "normalize"})
