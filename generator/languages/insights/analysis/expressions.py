"""The types of expressions, and what each of their names means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.languages.insights.analysis.calls import call_type
from generator.languages.insights.analysis.model import (
    CONDITION,
    HYPHEN,
    NOT_AGGREGATED,
    UNQUOTED,
    WRONG_TYPE,
    Column,
)
from generator.languages.insights.analysis.place import Place
from generator.languages.insights.analysis.scope import Scope, folded
from generator.languages.insights.analysis.words import Words
from generator.languages.insights.record import Record, Type
from generator.languages.insights.tree import (
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Duration,
    Expression,
    Fault,
    Faulty,
    Field,
    ListLiteral,
    Logical,
    Member,
    Membership,
    Named,
    Negative,
    Node,
    Not,
    Number,
    Parenthesised,
    Regex,
    Star,
    String,
    Subquery,
    Variable,
)


class Reader:
    """Reads the expressions of one query, in the order of its commands.

    `scope` is what names mean now; `aliases` are names that hold in the command that is being read alone.
    """

    def __init__(self, text: str, record: Record, read_subquery: Callable[[Subquery], Type]) -> None:
        self.text = text
        self.scope = Scope(record)
        self.aliases: dict[str, Column] = {}
        self.keys: set[str] = set()
        self.types: dict[Expression, Type] = {}
        self.columns: dict[Expression, Column] = {}
        self.faults: list[Fault] = []
        self._words = Words()
        self._told: set[str] = set()
        self._read_subquery = read_subquery

    # --- entry points ---

    def type_of(self, node: Expression, place: Place = Place.RECORD) -> Type:
        """The type of an expression, all of whose names are looked up."""
        column = self._by_text(node) if self.scope.by_text and not isinstance(node, Field) else None
        if column is not None:
            self.columns[node] = column
            found = column.type
        else:
            found = _KINDS[type(node)](self, node, place)
        self.types[node] = found
        return found

    def condition(self, node: Expression, place: Place = Place.RECORD) -> None:
        """An expression that has to be true or false."""
        found = self.type_of(node, place)
        inner = bare(node)
        if isinstance(inner, String | Number | Regex | Duration | ListLiteral):
            written = self.text[inner.start : inner.end]
            self.fault(
                CONDITION,
                inner,
                f"{written} alone is no condition",
                f"compare a field with it: field = {written}",
            )
        elif isinstance(inner, Field) and found in (Type.TEXT, Type.TIME, Type.JSON):
            self.fault(
                CONDITION,
                inner,
                f"{inner.name} alone is no condition",
                f"compare it with something, or write ispresent({inner.name})",
            )

    def of_list(self, node: Expression, place: Place, what: str) -> Type:
        """An expression where maps and lists are not taken."""
        found = self.type_of(node, place)
        if found is Type.JSON:
            written = self.text[node.start : node.end]
            self.fault(
                WRONG_TYPE,
                node,
                f"{written} is a map or a list, and {what} takes none",
                f"name what is inside it, such as {written}.0",
            )
        return found

    def fault(self, rule: str, node: Node, message: str, hint: str = "") -> None:
        self.faults.append(Fault(rule, node.start, node.end, message, hint))

    # --- names ---

    def find(self, field: Field) -> Column | None:
        """What a field means; None for nothing."""
        return self._listed(field) or self._unlisted(field)

    def _listed(self, field: Field) -> Column | None:
        alias = self.aliases.get(field.name) if self.aliases else None
        return alias or self.scope.find(field.path)

    def _unlisted(self, field: Field) -> Column | None:
        """A key of `extra` that the contract does not list: there may be one all the same."""
        record = self.scope.record
        key = record.unlisted_key(field.path) if record is not None else None
        return Column(field.name, key.type, field=key) if key is not None else None

    def _field(self, node: Field, place: Place) -> Type:
        column = self._listed(node)
        if column is None:
            column = self._unlisted(node)
            if column is None:
                self.faults.append(self._words.unknown(node, self.scope))
                return Type.ANY
            if node.name not in self._told:
                self._told.add(node.name)
                self.faults.append(self._words.unlisted(node, self.scope))
        self.columns[node] = column
        if place is Place.STATS and node.name not in self.aliases and node.name not in self.keys:
            self.fault(
                NOT_AGGREGATED,
                node,
                f"{node.name} has many values here, one for each record",
                f"choose: latest({node.name}), max({node.name}), or group by it: stats ... by {node.name}",
            )
        return column.type

    def _by_text(self, node: Expression) -> Column | None:
        """The column that an expression names by its text: `count(*)` behind `stats count(*)`."""
        return self.scope.by_text.get(folded(self.text[node.start : node.end]))

    # --- operators ---

    def _arithmetic(self, node: Arithmetic, place: Place) -> Type:
        if (joined := self._hyphenated(node)) is not None:
            return joined
        found = [
            Type.ANY if isinstance(operand, Duration) else self.type_of(operand, place)
            for operand in node.operands
        ]
        if any(isinstance(operand, Duration) for operand in node.operands):
            return self._shifted(node, found)
        for operand, type_ in zip(node.operands, found, strict=True):
            if type_ in (Type.TEXT, Type.JSON):
                self._no_number(node, operand, type_)
                break
        return Type.NUMBER

    def _shifted(self, node: Arithmetic, found: list[Type]) -> Type:
        """A time that is moved by a period: `@timestamp + 9h`."""
        self.types.update((operand, Type.ANY) for operand in node.operands if isinstance(operand, Duration))
        return Type.TIME if Type.TIME in found else Type.ANY

    def _no_number(self, node: Arithmetic, operand: Expression, found: Type) -> None:
        operator = node.operators[0].text
        hint = "texts are put together by concat(...)" if operator == "+" and found is Type.TEXT else ""
        kind = "a text" if found is Type.TEXT else "a map or a list"
        written = _short(self.text[operand.start : operand.end])
        self.fault(WRONG_TYPE, operand, f"{written} is {kind}, and {operator} is for numbers", hint)

    def _hyphenated(self, node: Arithmetic) -> Type | None:
        """A name with hyphens and without backticks, if that is what an arithmetic is; its type then."""
        fields = [operand for operand in node.operands if isinstance(operand, Field) and not operand.quoted]
        if len(fields) != len(node.operands) or any(operator.text != "-" for operator in node.operators):
            return None
        name = self.text[node.start : node.end]
        if any(character.isspace() for character in name):
            return None
        column = self.scope.find((name,))
        if column is None and all(self.find(field) for field in fields):
            return None
        self.fault(HYPHEN, node, f"{name} is read as a subtraction", f"put the name in backticks: `{name}`")
        if column is not None:
            self.columns[node] = column
        return column.type if column is not None else Type.ANY

    def _negative(self, node: Negative, place: Place) -> Type:
        self.type_of(node.operand, place)
        return Type.NUMBER

    def _not(self, node: Not, place: Place) -> Type:
        self.condition(node.operand, place)
        return Type.BOOLEAN

    def _logical(self, node: Logical, place: Place) -> Type:
        for operand in node.operands:
            self.condition(operand, place)
        return Type.BOOLEAN

    def _comparison(self, node: Comparison, place: Place) -> Type:
        left, right = self.type_of(node.left, place), self._value(node.right, place)
        for operand, found in ((node.left, left), (node.right, right)):
            if found is Type.JSON:
                written = _short(self.text[operand.start : operand.end])
                self.fault(
                    WRONG_TYPE,
                    operand,
                    f"{written} is a map or a list, and no comparison with one is ever true",
                    f"name what is inside it, such as {written}.0",
                )
        if node.operator.text in _ORDERS:
            self._ordered(node.left, left, node.right)
            self._ordered(node.right, right, node.left)
        return Type.BOOLEAN

    def _ordered(self, operand: Expression, found: Type, other: Expression) -> None:
        if found is Type.TEXT and isinstance(operand, Field) and isinstance(bare(other), Number):
            self.fault(WRONG_TYPE, operand, f"{operand.name} is a text, and is compared with a number")

    def _membership(self, node: Membership, place: Place) -> Type:
        self.type_of(node.operand, place)
        if isinstance(node.members, ListLiteral):
            for item in node.members.items:
                self._value(item, place)
            self.types[node.members] = Type.JSON
        else:
            self.type_of(node.members, place)
        return Type.BOOLEAN

    def _value(self, node: Expression, place: Place) -> Type:
        """What something is compared with: there a word that is no field was meant as a text."""
        if isinstance(node, Field) and self._is_word(node):
            self.fault(
                UNQUOTED,
                node,
                f"{node.name} is read as a field, and there is none",
                f'a text stands in quotes: "{node.name}"',
            )
            self.types[node] = Type.ANY
            return Type.ANY
        return self.type_of(node, place)

    def _is_word(self, node: Field) -> bool:
        """Whether a field never was one, and looks like a value."""
        if node.quoted or node.name.startswith("@") or self.find(node) is not None:
            return False
        return not any(scope.find(node.path) for scope in self.scope.ended())

    # --- the rest ---

    def _call(self, node: Call, place: Place) -> Type:
        return call_type(self, node, place)

    def _list(self, node: ListLiteral, place: Place) -> Type:
        for item in node.items:
            self.type_of(item, place)
        return Type.JSON

    def _parenthesised(self, node: Parenthesised, place: Place) -> Type:
        return self.type_of(node.inner, place)

    def _duration(self, node: Duration, _: Place) -> Type:
        """A period that is no argument of a function which takes one."""
        written = self.text[node.start : node.end]
        self.fault(
            WRONG_TYPE,
            node,
            f"{written} is a period, and stands only in bin, datefloor and dateceil",
            "a time span is a number of milliseconds, such as toMillis(@timestamp) > now() * 1000 - 300000",
        )
        return Type.ANY

    def _member(self, node: Member, place: Place) -> Type:
        self.type_of(node.operand, place)
        return Type.ANY

    def _named(self, node: Named, place: Place) -> Type:
        if isinstance(node.value, Duration):
            self.types[node.value] = Type.ANY
            return Type.ANY
        return self.type_of(node.value, place)

    def _subquery(self, node: Subquery, _: Place) -> Type:
        return self._read_subquery(node)


def bare(node: Expression) -> Expression:
    """An expression without the parentheses around it."""
    while isinstance(node, Parenthesised):
        node = node.inner
    return node


def _short(written: str) -> str:
    return written if len(written) <= 40 else f"{written[:37]}..."


_ORDERS = frozenset({"<", "<=", ">", ">="})
_KINDS: dict[type[Expression], Callable[[Reader, Any, Place], Type]] = {
    Field: Reader._field,
    String: lambda *_: Type.TEXT,
    Number: lambda *_: Type.NUMBER,
    Duration: Reader._duration,
    Regex: lambda *_: Type.TEXT,
    Star: lambda *_: Type.ANY,
    Constant: lambda _, node, __: Type.BOOLEAN if node.word != "null" else Type.ANY,
    Call: Reader._call,
    Negative: Reader._negative,
    Not: Reader._not,
    Arithmetic: Reader._arithmetic,
    Logical: Reader._logical,
    Comparison: Reader._comparison,
    Membership: Reader._membership,
    ListLiteral: Reader._list,
    Parenthesised: Reader._parenthesised,
    Subquery: Reader._subquery,
    Member: Reader._member,
    Named: Reader._named,
    Variable: lambda *_: Type.ANY,
    Faulty: lambda *_: Type.ANY,
}
