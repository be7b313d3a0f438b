"""SELECT, VALUES, set operations and WITH."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from generator.languages.grafana_sql.catalog import needs_as
from generator.languages.grafana_sql.parser.sources import Sources
from generator.languages.grafana_sql.tree import (
    Clause,
    Expression,
    GroupingSet,
    Item,
    Name,
    Query,
    Relation,
    Select,
    SetOperation,
    SortKey,
    Star,
    Statement,
    Values,
    Window,
    WithQuery,
)

T = TypeVar("T")

_SHOWN = (("time", "zone"), ("transaction", "isolation", "level"), ("session", "authorization"))
WRITING = ("insert", "update", "delete", "merge")
_COMMANDS = """
abort alter analyze begin call checkpoint close cluster comment commit copy create deallocate declare delete
discard do drop end execute explain fetch grant import insert listen load lock merge move notify prepare
reassign refresh reindex release reset revoke rollback savepoint security set show start truncate unlisten
update vacuum
"""
COMMANDS = frozenset(_COMMANDS.split())
"""The words that a statement other than a query begins with."""


class Queries(Sources):
    """The part of the parser that reads queries; the whole of it."""

    def statement(self) -> Statement:
        start, word = self.start, self.word
        if word in COMMANDS:
            self._command(word)
            return Statement(start, self.end, word.upper(), None)
        if word == "with" and (command := self._command_behind_with()):
            return Statement(start, self.tokens[-1].end, command.upper(), None)
        query = self.query()
        if self.word:
            self.fail()
        return Statement(start, query.end, word.upper(), query)

    def _command(self, word: str) -> None:
        """Step over a command; of those that may stand before a query the beginning is looked at."""
        self.index += 1
        if word == "set":
            self.accept_one("local", "session")
            self.label()
        elif word == "show":
            for words in _SHOWN:
                if self.accept(*words):
                    break
            else:
                self._any_name()
            if self.word:
                self.fail()
        self.index = len(self.tokens)

    def _command_behind_with(self) -> str:
        """The command of `WITH ... INSERT` and the like."""
        depth = 0
        for word in self.words:
            depth += (word == "(") - (word == ")")
            if not depth and word in WRITING:
                return word
            if not depth and word == "select":
                return ""
        return ""

    def query(self) -> Query:
        start = self.start
        recursive, ctes = self._with()
        body = self._set_operations(0)
        clauses: list[Clause] = []
        order_by = self._order(clauses)
        limit, offset, locking = self._limits(clauses)
        return Query(start, self.end, body, ctes, recursive, order_by, limit, offset, locking, tuple(clauses))

    def _order(self, clauses: list[Clause]) -> tuple[SortKey, ...]:
        start = self.start
        if keys := self.order_by():
            clauses.append(Clause(start, self.end, "ORDER BY"))
        return keys

    def _limits(self, clauses: list[Clause]) -> tuple[Expression | None, Expression | None, Clause | None]:
        limit: Expression | None = None
        offset: Expression | None = None
        locking: Clause | None = None
        while word := self.accept_one("limit", "offset", "fetch", "for"):
            start = self.tokens[self.index - 1].start
            if word == "limit":
                limit = self._limit()
            elif word == "offset":
                offset = self.expression()
                self.accept_one("row", "rows")
            elif word == "fetch":
                limit = self._fetch()
            else:
                self._locking()
            clause = Clause(start, self.end, word.upper())
            locking = clause if word == "for" else locking
            clauses.append(clause)
        return limit, offset, locking

    def _limit(self) -> Expression | None:
        return None if self.accept("all") else self.expression()

    def _fetch(self) -> Expression | None:
        if not self.accept_one("first", "next"):
            self.fail("FIRST or NEXT")
        count = None if self.word in ("row", "rows") else self._prefix()
        if not self.accept_one("row", "rows"):
            self.fail("ROWS")
        if not self.accept("only"):
            self.expect("with", "ties")
        return count

    def _locking(self) -> None:
        if self.accept("no", "key", "update") or self.accept("key", "share"):
            pass
        elif not self.accept_one("update", "share"):
            self.fail("UPDATE or SHARE")
        if self.accept("of"):
            self._any_name()
            while self.accept(","):
                self._any_name()
        if not self.accept("nowait"):
            self.accept("skip", "locked")

    # --- WITH ---

    def _with(self) -> tuple[bool, tuple[WithQuery, ...]]:
        if not self.accept("with"):
            return False, ()
        recursive = self.accept("recursive")
        ctes = [self._with_query()]
        while self.accept(","):
            ctes.append(self._with_query())
        return recursive, tuple(ctes)

    def _with_query(self) -> WithQuery:
        name = self.column_name()
        columns = self._column_list() if self.word == "(" else ()
        self.expect("as")
        self.accept("not")
        self.accept("materialized")
        writes, query = None, None
        if self.word == "(" and self.ahead() in WRITING:
            command = self.tokens[self.index + 1]
            writes = Name(command.start, command.end, command.text.upper())
            self.skip_parenthesis()
        else:
            self.expect("(")
            query = self.query()
            self.expect(")")
        added = self._search_and_cycle()
        return WithQuery(name.start, self.end, name, columns, query, writes, added)

    def _search_and_cycle(self) -> tuple[Name, ...]:
        """SEARCH and CYCLE, and the columns that they add."""
        added = []
        if self.accept("search"):
            if not self.accept_one("depth", "breadth"):
                self.fail("DEPTH or BREADTH")
            self.expect("first", "by")
            self._names()
            self.expect("set")
            added.append(self.column_name())
        if self.accept("cycle"):
            self._names()
            self.expect("set")
            added.append(self.column_name())
            if self.accept("to"):
                self._prefix()
                self.expect("default")
                self._prefix()
            self.expect("using")
            added.append(self.column_name())
        return tuple(added)

    def _names(self) -> None:
        self.column_name()
        while self.accept(","):
            self.column_name()

    # --- set operations ---

    def _set_operations(self, level: int) -> Select | Values | SetOperation | Query:
        """INTERSECT binds more strongly than UNION and EXCEPT."""
        start = self.start
        left = self._body()
        while True:
            word = self.word
            binding = {"union": 1, "except": 1, "intersect": 2}.get(word, 0)
            if binding <= level:
                return left
            self.index += 1
            if all_ := self.accept_one("all", "distinct"):
                word = f"{word} {all_}"
            right_start = self.start
            right = self._set_operations(binding)
            left = SetOperation(
                start,
                self.end,
                word.upper(),
                self._bare(start, left.end, left),
                self._bare(right_start, self.end, right),
            )

    def _bare(self, start: int, end: int, body: Select | Values | SetOperation | Query) -> Query:
        if isinstance(body, Query):
            return body
        return Query(start, end, body, (), False, (), None, None, None, ())

    def _body(self) -> Select | Values | SetOperation | Query:
        start = self.start
        if self.accept("("):
            query = self.query()
            self.expect(")")
            return query
        if self.accept("values"):
            rows = [self._row()]
            while self.accept(","):
                rows.append(self._row())
            return Values(start, self.end, tuple(rows))
        if self.accept("table"):
            return self._table(start)
        if self.word != "select":
            self.fail("" if self.word else "SELECT")
        return self._select()

    def _row(self) -> tuple[Expression, ...]:
        self.expect("(")
        row = self.expressions()
        self.expect(")")
        return row

    def _table(self, start: int) -> Select:
        """`TABLE name`, which is `SELECT * FROM name`."""
        self.accept("only")
        names = [self.column_name()]
        while self.accept("."):
            names.append(self.label())
        relation = Relation(names[0].start, self.end, tuple(names), None)
        item = Item(start, self.end, Star(start, self.end), None, False)
        return Select(start, self.end, (item,), False, (), None, (relation,), None, (), None, (), ())

    # --- SELECT ---

    def _select(self) -> Select:
        start = self.start
        clauses: list[Clause] = []
        self.expect("select")
        distinct, distinct_on = self._distinct()
        items = self._items()
        clauses.append(Clause(start, self.end, "SELECT"))
        into = self._section(clauses, ("into",), self._into)
        sources = self._section(clauses, ("from",), self.sources) or ()
        where = self._section(clauses, ("where",), self.expression)
        group_by = self._section(clauses, ("group", "by"), self._grouping) or ()
        having = self._section(clauses, ("having",), self.expression)
        windows = self._section(clauses, ("window",), self._windows) or ()
        return Select(
            start,
            self.end,
            items,
            distinct,
            distinct_on,
            into,
            sources,
            where,
            group_by,
            having,
            windows,
            tuple(clauses),
        )

    def _section(self, clauses: list[Clause], words: tuple[str, ...], read: Callable[[], T]) -> T | None:
        """A clause if it is next, and its place."""
        start = self.start
        if not self.accept(*words):
            return None
        content = read()
        clauses.append(Clause(start, self.end, " ".join(words).upper()))
        return content

    def _distinct(self) -> tuple[bool, tuple[Expression, ...]]:
        if not self.accept("distinct"):
            self.accept("all")
            return False, ()
        if not self.accept("on"):
            return True, ()
        self.expect("(")
        keys = self.expressions()
        self.expect(")")
        return True, keys

    def _items(self) -> tuple[Item, ...]:
        if self.word in ("from", "where", "into", "union", ")", ""):
            return ()  # PostgreSQL allows a SELECT of no columns
        items = [self._item()]
        while self.accept(","):
            items.append(self._item())
        return tuple(items)

    def _item(self) -> Item:
        start = self.start
        if self.accept("*"):
            return Item(start, self.end, Star(start, self.end), None, False)
        expression = self.expression()
        alias, explicit = None, False
        if self.accept("as"):
            alias, explicit = self.label(), True
        elif self._is_bare_label():
            alias = self.take_name()
        return Item(start, self.end, expression, alias, explicit)

    def _is_bare_label(self) -> bool:
        return self.is_label() and self.word not in needs_as()

    def _into(self) -> Name | None:
        self.accept_one("temporary", "temp", "unlogged")
        self.accept("table")
        name = self.column_name()
        while self.accept("."):
            name = self.label()
        return name

    def _grouping(self) -> tuple[Expression, ...]:
        self.accept_one("all", "distinct")
        return self._grouping_items()

    def _grouping_items(self) -> tuple[Expression, ...]:
        items = [self._grouping_item()]
        while self.accept(","):
            items.append(self._grouping_item())
        return tuple(items)

    def _grouping_item(self) -> Expression:
        start = self.start
        if self.accept("(", ")"):
            return GroupingSet(start, self.end, "", ())
        if self.accept("grouping", "sets"):
            word = "GROUPING SETS"
        elif self.word in ("rollup", "cube") and self.ahead() == "(":
            word = self.word.upper()
            self.index += 1
        else:
            return self.expression()
        self.expect("(")
        items = self._grouping_items()
        self.expect(")")
        return GroupingSet(start, self.end, word, items)

    def _windows(self) -> tuple[tuple[Name, Window], ...]:
        found = []
        while True:
            name = self.column_name()
            self.expect("as")
            found.append((name, self.window()))
            if not self.accept(","):
                return tuple(found)
