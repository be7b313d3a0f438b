"""Reading the expressions of a query: what each of their names means, and what type they have."""

from __future__ import annotations

from collections.abc import Callable

from generator.languages.insights.analysis.expressions import KINDS
from generator.languages.insights.analysis.model import (
    CONDITION,
    NOT_AGGREGATED,
    QUOTED_FIELD,
    WRONG_TYPE,
    Column,
)
from generator.languages.insights.analysis.operators import bare
from generator.languages.insights.analysis.place import RECORD, STATS, Place
from generator.languages.insights.analysis.scope import Scope, folded
from generator.languages.insights.analysis.words import Words
from generator.languages.insights.catalog import FUNCTIONS
from generator.languages.insights.record import ANY, JSON, TEXT, TIME, Record, Type
from generator.languages.insights.tree import (
    Duration,
    Expression,
    Fault,
    Field,
    ListLiteral,
    Node,
    Number,
    Regex,
    String,
    Subquery,
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
        self.read_subquery = read_subquery

    # --- entry points ---

    def type_of(self, node: Expression, place: Place = RECORD) -> Type:
        """The type of an expression, all of whose names are looked up."""
        column = self._by_text(node) if self.scope.by_text and not isinstance(node, Field) else None
        if column is not None:
            self.columns[node] = column
            found = column.type
        else:
            found = KINDS[type(node)](self, node, place)
        self.types[node] = found
        return found

    def condition(self, node: Expression, place: Place = RECORD) -> None:
        """An expression that has to be true or false."""
        found = self.type_of(node, place)
        inner = bare(node)
        if isinstance(inner, String | Number | Regex | Duration | ListLiteral):
            written = self.written(inner)
            self.fault(
                CONDITION,
                inner,
                f"{written} alone is no condition",
                f"compare a field with it: field = {written}",
            )
        elif isinstance(inner, Field) and found in (TEXT, TIME, JSON):
            self.fault(
                CONDITION,
                inner,
                f"{inner.name} alone is no condition",
                f"compare it with something, or write ispresent({inner.name})",
            )

    def of_field(self, node: Expression, place: Place, what: str) -> Type:
        """An expression that is most often a field, where maps and lists are not taken."""
        found = self.type_of(node, place)
        self.quoted_field(node)
        if found is JSON:
            written = self.written(node)
            self.fault(
                WRONG_TYPE,
                node,
                f"{written} is a map or a list, and {what} takes none",
                f"name what is inside it, such as {written}.0",
            )
        return found

    def quoted_field(self, node: Expression) -> bool:
        """Tell a text that was meant as a field, and whether it is one."""
        inner = bare(node)
        if not isinstance(inner, String) or not self.scope.has(inner.value):
            return False
        message = f"{self.written(inner)} is a text, and not the field of that name"
        self.fault(QUOTED_FIELD, inner, message, f"a field stands without quotes: {inner.value}")
        return True

    def written(self, node: Node) -> str:
        """As the author wrote it."""
        return self.text[node.start : node.end]

    def alias_of(self, node: Expression) -> str | None:
        """What stats has called the column that an expression would be."""
        return self.scope.aliases.get(folded(self.written(node)))

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

    def field(self, node: Field, place: Place) -> Type:
        """The type of what a field means; one that means nothing is told."""
        column = self._listed(node)
        if place is STATS and self._is_uncalled(node, column):
            return ANY
        if column is None:
            column = self._unlisted(node)
            if column is None:
                self.faults.append(self._words.unknown(node, self.scope))
                return ANY
            if node.name not in self._told:
                self._told.add(node.name)
                self.faults.append(self._words.unlisted(node, self.scope))
        self.columns[node] = column
        if place is STATS and node.name not in self.aliases and node.name not in self.keys:
            self.fault(
                NOT_AGGREGATED,
                node,
                f"{node.name} has many values here, one for each record",
                f"choose: latest({node.name}), max({node.name}), or group by it: stats ... by {node.name}",
            )
        return column.type

    def _is_uncalled(self, node: Field, column: Column | None) -> bool:
        """Tell an aggregate without parentheses, as in Splunk's `stats count by host`; whether it is one."""
        if column is not None and (not self.scope.is_open or node.name in self.scope.made):
            return False
        function = FUNCTIONS.get(node.name.lower())
        if function is None or not function.is_aggregate:
            return False
        message = f"{node.name} is a function, and has no parentheses"
        argument = "*" if function.least == 0 else "field"
        self.fault(NOT_AGGREGATED, node, message, f"write {node.name}({argument})")
        return True

    def _by_text(self, node: Expression) -> Column | None:
        """The column that an expression names by its text: `count(*)` behind `stats count(*)`."""
        return self.scope.by_text.get(folded(self.written(node)))
