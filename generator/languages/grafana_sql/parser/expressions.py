"""Expressions, by PostgreSQL's own table of precedence."""

from __future__ import annotations

from abc import abstractmethod

from generator.languages.grafana_sql.lexer import Kind
from generator.languages.grafana_sql.parser.type_names import INTERVAL_FIELDS, TypeNames
from generator.languages.grafana_sql.strings import literal_value
from generator.languages.grafana_sql.tree import (
    Array,
    Between,
    Binary,
    Case,
    Cast,
    Collate,
    Column,
    Constant,
    Exists,
    Expression,
    FieldOf,
    In,
    Name,
    Number,
    Parameter,
    Parenthesis,
    Quantified,
    Query,
    Row,
    Star,
    Subquery,
    Subscript,
    Text,
    TypeName,
    Unary,
)

# From the weakest to the strongest, as in PostgreSQL's gram.y.
OR, AND, NOT, IS, COMPARISON, MATCH, OPERATOR, SUM, PRODUCT, POWER, AT, COLLATE, SIGN, CAST = range(1, 15)
LOWEST = OR

_LEVELS = {
    "or": OR,
    "and": AND,
    "is": IS,
    "isnull": IS,
    "notnull": IS,
    **dict.fromkeys(("<", ">", "=", "<=", ">=", "<>", "!="), COMPARISON),
    **dict.fromkeys(("between", "in", "like", "ilike", "similar", "not", "overlaps"), MATCH),
    "operator": OPERATOR,
    "+": SUM,
    "-": SUM,
    "*": PRODUCT,
    "/": PRODUCT,
    "%": PRODUCT,
    "^": POWER,
    "at": AT,
    "collate": COLLATE,
    "::": CAST,
}
# Words that go on with an expression only in front of certain others.
_PAIRED = {
    "not": ("between", "in", "like", "ilike", "similar"),
    "at": ("time", "local"),
    "similar": ("to",),
}
_TESTS = ("null", "true", "false", "unknown", "document", "normalized")
_CONSTANTS = ("null", "true", "false", "default")
QUERY_STARTS = ("select", "values", "with", "table")
_QUERY_GOES_ON = ("union", "intersect", "except", "order", "limit", "offset", "fetch", "for", ")", "")


class Expressions(TypeNames):
    """The part of the parser that reads expressions."""

    @abstractmethod
    def query(self) -> Query: ...

    @abstractmethod
    def call(self, names: tuple[Name, ...]) -> Expression:
        """The call whose names are read and whose `(` is next."""

    @abstractmethod
    def special_call(self) -> Expression | None:
        """The call in a syntax of its own that begins at the next word; None when there is none."""

    def expression(self, level: int = LOWEST) -> Expression:
        left = self._prefix()
        while True:
            binding = self._level()
            if binding < level:
                return left
            left = self._infix(left, binding)

    def expressions(self) -> tuple[Expression, ...]:
        found = [self.expression()]
        while self.accept(","):
            found.append(self.expression())
        return tuple(found)

    def _level(self) -> int:
        """How strongly the next word binds as an infix operator; 0 when it is none."""
        word = self.words[self.index]
        level = _LEVELS.get(word)
        if level is None:
            return OPERATOR if self.kinds[self.index] is Kind.OPERATOR and word != "=>" else 0
        if word in _PAIRED and self.words[self.index + 1] not in _PAIRED[word]:
            return 0
        return level

    # --- what begins an expression ---

    def _prefix(self) -> Expression:
        index = self.index
        kind, word, start = self.kinds[index], self.words[index], self.starts[index]
        if kind is Kind.IDENTIFIER:
            return self._word(word, start)
        if kind is Kind.STRING:
            self.index += 1
            text = Text(start, self.tokens[index].end, literal_value(word))
            return _bits(text) if word[0] in "bBxX" else text
        if kind is Kind.NUMBER:
            self.index += 1
            return Number(start, self.tokens[index].end, word)
        if word == "(":
            return self._parenthesis(start)
        if kind is Kind.OPERATOR:
            return self._prefix_operator(word, start)
        if kind is Kind.QUOTED_IDENTIFIER:
            return self._typed_literal(start) if self.typed_literal_ahead() else self._name(start)
        if kind is Kind.PARAMETER:
            self.index += 1
            return self._indirection(Parameter(start, self.end))
        raise self.fault("" if word else "more")

    def _prefix_operator(self, word: str, start: int) -> Expression:
        signs = word in ("+", "-")
        if not signs and (word in _LEVELS or word == "=>"):
            raise self.fault()
        self.index += 1
        operand = self.expression(SIGN if signs else OPERATOR + 1)
        return Unary(start, operand.end, word, operand)

    def _word(self, word: str, start: int) -> Expression:
        """An expression that begins with an unquoted word."""
        category = self.keywords.get(word)
        if self.typed_literal_ahead():
            return self._typed_literal(start)
        if category is None:
            return self._name(start)
        if word == "not":
            self.index += 1
            operand = self.expression(NOT)
            return Unary(start, operand.end, "NOT", operand)
        if word in _CONSTANTS:
            self.index += 1
            return Constant(start, self.end, word.upper())
        if word == "case":
            return self._case(start)
        if word == "exists" and self.ahead() == "(":
            self.index += 1
            query = self._query_in_parenthesis()
            return Exists(start, self.end, query)
        if word == "array" and self.ahead() in ("[", "("):
            return self._array(start)
        if word == "row" and self.ahead() == "(":
            self.index += 2
            items = () if self.word == ")" else self.expressions()
            self.expect(")")
            return Row(start, self.end, items)
        if (special := self.special_call()) is not None:
            return special
        if category == "reserved":
            raise self.fault()
        return self._name(start)

    def _name(self, start: int) -> Expression:
        """A column or a call, by what stands behind the name."""
        keyword = self.keywords.get(self.words[self.index]) if self.is_kind(Kind.IDENTIFIER) else None
        first = self.take_name()
        word = self.words[self.index]
        if word == ".":
            names = [first]
            while self.accept("."):
                if self.accept("*"):
                    return Star(start, self.end, tuple(names))
                names.append(self.label())
            path = tuple(names)
            return self.call(path) if self.word == "(" else self._indirection(Column(start, self.end, path))
        if word == "(":
            if keyword == "column":
                raise self.fault()
            return self.call((first,))
        if keyword == "type-or-function":
            self.index -= 1
            raise self.fault()
        column = Column(start, first.end, (first,))
        return self._indirection(column) if word == "[" else column

    def _typed_literal(self, start: int) -> Expression:
        type_name = self.type_name()
        text = Text(self.start, self.tokens[self.index].end, literal_value(self.tokens[self.index].text))
        self.index += 1
        if type_name.written == "interval":
            self._interval_unit()
        return Cast(start, self.end, text, type_name)

    def _interval_unit(self) -> None:
        if self.word in INTERVAL_FIELDS:
            self._interval_fields()
            if self.word == "(":
                self._modifiers()

    def _parenthesis(self, start: int) -> Expression:
        if self.query_ahead():
            query = self._query_in_parenthesis()
            return self._indirection(Subquery(start, self.end, query))
        self.index += 1
        items = self.expressions()
        self.expect(")")
        if len(items) > 1:
            return self._indirection(Row(start, self.end, items))
        return self._indirection(Parenthesis(start, self.end, items[0]))

    def query_ahead(self) -> bool:
        """Whether the parenthesis that comes next holds a query, itself perhaps in parentheses."""
        index = self.index
        while self.words[index + 1] == "(":
            closing = self.match.get(index + 1)
            if closing is None or self.words[closing + 1] not in _QUERY_GOES_ON:
                return False
            index += 1
        return self.words[index + 1] in QUERY_STARTS

    def _query_in_parenthesis(self) -> Query:
        self.expect("(")
        query = self.query()
        self.expect(")")
        return query

    def _case(self, start: int) -> Expression:
        self.index += 1
        operand = None if self.word == "when" else self.expression()
        branches = []
        while self.accept("when"):
            condition = self.expression()
            self.expect("then")
            branches.append((condition, self.expression()))
        if not branches:
            self.fail("WHEN")
        otherwise = self.expression() if self.accept("else") else None
        self.expect("end")
        return Case(start, self.end, operand, tuple(branches), otherwise)

    def _array(self, start: int) -> Expression:
        self.index += 1
        if self.word == "(":
            query = self._query_in_parenthesis()
            return Array(start, self.end, query)
        return self._array_items(start)

    def _array_items(self, start: int) -> Array:
        self.expect("[")
        items: list[Expression] = []
        while self.word != "]":
            item = self.start
            items.append(self._array_items(item) if self.word == "[" else self.expression())
            if not self.accept(","):
                break
            if self.word == "]":
                self.fail()
        self.expect("]")
        return Array(start, self.end, tuple(items))

    def _indirection(self, operand: Expression) -> Expression:
        """`[...]` and `.field` behind a value."""
        while True:
            if self.accept("["):
                low = None if self.word == ":" else self.expression()
                is_slice = self.accept(":")
                high = self.expression() if is_slice and self.word != "]" else None
                self.expect("]")
                indices = tuple(index for index in (low, high) if index is not None)
                operand = Subscript(operand.start, self.end, operand, indices, is_slice)
            elif self.word == ".":
                self.index += 1
                start = self.start
                field = Star(start, start + 1) if self.accept("*") else self.label()
                operand = FieldOf(operand.start, self.end, operand, field)
            else:
                return operand

    # --- what goes on with an expression ---

    def _infix(self, left: Expression, level: int) -> Expression:
        word, start = self.words[self.index], self.start
        if word == "::":
            self.index += 1
            type_name = self.type_name()
            return Cast(left.start, self.end, left, type_name)
        if level == IS:
            return self._test(left, word)
        if level == MATCH:
            return self._match(left, start)
        if word == "at":
            self.index += 1
            if self.accept("local"):
                return Unary(left.start, self.end, "AT LOCAL", left)
            self.expect("time", "zone")
            zone = self.expression(AT + 1)
            return Binary(left.start, zone.end, "AT TIME ZONE", left, zone, start)
        if word == "collate":
            self.index += 1
            self._any_name()
            return Collate(left.start, self.end, left)
        operator = self._operator()
        if self.word in ("any", "some", "all") and self.ahead() == "(":
            return self._quantified(left, operator, start)
        right = self.expression(level + 1)
        if level == COMPARISON and self._level() == COMPARISON:
            raise self.fault("AND")
        return Binary(left.start, right.end, operator, left, right, start)

    def _operator(self) -> str:
        word = self.words[self.index]
        self.index += 1
        if word == "operator":
            self.expect("(")
            while self.ahead() == ".":
                self.index += 2
            word = self.word
            if not self.is_kind(Kind.OPERATOR):
                self.fail("an operator")
            self.index += 1
            self.expect(")")
        return "<>" if word == "!=" else word.upper()

    def _any_name(self) -> None:
        self.label()
        while self.accept("."):
            self.label()

    def _quantified(self, left: Expression, operator: str, start: int) -> Binary:
        word_start, word = self.start, self.word.upper()
        self.index += 1
        if self.query_ahead():
            operand: Expression | Query = self._query_in_parenthesis()
        else:
            self.expect("(")
            operand = self.expression()
            self.expect(")")
        right = Quantified(word_start, self.end, word, operand)
        return Binary(left.start, self.end, operator, left, right, start)

    def _test(self, left: Expression, word: str) -> Expression:
        start = self.start
        self.index += 1
        if word != "is":
            return Unary(left.start, self.end, "IS NULL" if word == "isnull" else "IS NOT NULL", left)
        operator = "IS NOT" if self.accept("not") else "IS"
        if self.accept("distinct", "from"):
            right = self.expression(IS + 1)
            return Binary(left.start, right.end, f"{operator} DISTINCT FROM", left, right, start)
        if self.accept("json"):
            self._json_kind()
            return Unary(left.start, self.end, f"{operator} JSON", left)
        self.accept_one("nfc", "nfd", "nfkc", "nfkd")
        test = self.accept_one(*_TESTS)
        if not test:
            self.fail("NULL, TRUE, FALSE or DISTINCT FROM")
        return Unary(left.start, self.end, f"{operator} {test.upper()}", left)

    def _json_kind(self) -> None:
        self.accept_one("value", "array", "object", "scalar")
        if self.accept_one("with", "without"):
            self.expect("unique")
            self.accept("keys")

    def _match(self, left: Expression, start: int) -> Expression:
        negated = self.accept("not")
        prefix = "NOT " if negated else ""
        word = self.word
        self.index += 1
        if word == "between":
            symmetric = bool(self.accept_one("symmetric", "asymmetric") == "symmetric")
            low = self.expression(MATCH + 1)
            self.expect("and")
            high = self.expression(MATCH + 1)
            return Between(left.start, high.end, left, low, high, negated, symmetric, start)
        if word == "in":
            return self._in(left, negated, start)
        if word == "similar":
            self.expect("to")
            word = "similar to"
        operator = prefix + word.upper()
        if self.word in ("any", "some", "all") and self.ahead() == "(":
            return self._quantified(left, operator, start)
        right = self.expression(MATCH + 1)
        if self.accept("escape"):
            self.expression(MATCH + 1)
        return Binary(left.start, self.end, operator, left, right, start)

    def _in(self, left: Expression, negated: bool, start: int) -> Expression:
        if self.word != "(":
            self.fail("(")
        if self.query_ahead():
            query = self._query_in_parenthesis()
            return In(left.start, self.end, left, query, negated, start)
        self.expect("(")
        choices = self.expressions()
        self.expect(")")
        return In(left.start, self.end, left, choices, negated, start)


def _bits(text: Text) -> Cast:
    """B'101' and X'1F', whose type is their prefix."""
    return Cast(text.start, text.end, text, TypeName(text.start, text.start + 1, "bit", "bit"))
