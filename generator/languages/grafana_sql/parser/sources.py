"""What stands behind FROM."""

from __future__ import annotations

from generator.languages.grafana_sql.parser.calls import VALUE_FUNCTIONS, Calls
from generator.languages.grafana_sql.tree import (
    Alias,
    Call,
    Cast,
    Expression,
    FunctionSource,
    Join,
    Name,
    OpaqueSource,
    QuerySource,
    Relation,
    Source,
    TypeName,
)

_JOINS = ("join", "inner", "left", "right", "full", "cross", "natural")


class Sources(Calls):
    """The part of the parser that reads FROM."""

    def sources(self) -> tuple[Source, ...]:
        found = [self._joined()]
        while self.accept(","):
            found.append(self._joined())
        return tuple(found)

    def _joined(self) -> Source:
        left = self._source()
        while self.word in _JOINS:
            left = self._join(left)
        return left

    def _join(self, left: Source) -> Source:
        natural = self.accept("natural")
        kind = self.accept_one("inner", "left", "right", "full", "cross") or "inner"
        if kind in ("left", "right", "full"):
            self.accept("outer")
        self.expect("join")
        right = self._source()
        # `a JOIN b JOIN c ON .. ON ..`: the conditions close the joins from the inside out.
        while self.word in _JOINS and not natural and kind != "cross":
            right = self._join(right)
        on: Expression | None = None
        using: tuple[Name, ...] = ()
        alias = None
        if kind != "cross" and not natural:
            if self.accept("on"):
                on = self.expression()
            elif self.accept("using"):
                using = self._column_list()
                if self.accept("as"):
                    name = self.column_name()
                    alias = Alias(name.start, name.end, name)
            else:
                self.fail("ON or USING")
        return Join(left.start, self.end, kind.upper(), left, right, on, using, natural, alias)

    def _column_list(self) -> tuple[Name, ...]:
        self.expect("(")
        names = [self.column_name()]
        while self.accept(","):
            names.append(self.column_name())
        self.expect(")")
        return tuple(names)

    def _source(self) -> Source:
        start = self.start
        lateral = self.accept("lateral")
        if self.word == "(":
            return self._parenthesised(start, lateral)
        if self.at("rows", "from", "("):
            return self._rows_from(start, lateral)
        if self.word in ("json_table", "xmltable") and self.ahead() == "(":
            self.index += 1
            self.skip_parenthesis()
            return OpaqueSource(start, self.end, self._alias())
        if self.accept("only", "("):
            relation = self._relation(start)
            self.expect(")")
            return relation
        self.accept("only")
        if lateral or self.word in VALUE_FUNCTIONS or self.ahead() == "(" or self._qualified_call_ahead():
            return self._function(start, lateral)
        return self._relation(start)

    def _qualified_call_ahead(self) -> bool:
        return self.ahead() == "." and self.ahead(3) == "("

    def _parenthesised(self, start: int, lateral: bool) -> Source:
        if self.query_ahead():
            self.index += 1
            query = self.query()
            self.expect(")")
            alias = self._alias()
            return QuerySource(start, self.end, query, alias, lateral)
        self.index += 1
        inner = self._joined()
        self.expect(")")
        alias = self._alias()
        if alias is None:
            return inner
        if not isinstance(inner, Join):
            raise self.fault()
        return Join(
            start, self.end, inner.kind, inner.left, inner.right, inner.on, inner.using, inner.natural, alias
        )

    def _rows_from(self, start: int, lateral: bool) -> Source:
        self.index += 3
        calls = [self._source_call()]
        while self.accept(","):
            calls.append(self._source_call())
        self.expect(")")
        return self._function_source(start, tuple(calls), lateral)

    def _function(self, start: int, lateral: bool) -> Source:
        return self._function_source(start, (self._source_call(),), lateral)

    def _source_call(self) -> Expression:
        call = self.expression()
        if not isinstance(call, Call | Cast):
            raise self.fault("a function")
        if self.at("as", "("):  # the column definitions of one function in ROWS FROM
            self.index += 1
            self.skip_parenthesis()
        return call

    def _function_source(self, start: int, calls: tuple[Expression, ...], lateral: bool) -> Source:
        ordinality = self.accept("with", "ordinality")
        alias = self._alias()
        return FunctionSource(start, self.end, calls, alias, ordinality, lateral)

    def _relation(self, start: int) -> Source:
        names = [self.column_name()]
        while self.accept("."):
            names.append(self.label())
        self.accept("*")
        alias = self._alias()
        if self.accept("tablesample"):
            self.label()
            self.skip_parenthesis()
            if self.accept("repeatable"):
                self.skip_parenthesis()
        return Relation(start, self.end, tuple(names), alias)

    def _alias(self) -> Alias | None:
        start = self.start
        if self.accept("as"):
            if self.word == "(":
                return self._column_definitions(Name(start, start, ""))
            name = self.column_name()
        elif self.is_column_name() and not self._ends_source():
            name = self.column_name()
        else:
            return None
        if self.word == "(":
            return self._column_definitions(name)
        return Alias(start, self.end, name)

    def _ends_source(self) -> bool:
        return self.at("tablesample")

    def _column_definitions(self, alias: Name) -> Alias:
        """`(a, b)` or `(a int, b text)`."""
        self.expect("(")
        names: list[Name] = []
        types: list[TypeName] = []
        while True:
            names.append(self.column_name())
            if self.word not in (",", ")"):
                types.append(self.type_name())
                if self.accept("collate"):
                    self._any_name()
            if not self.accept(","):
                break
        self.expect(")")
        return Alias(alias.start, self.end, alias, tuple(names), tuple(types))
