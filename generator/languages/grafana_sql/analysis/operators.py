"""Operators: what they give for the types at hand, and where there is none."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from generator.languages.grafana_sql.analysis.calls import Calls
from generator.languages.grafana_sql.analysis.model import Analysis, Fault, Outputs
from generator.languages.grafana_sql.analysis.names import Names
from generator.languages.grafana_sql.analysis.other_dialects import OTHER_OPERATORS
from generator.languages.grafana_sql.analysis.overloads import (
    UNKNOWN,
    Type,
    category,
    choose_function,
    choose_operator,
    display,
    is_array,
)
from generator.languages.grafana_sql.analysis.schema import Schema
from generator.languages.grafana_sql.analysis.scope import Scope
from generator.languages.grafana_sql.catalog import operators
from generator.languages.grafana_sql.tree import (
    Between,
    Binary,
    Expression,
    In,
    Quantified,
    Query,
    Row,
    Text,
    Unary,
)

_MATCHES = {"LIKE": "~~", "ILIKE": "~~*", "SIMILAR TO": "~"}
_ARROWS = ("->", "->>", "#>", "#>>")


class Operators:
    """The part of the analysis that goes through operators, and what every part of it uses."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.analysis = Analysis()
        self.names = Names(schema, self.analysis)
        self.calls = Calls(self.analysis)
        self.windows: frozenset[str] = frozenset()
        """The names that WINDOW gives in the SELECT at hand."""

    @abstractmethod
    def query(self, query: Query, parent: Scope | None) -> Outputs:
        """The result columns of a query inside an expression."""

    @abstractmethod
    def expression(self, node: Expression, scope: Scope) -> Type:
        """The type of an expression; also noted in `analysis.types`."""

    def all_of(self, nodes: Sequence[Expression], scope: Scope) -> list[Type]:
        return [self.expression(node, scope) for node in nodes]

    def condition(self, node: Expression, scope: Scope, place: str) -> None:
        """An expression that must be true or false."""
        type_ = self.expression(node, scope)
        if type_ not in (None, UNKNOWN, "bool"):
            self.fault("wrong-types", node.start, f"{place} takes a condition, and this is {display(type_)}")
        elif type_ == UNKNOWN:
            self.coerce(node, "bool")

    def fault(self, rule: str, start: int, message: str, hint: str = "") -> None:
        self.analysis.faults.append(Fault(rule, start, message, hint))

    def coerce(self, node: Expression, type_: str) -> None:
        self.analysis.coercions.append((node, type_))

    def unary(self, node: Unary, scope: Scope) -> Type:
        if node.operator == "NOT":
            self.condition(node.operand, scope, "NOT")
            return "bool"
        if node.operator.startswith("IS") and node.operator.endswith(("TRUE", "FALSE", "UNKNOWN")):
            self.condition(node.operand, scope, node.operator)
            return "bool"
        type_ = self.expression(node.operand, scope)
        if node.operator.startswith("IS"):
            return "bool"
        if node.operator == "AT LOCAL":
            return None
        if node.operator not in operators():
            self._unknown_operator(node.operator, node.start)
            return None
        choice = choose_operator(node.operator, "", type_)
        if choice is None:
            self.fault("wrong-types", node.start, f"PostgreSQL has no {node.operator} for {display(type_)}")
            return None
        if choice.is_ambiguous:
            self.fault(
                "wrong-types", node.start, f"PostgreSQL does not know what {node.operator} of a literal is"
            )
        return choice.result

    def binary(self, node: Binary, scope: Scope) -> Type:
        if node.operator in ("AND", "OR"):
            return self._chain(node, scope)
        left = self.expression(node.left, scope)
        if node.operator in _ARROWS and isinstance(node.right, Binary) and isinstance(node.right.left, Text):
            return self._arrow(node, node.right)
        right = self.expression(node.right, scope)
        if node.operator == "AT TIME ZONE":
            return self._at_time_zone(node, left, right)
        operator = node.operator
        if operator.endswith("DISTINCT FROM"):
            operator = "="
        matched = operator.removeprefix("NOT ")
        if matched in _MATCHES:
            operator = ("!" if matched != operator else "") + _MATCHES[matched]
        if isinstance(node.right, Quantified):
            return self._quantified_comparison(node, operator, left, node.right, right)
        return self.operator(node, operator, (node.left, left), (node.right, right))

    def _arrow(self, node: Binary, right: Binary) -> Type:
        """`a->>'b' + 1`, which is `a->>('b' + 1)`: arithmetic binds more strongly than an arrow."""
        self.fault(
            "arrow-precedence",
            right.start,
            f"{right.operator} binds more strongly than {node.operator}, so that this is computed first",
            f"put parentheses around what stands before {right.operator}, and cast it: (...)::numeric",
        )
        return None

    def _chain(self, node: Binary, scope: Scope) -> Type:
        """AND and OR; long rows of them are flat here, though they nest in the tree."""
        parts: list[Expression] = []
        current: Expression = node
        while isinstance(current, Binary) and current.operator == node.operator:
            self.analysis.types[current] = "bool"
            parts.append(current.right)
            current = current.left
        parts.append(current)
        for part in reversed(parts):
            self.condition(part, scope, node.operator)
        return "bool"

    def operator(
        self,
        node: Binary | In | Between,
        name: str,
        left: tuple[Expression, Type],
        right: tuple[Expression, Type],
    ) -> Type:
        """The type an infix operator gives; a fault where there is no such operator."""
        if "record" in (left[1], right[1]):
            return None if left[1] == right[1] else "bool"
        start = node.operator_start
        if name not in operators():
            self._unknown_operator(name, start)
            return None
        choice = choose_operator(name, left[1], right[1])
        if choice is None:
            written = name if not isinstance(node, Binary) else node.operator
            self.fault(
                "wrong-types",
                start,
                f"PostgreSQL cannot take {shown(left[1])} {written} {shown(right[1])}",
                _operator_hint(name, left[1], right[1]),
            )
            return "bool" if name in ("=", "<>", "<", ">", "<=", ">=") else None
        if choice.is_ambiguous:
            self.fault(
                "wrong-types",
                start,
                f"PostgreSQL does not know what {name} between two literals is",
                "cast one of them: '...'::timestamptz, '...'::numeric",
            )
        self._coerce_operands(choice.wanted, left, right)
        return choice.result

    def _unknown_operator(self, name: str, start: int) -> None:
        other = OTHER_OPERATORS.get(name)
        self.fault(
            "foreign-syntax", start, f"PostgreSQL has no operator {name}", f"write {other}" if other else ""
        )

    def _coerce_operands(
        self, wanted_types: Sequence[str], left: tuple[Expression, Type], right: tuple[Expression, Type]
    ) -> None:
        for (expression, type_), wanted in zip((left, right), wanted_types, strict=False):
            if type_ == UNKNOWN:
                other = right[1] if expression is left[0] else left[1]
                self.coerce(expression, other if wanted == "anyarray" and other is not None else wanted)

    def _quantified_comparison(
        self, node: Binary, operator: str, left: Type, quantified: Quantified, right: Type
    ) -> Type:
        if right is None:
            return "bool"
        if isinstance(quantified.operand, Query):
            element: Type = right
        elif right == UNKNOWN:
            if left not in (None, UNKNOWN):
                self.coerce(quantified.operand, f"{left}[]")
            return "bool"
        elif is_array(right):
            element = right[:-2]
        else:
            self.fault(
                "wrong-types",
                node.operator_start,
                f"{quantified.word} takes an array, and this is {display(right)}",
                "string_to_array(text, ',') makes one of a text" if category(right) == "S" else "",
            )
            return "bool"
        self.operator(node, operator, (node.left, left), (node.right, element))
        return "bool"

    def _at_time_zone(self, node: Binary, left: Type, zone: Type) -> Type:
        choice = choose_function("timezone", (zone, left))
        if choice is None:
            self.fault("wrong-types", node.operator_start, f"AT TIME ZONE takes a time, not {display(left)}")
            return None
        return "timestamp" if left == UNKNOWN else choice.result

    def between(self, node: Between, scope: Scope) -> Type:
        type_ = self.expression(node.operand, scope)
        for operator, bound in ((">=", node.low), ("<=", node.high)):
            self.operator(node, operator, (node.operand, type_), (bound, self.expression(bound, scope)))
        return "bool"

    def inclusion(self, node: In, scope: Scope) -> Type:
        type_ = self.expression(node.operand, scope)
        if isinstance(node.choices, Query):
            outputs = self.query(node.choices, scope)
            if outputs is not None and len(outputs) == 1 and not isinstance(node.operand, Row):
                self.operator(node, "=", (node.operand, type_), (node.operand, outputs[0].type))
            elif outputs is not None and not isinstance(node.operand, Row):
                self.fault(
                    "column-count",
                    node.choices.start,
                    f"IN takes a query of one column, not {len(outputs)}",
                )
            return "bool"
        for choice in node.choices:
            self.operator(node, "=", (node.operand, type_), (choice, self.expression(choice, scope)))
        return "bool"

    def quantified(self, node: Quantified, scope: Scope) -> Type:
        if isinstance(node.operand, Query):
            return single(self.query(node.operand, scope))
        return self.expression(node.operand, scope)


def single(outputs: Outputs) -> Type:
    """The type of a query's only column."""
    return outputs[0].type if outputs is not None and len(outputs) == 1 else None


def shown(type_: Type) -> str:
    """A type in a message."""
    return "a literal" if type_ == UNKNOWN else display(type_)


def _operator_hint(name: str, left: Type, right: Type) -> str:
    pair = {left, right}
    if name == "&&" and "bool" in pair:
        return "write AND"
    if pair & {"timestamptz", "timestamp"} and {"N"} & {category(left), category(right)}:
        if name in ("-", "+"):
            return "write the number as an interval: interval '1 hour'"
        return "compare with a time: to_timestamp(seconds), $__timeFrom()"
    if name in ("->", "->>", "#>", "#>>") and left in ("text", "varchar"):
        return "->> gives text: use -> for all keys but the last"
    if "text" in pair and category(right if left == "text" else left) == "N":
        return "cast the text: (...)::numeric" if name not in ("=", "<>") else "compare with a text, or cast"
    if "jsonb" in pair:
        return "->> gives the value as text, to be cast"
    return ""
