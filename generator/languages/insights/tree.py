"""A Logs Insights query as a tree whose every node knows where it stands in the text.

Offsets are characters, the end exclusive. Nodes compare by identity, so that a mapping can hold what is
found out about each. Chains of one operator are flat: however long a condition is, its tree is not deep.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform

import attrs

T = TypeVar("T")


@dataclass_transform(frozen_default=True, eq_default=False)
def node(class_: type[T]) -> type[T]:
    """A class of nodes, or of what else is made by the thousand. Nobody changes them: see the type checker.

    Were attrs to see to it at run time, to make a node would take three times as long.
    """
    return attrs.define(eq=False)(class_)


@node
class Node:
    __attrs_attrs__: ClassVar[Any]

    start: int
    end: int


@node
class Name(Node):
    """A name that is given or meant as a name, not read: `text` is without backticks."""

    text: str
    quoted: bool = False


# --- expressions ---


@node
class Expression(Node):
    pass


@node
class Field(Expression):
    """A field that is read: `level`, `@timestamp`, `a.items.0.id`, `` `detail-type` ``, `users[1]`.

    `path` is its parts without backticks, list elements as their number: `("users", "1")`. `quoted` says
    that a part stands in backticks.
    """

    path: tuple[str, ...]
    quoted: bool = False

    @property
    def name(self) -> str:
        """As fields are listed: `a.items.0.id`."""
        return ".".join(self.path)


@node
class String(Expression):
    """A string in single or double quotes; `value` is what it stands for."""

    value: str


@node
class Number(Expression):
    """An unsigned number as it is written."""

    text: str


@node
class Duration(Expression):
    """A length of time, `5m`; `unit` in lower case as it is written."""

    count: int
    unit: str


@node
class Regex(Expression):
    """`/pattern/`; `pattern` as it is written between the slashes."""

    pattern: str


@node
class Star(Expression):
    """The `*` of `count(*)`."""


@node
class Constant(Expression):
    """A word that stands for a value and is no field: true, false or null, in lower case."""

    word: str


@node
class Variable(Expression):
    """What is replaced before the query runs, as written: Grafana's `$name` and `${name}`, or `{{name}}`."""

    text: str


@node
class Named(Expression):
    """An argument with a name: `namePrefix: [...]`, `action=remove`, `maxspan 1h`, `p=1-4`."""

    name: Name
    value: Expression


@node
class Call(Expression):
    """A function call; `function` is the name as it is written."""

    function: Name
    arguments: tuple[Expression, ...]

    @property
    def name(self) -> str:
        """The name as functions are looked up, in lower case."""
        return self.function.text.lower()


@node
class Member(Expression):
    """What an expression holds under a path: `jsonParse(body).user.id`; `path` as that of a field."""

    operand: Expression
    path: tuple[str, ...]


@node
class Negative(Expression):
    operand: Expression


@node
class Not(Expression):
    operand: Expression


@node
class Operator(Node):
    """An operator where it stands; `text` in lower case, one blank between words: `not like`, `in`, `==`."""

    text: str


@node
class Arithmetic(Expression):
    """Operands of one precedence, from left to right: `+ -`, or `* / %`, or `^`. One operator less."""

    operands: tuple[Expression, ...]
    operators: tuple[Operator, ...]


@node
class Logical(Expression):
    """Conditions joined by one word, `and` or `or`, however many."""

    word: str
    operands: tuple[Expression, ...]
    operators: tuple[Operator, ...]


@node
class Comparison(Expression):
    """`= == != < <= > >=`, `like`, `not like`, `=~` between two operands."""

    left: Expression
    operator: Operator
    right: Expression


@node
class Membership(Expression):
    """`operand in [...]` or `not in`; the `members` are a list or a query in parentheses."""

    operand: Expression
    operator: Operator
    members: ListLiteral | Subquery


@node
class ListLiteral(Expression):
    """`[a, b]`; `parenthesised` for one that wrongly stands in round ones, as in SQL."""

    items: tuple[Expression, ...]
    parenthesised: bool = False


@node
class Parenthesised(Expression):
    inner: Expression


@node
class Subquery(Expression):
    """`(SOURCE 'lg' | filter ... | fields x)`."""

    pipeline: Pipeline


@node
class Faulty(Expression):
    """What stands where an expression belongs and is none; the fault has been told."""


# --- commands ---


@node
class Item(Node):
    """`expression as alias`."""

    expression: Expression
    alias: Name | None


@node
class Command(Node):
    """A command from its keyword to the character behind it; `keyword.text` as it is written."""

    keyword: Name

    @property
    def word(self) -> str:
        return self.keyword.text.lower()


@node
class Fields(Command):
    items: tuple[Item, ...]


@node
class Display(Command):
    items: tuple[Item, ...]


@node
class Filter(Command):
    """`filter` or `where`."""

    condition: Expression


@node
class FilterIndex(Command):
    condition: Expression


@node
class Parse(Command):
    """`parse [source] "glob" as a, b` or `parse source /regex/`. No `source` is @message.

    A regular expression has `names` only where somebody wrote `as` behind it, too.
    """

    source: Expression | None
    pattern: String | Regex
    names: tuple[Name, ...]


@node
class Stats(Command):
    """`stats count(*) as n by level, bin(5m)`; `offset` shifts the bins: `by bin(5m) offset 1h`."""

    aggregates: tuple[Item, ...]
    keys: tuple[Item, ...]
    by: Name | None = None
    offset: Duration | None = None


@node
class SortKey(Node):
    expression: Expression
    direction: Name | None

    @property
    def descending(self) -> bool:
        return self.direction is not None and self.direction.text.lower() == "desc"


@node
class Sort(Command):
    keys: tuple[SortKey, ...]


@node
class Limit(Command):
    """`limit 20`, `limit any 20`; `count` is None where a variable stands there, and in `limit any`."""

    count: Number | None
    any: bool = False


@node
class Dedup(Command):
    fields: tuple[Expression, ...]


@node
class Pattern(Command):
    source: Expression


@node
class Anomaly(Command):
    pass


@node
class Diff(Command):
    period: Name | None


@node
class Unmask(Command):
    items: tuple[Item, ...]


@node
class Unnest(Command):
    list: Expression
    name: Name


@node
class Lookup(Command):
    """`lookup table key as field, ... OUTPUT a, b`: the key is a column of the table, the alias a field."""

    table: Name
    keys: tuple[Item, ...]
    outputs: tuple[Name, ...]


@node
class Source(Command):
    """`SOURCE logGroups(...)`, `SOURCE dataSource([...])`, or `SOURCE 'name'` in a subquery."""

    arguments: tuple[Expression, ...]


@node
class Join(Command):
    """`join type=inner left=a right=b where a.f = b.f (SOURCE 'lg')`; `options` are type, left and right."""

    options: tuple[tuple[Name, Name], ...]
    condition: Expression | None
    right: Subquery | None


@node
class SavedQuery(Command):
    """`$QueryName(a="x")`: a saved query in the place of a command."""

    arguments: tuple[tuple[Name, Expression], ...]


@node
class Other(Command):
    """A command that is known and whose syntax is not modelled: what it is given, as it was read.

    `names` are the names that it adds, as far as they are known.
    """

    arguments: tuple[Expression, ...]
    names: tuple[Name, ...] = ()


@node
class Unreadable(Command):
    """A command with a fault that was told: nothing can be said of what it does."""


@node
class Comment(Node):
    """`# ...` up to the end of the line; `text` without the `#`."""

    text: str


@node
class Pipeline(Node):
    """Commands in order; `pipes` are the offsets of the `|` between them."""

    commands: tuple[Command, ...]
    pipes: tuple[int, ...] = ()


@attrs.frozen
class Fault:
    """A mistake in a query: the rule that it breaks, and `start..end` of the text that is meant."""

    rule: str
    start: int
    end: int
    message: str
    hint: str = ""


@node
class Parsed:
    """What was read of a text. With `faults` the tree is what could be read all the same."""

    text: str
    pipeline: Pipeline
    comments: tuple[Comment, ...]
    faults: tuple[Fault, ...]


def children(node: Node) -> Iterator[Node]:
    """The nodes right below one, in the order of its attributes."""
    for name in _inner_attributes(type(node)):
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for each in value:
                if isinstance(each, Node):
                    yield each
                elif isinstance(each, tuple):
                    yield from (inner for inner in each if isinstance(inner, Node))


_PLAIN = frozenset({"int", "str", "bool", "tuple[str, ...]", "tuple[int, ...]"})


_inner: dict[type[Node], tuple[str, ...]] = {}
_takers: dict[type[Node], Callable[[Node], tuple[Any, ...]] | None] = {}


def _inner_attributes(kind: type[Node]) -> tuple[str, ...]:
    """The attributes that may hold nodes: those not declared as anything else."""
    if kind not in _inner:
        _inner[kind] = tuple(each.name for each in attrs.fields(kind) if each.type not in _PLAIN)
    return _inner[kind]


def _taker(kind: type[Node]) -> Callable[[Node], tuple[Any, ...]] | None:
    """What takes the values of these attributes, the last one first; None where there are none."""
    names = _inner_attributes(kind)[::-1]
    if len(names) == 1:
        get = attrgetter(*names)
        return lambda node: (get(node),)
    return attrgetter(*names) if names else None


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, each before its children, from left to right; not by recursion."""
    waiting: list[Any] = [node]
    while waiting:
        current = waiting.pop()
        kind = current.__class__
        if kind is tuple:
            waiting += current[::-1]
        elif current is not None:
            yield current
            if kind not in _takers:
                _takers[kind] = _taker(kind)
            if take := _takers[kind]:
                waiting += take(current)
