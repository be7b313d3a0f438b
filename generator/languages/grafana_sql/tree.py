"""A PostgreSQL query as a tree whose every node knows where it stands in the text.

Names are folded as PostgreSQL folds them. Offsets are characters, the end exclusive. Nodes compare by
identity, so that a mapping can hold what is found out about each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any

import attrs


@attrs.frozen(eq=False)
class Node:
    start: int
    end: int


@attrs.frozen(eq=False)
class Name:
    """A name as it is looked up, part of a node: `text` is folded to lower case unless quoted."""

    start: int
    end: int
    text: str
    quoted: bool = False


# --- expressions ---


@attrs.frozen(eq=False)
class Expression(Node):
    pass


@attrs.frozen(eq=False)
class Column(Expression):
    """`name`, `table.name`, `schema.table.name`; which of them it is only its scope can tell."""

    names: tuple[Name, ...]

    @property
    def name(self) -> Name:
        return self.names[-1]

    @property
    def qualifier(self) -> Name | None:
        return self.names[-2] if len(self.names) > 1 else None


@attrs.frozen(eq=False)
class Star(Expression):
    """`*` or `table.*`."""

    names: tuple[Name, ...] = ()


@attrs.frozen(eq=False)
class Text(Expression):
    """A string literal; `value` is what it stands for."""

    value: str


@attrs.frozen(eq=False)
class Number(Expression):
    text: str

    @property
    def position(self) -> int | None:
        """The result column that it stands for in GROUP BY and ORDER BY, counted from 1."""
        return int(self.text) if self.text.isdecimal() and len(self.text) < 10 else None


@attrs.frozen(eq=False)
class Constant(Expression):
    """NULL, TRUE, FALSE or DEFAULT."""

    word: str


@attrs.frozen(eq=False)
class Parameter(Expression):
    pass


@attrs.frozen(eq=False)
class Unary(Expression):
    """A prefix operator, NOT, or a test behind its operand such as IS NULL (`operator` in upper case)."""

    operator: str
    operand: Expression


@attrs.frozen(eq=False)
class Binary(Expression):
    """An infix operator: a symbol, or words in upper case such as AND, NOT LIKE, IS DISTINCT FROM."""

    operator: str
    left: Expression
    right: Expression
    operator_start: int


@attrs.frozen(eq=False)
class Quantified(Expression):
    """`ANY (...)`, `SOME (...)` or `ALL (...)` on the right of an operator."""

    word: str
    operand: Expression | Query


@attrs.frozen(eq=False)
class Between(Expression):
    operand: Expression
    low: Expression
    high: Expression
    negated: bool
    symmetric: bool
    operator_start: int


@attrs.frozen(eq=False)
class In(Expression):
    operand: Expression
    choices: tuple[Expression, ...] | Query
    negated: bool
    operator_start: int


@attrs.frozen(eq=False)
class TypeName(Node):
    """A type by its short name, as the catalog has it; None for one that is not PostgreSQL's own."""

    written: str
    name: str | None


@attrs.frozen(eq=False)
class Cast(Expression):
    """`CAST(x AS type)`, `x::type` and `type 'literal'`."""

    operand: Expression
    type: TypeName


@attrs.frozen(eq=False)
class Argument(Expression):
    """`name => value`, or `VARIADIC value` without a name."""

    name: Name | None
    value: Expression


@attrs.frozen(eq=False)
class SortKey(Node):
    expression: Expression
    descending: bool


@attrs.frozen(eq=False)
class Window(Node):
    name: Name | None
    partition_by: tuple[Expression, ...]
    order_by: tuple[SortKey, ...]
    bounds: tuple[Expression, ...]


@attrs.frozen(eq=False)
class Call(Expression):
    """A function call. `special` marks a syntax of its own: EXTRACT(x FROM y), COALESCE(...), USER.

    `name_end` is the end of the name. `star` is for count(*).
    """

    names: tuple[Name, ...]
    arguments: tuple[Expression, ...]
    name_end: int
    star: bool = False
    distinct: bool = False
    special: bool = False
    order_by: tuple[SortKey, ...] = ()
    within_group: tuple[SortKey, ...] | None = None
    filter: Expression | None = None
    over: Window | Name | None = None

    @property
    def name(self) -> str:
        return self.names[-1].text


@attrs.frozen(eq=False)
class Case(Expression):
    operand: Expression | None
    branches: tuple[tuple[Expression, Expression], ...]
    otherwise: Expression | None


@attrs.frozen(eq=False)
class Subquery(Expression):
    """A query in parentheses that gives one value."""

    query: Query


@attrs.frozen(eq=False)
class Exists(Expression):
    query: Query


@attrs.frozen(eq=False)
class Array(Expression):
    items: tuple[Expression, ...] | Query


@attrs.frozen(eq=False)
class Row(Expression):
    items: tuple[Expression, ...]


@attrs.frozen(eq=False)
class Parenthesis(Expression):
    inner: Expression


@attrs.frozen(eq=False)
class Subscript(Expression):
    """`value[index]`, `value[low:high]`."""

    operand: Expression
    indices: tuple[Expression, ...]
    slice: bool


@attrs.frozen(eq=False)
class FieldOf(Expression):
    """`(row).field`."""

    operand: Expression
    field: Name | Star


@attrs.frozen(eq=False)
class Collate(Expression):
    operand: Expression


@attrs.frozen(eq=False)
class Opaque(Expression):
    """Something whose inside is not looked into, such as XMLELEMENT(...)."""

    word: str


# --- what a query reads from ---


@attrs.frozen(eq=False)
class Alias(Node):
    """`AS name (column, ...)`; `types` are those of a column definition list."""

    name: Name
    columns: tuple[Name, ...] = ()
    types: tuple[TypeName, ...] = ()


@attrs.frozen(eq=False)
class Source(Node):
    pass


@attrs.frozen(eq=False)
class Relation(Source):
    names: tuple[Name, ...]
    alias: Alias | None


@attrs.frozen(eq=False)
class FunctionSource(Source):
    calls: tuple[Expression, ...]
    alias: Alias | None
    ordinality: bool
    lateral: bool


@attrs.frozen(eq=False)
class QuerySource(Source):
    query: Query
    alias: Alias | None
    lateral: bool


@attrs.frozen(eq=False)
class Join(Source):
    """`kind` is INNER, LEFT, RIGHT, FULL or CROSS."""

    kind: str
    left: Source
    right: Source
    on: Expression | None
    using: tuple[Name, ...]
    natural: bool
    alias: Alias | None = None


@attrs.frozen(eq=False)
class OpaqueSource(Source):
    """JSON_TABLE and XMLTABLE, whose columns are not looked into."""

    alias: Alias | None


# --- queries ---


@attrs.frozen(eq=False)
class Item(Node):
    """A select item; `explicit` says whether its alias stands behind AS."""

    expression: Expression
    alias: Name | None
    explicit: bool


@attrs.frozen(eq=False)
class Clause(Node):
    """The place of a clause, from its keyword to its end: `FROM`, `GROUP BY` ..."""

    word: str


@attrs.frozen(eq=False)
class GroupingSet(Expression):
    """ROLLUP, CUBE, GROUPING SETS (`word`), or the empty set."""

    word: str
    items: tuple[Expression, ...]


@attrs.frozen(eq=False)
class Select(Node):
    items: tuple[Item, ...]
    distinct: bool
    distinct_on: tuple[Expression, ...]
    into: Name | None
    sources: tuple[Source, ...]
    where: Expression | None
    group_by: tuple[Expression, ...]
    having: Expression | None
    windows: tuple[tuple[Name, Window], ...]
    clauses: tuple[Clause, ...]


@attrs.frozen(eq=False)
class Values(Node):
    rows: tuple[tuple[Expression, ...], ...]


@attrs.frozen(eq=False)
class SetOperation(Node):
    word: str
    left: Query
    right: Query


@attrs.frozen(eq=False)
class WithQuery(Node):
    """`name (columns) AS (query)`; `query` is None for one that writes, by the word `writes`.

    `added` are the columns that SEARCH and CYCLE add behind those of the query.
    """

    name: Name
    columns: tuple[Name, ...]
    query: Query | None
    writes: Name | None
    added: tuple[Name, ...] = ()


@attrs.frozen(eq=False)
class Query(Node):
    """SELECT, VALUES or a set operation, with what may stand around it."""

    body: Select | Values | SetOperation | Query
    ctes: tuple[WithQuery, ...]
    recursive: bool
    order_by: tuple[SortKey, ...]
    limit: Expression | None
    offset: Expression | None
    locking: Clause | None
    clauses: tuple[Clause, ...]


@attrs.frozen(eq=False)
class Statement(Node):
    """A statement; `query` is None for what is none, of which only the first word is known, in upper case."""

    word: str
    query: Query | None


_HOLD_NO_NODES = frozenset({"int", "str", "bool", "str | None", "Name", "Name | None", "tuple[Name, ...]"})
_Parts = Callable[[Node], tuple[Any, ...]]
_parts: dict[type[Node], _Parts | None] = {}
"""For each type of node, what gives the values of the fields that may hold other nodes; None for a leaf."""


def _parts_of(kind: type[Node]) -> _Parts | None:
    if kind not in _parts:
        names = [field.name for field in attrs.fields(kind) if field.type not in _HOLD_NO_NODES]
        # attrgetter gives a tuple only for two names and more; the offset is no node, and is passed over.
        _parts[kind] = attrgetter("start", *names) if names else None
    return _parts[kind]


def children(parent: Node) -> list[Node]:
    """The nodes right below a node, in the order of its fields."""
    kind = type(parent)
    parts = _parts[kind] if kind in _parts else _parts_of(kind)
    found: list[Node] = []
    if parts is not None:
        _add(parts(parent), found)
    return found


def _add(values: tuple[Any, ...], found: list[Node]) -> None:
    for value in values:
        if value is None:
            continue
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            _add(value, found)


def walk(root: Node) -> Iterator[Node]:
    """A node and everything below it, parents before children."""
    waiting = [root]
    while waiting:
        current = waiting.pop()
        yield current
        kind = type(current)
        parts = _parts[kind] if kind in _parts else _parts_of(kind)
        if parts is not None:
            below: list[Node] = []
            _add(parts(current), below)
            below.reverse()
            waiting += below
