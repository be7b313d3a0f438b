"""The type of every expression, by PostgreSQL's rules, and what those rules refuse."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from generator.languages.grafana_sql.analysis.calls import Calls
from generator.languages.grafana_sql.analysis.model import Analysis, Fault, Outputs
from generator.languages.grafana_sql.analysis.names import Names, did_you_mean
from generator.languages.grafana_sql.analysis.other_dialects import OTHER_OPERATORS, OTHER_TYPES
from generator.languages.grafana_sql.analysis.overloads import (
    UNKNOWN,
    Type,
    agree,
    category,
    choose_function,
    choose_operator,
    common_type,
    converts,
    display,
    is_array,
)
from generator.languages.grafana_sql.analysis.schema import Schema
from generator.languages.grafana_sql.analysis.scope import Scope
from generator.languages.grafana_sql.catalog import operators, types
from generator.languages.grafana_sql.parser.type_names import ALIASES
from generator.languages.grafana_sql.tree import (
    Argument,
    Array,
    Between,
    Binary,
    Call,
    Case,
    Cast,
    Collate,
    Column,
    Constant,
    Exists,
    Expression,
    FieldOf,
    GroupingSet,
    In,
    Name,
    Number,
    Opaque,
    Parameter,
    Parenthesis,
    Quantified,
    Query,
    Row,
    Star,
    Subquery,
    Subscript,
    Text,
    Unary,
    Window,
)

_MATCHES = {"LIKE": "~~", "ILIKE": "~~*", "SIMILAR TO": "~"}
_ARROWS = ("->", "->>", "#>", "#>>")
_INT4, _INT8 = 2**31, 2**63


class Expressions:
    """The part of the analysis that goes through expressions."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.analysis = Analysis()
        self.names = Names(schema, self.analysis)
        self.calls = Calls(self.analysis)
        self.windows: frozenset[str] = frozenset()
        """The names that WINDOW gives in the SELECT at hand."""

    @abstractmethod
    def query(self, query: Query, parent: Scope | None) -> Outputs: ...

    def expression(self, node: Expression, scope: Scope) -> Type:
        """The type of an expression; also noted in `analysis.types`."""
        type_ = self._READERS[type(node)](self, node, scope)
        self.analysis.types[node] = type_
        return type_

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

    # --- leaves ---

    def _column(self, node: Column, scope: Scope) -> Type:
        return self.names.column(node, scope)

    def _star(self, node: Star, scope: Scope) -> Type:
        if node.names and scope.table(node.names[-1].text) is None:
            self.names.column(Column(node.start, node.end, (node.names[-1], node.names[-1])), scope)
        return "record"

    def _text(self, node: Text, scope: Scope) -> Type:
        return UNKNOWN

    def _number(self, node: Number, scope: Scope) -> Type:
        text = node.text.replace("_", "").lower()
        if text[:2] in ("0x", "0o", "0b"):
            value = int(text, 0) if len(text) < 80 else _INT8
        elif text.isdecimal():
            value = int(text) if len(text) < 20 else _INT8
        else:
            return "numeric"
        return "int4" if value < _INT4 else "int8" if value < _INT8 else "numeric"

    def _constant(self, node: Constant, scope: Scope) -> Type:
        return "bool" if node.word in ("TRUE", "FALSE") else UNKNOWN

    def _parameter(self, node: Parameter, scope: Scope) -> Type:
        self.fault(
            "parameter", node.start, "this is a parameter of a prepared statement, and Grafana fills none"
        )
        return None

    def _opaque(self, node: Opaque, scope: Scope) -> Type:
        return None

    # --- operators ---

    def _unary(self, node: Unary, scope: Scope) -> Type:
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

    def _binary(self, node: Binary, scope: Scope) -> Type:
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
            shown = name if not isinstance(node, Binary) else node.operator
            self.fault(
                "wrong-types",
                start,
                f"PostgreSQL cannot take {_shown(left[1])} {shown} {_shown(right[1])}",
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

    def _between(self, node: Between, scope: Scope) -> Type:
        type_ = self.expression(node.operand, scope)
        for operator, bound in ((">=", node.low), ("<=", node.high)):
            self.operator(node, operator, (node.operand, type_), (bound, self.expression(bound, scope)))
        return "bool"

    def _in(self, node: In, scope: Scope) -> Type:
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

    def _quantified(self, node: Quantified, scope: Scope) -> Type:
        if isinstance(node.operand, Query):
            return _single(self.query(node.operand, scope))
        return self.expression(node.operand, scope)

    # --- casts, calls, choices ---

    def _cast(self, node: Cast, scope: Scope) -> Type:
        target = node.type.name
        if isinstance(node.operand, Array) and isinstance(node.operand.items, tuple) and target is not None:
            self.all_of(node.operand.items, scope)  # the cast is that of each element
            return target
        type_ = self.expression(node.operand, scope)
        if target is None:
            if node.type.written.isidentifier():
                other = OTHER_TYPES.get(node.type.written)
                self.fault(
                    "unknown-type",
                    node.type.start,
                    f"PostgreSQL has no type {node.type.written}",
                    f"write {other}" if other else self._meant_type(node, scope),
                )
        elif not converts(type_, target):
            start = node.operand.end if node.start == node.operand.start else node.start
            self.fault("wrong-types", start, f"{display(type_)} does not convert to {display(target)}")
        elif type_ == UNKNOWN:
            self.coerce(node.operand, target)
        return target

    def _meant_type(self, node: Cast, scope: Scope) -> str:
        if node.type.start < node.operand.start and scope.find(node.type.written):
            return f"{node.type.written} is a column: an operator is missing behind it"
        return did_you_mean(node.type.written, [*types(), *ALIASES])

    def _call(self, node: Call, scope: Scope) -> Type:
        given = self.all_of(node.arguments, scope)
        for key in node.order_by:
            self.expression(key.expression, scope)
        given += [self.expression(key.expression, scope) for key in node.within_group or ()]
        if node.filter is not None:
            self.condition(node.filter, scope, "FILTER")
        if isinstance(node.over, Window):
            self.window(node.over, scope)
        elif node.over is not None and node.over.text not in self.windows:
            self.fault("window-function", node.over.start, f"there is no WINDOW {node.over.text}")
        return self.calls.call(node, given)

    def window(self, window: Window, scope: Scope) -> None:
        if window.name is not None and window.name.text not in self.windows:
            self.fault("window-function", window.name.start, f"there is no WINDOW {window.name.text}")
        self.all_of(window.partition_by, scope)
        for key in window.order_by:
            self.expression(key.expression, scope)
        self.all_of(window.bounds, scope)

    def _argument(self, node: Argument, scope: Scope) -> Type:
        return self.expression(node.value, scope)

    def _case(self, node: Case, scope: Scope) -> Type:
        tested = self.expression(node.operand, scope) if node.operand is not None else None
        results = []
        for when, then in node.branches:
            if node.operand is None:
                self.condition(when, scope, "WHEN")
            elif choose_operator("=", tested, self.expression(when, scope)) is None:
                self.fault(
                    "wrong-types",
                    when.start,
                    f"{display(tested)} is never {_shown(self.analysis.types[when])}",
                )
            results.append((then, self.expression(then, scope)))
        if node.otherwise is not None:
            results.append((node.otherwise, self.expression(node.otherwise, scope)))
        return self._common(results, "CASE")

    def _common(self, values: Sequence[tuple[Expression, Type]], place: str) -> Type:
        """The one type of several values."""
        given = [type_ for _, type_ in values]
        if not agree(given):
            first = next(shown for shown in given if shown not in (None, UNKNOWN))
            other, second = next(pair for pair in values if not agree((first, pair[1])))
            self.fault(
                "wrong-types",
                other.start,
                f"{place} gives {display(first)} in one case and {display(second)} here",
            )
            return None
        common = common_type(given)
        if common is not None:
            for value, type_ in values:
                if type_ == UNKNOWN:
                    self.coerce(value, common)
        return common

    def _subquery(self, node: Subquery, scope: Scope) -> Type:
        outputs = self.query(node.query, scope)
        if outputs is not None and len(outputs) != 1:
            self.fault(
                "column-count", node.start, f"a value is one column, and this query has {len(outputs)}"
            )
        return _single(outputs)

    def _exists(self, node: Exists, scope: Scope) -> Type:
        self.query(node.query, scope)
        return "bool"

    def _array(self, node: Array, scope: Scope) -> Type:
        element: Type
        if isinstance(node.items, Query):
            element = _single(self.query(node.items, scope))
        else:
            items = [(item, self.expression(item, scope)) for item in node.items]
            element = self._common(items, "ARRAY")
        if element is None or is_array(element):
            return element
        return f"{element}[]"

    def _row(self, node: Row, scope: Scope) -> Type:
        self.all_of(node.items, scope)
        return "record"

    def _parenthesis(self, node: Parenthesis, scope: Scope) -> Type:
        return self.expression(node.inner, scope)

    def _subscript(self, node: Subscript, scope: Scope) -> Type:
        type_ = self.expression(node.operand, scope)
        self.all_of(node.indices, scope)
        if type_ is None or type_ == "jsonb":
            return type_
        if is_array(type_):
            return type_ if node.slice else type_[:-2]
        if category(type_) in ("N", "S", "D", "B", "T") and type_ != "name":
            self.fault("wrong-types", node.start, f"{display(type_)} has no elements to be had by [...]")
        return None

    def _field_of(self, node: FieldOf, scope: Scope) -> Type:
        type_ = self.expression(node.operand, scope)
        if type_ in ("jsonb", "json") and isinstance(node.field, Name):
            self.fault(
                "dotted-json",
                node.start,
                "the keys of a json value are not reached by a dot",
                f"write ->>'{node.field.text}'",
            )
        return None

    def _collate(self, node: Collate, scope: Scope) -> Type:
        return self.expression(node.operand, scope)

    def _grouping_set(self, node: GroupingSet, scope: Scope) -> Type:
        self.all_of(node.items, scope)
        return None

    _READERS: ClassVar[dict[type[Expression], Callable[[Any, Any, Scope], Type]]] = {
        Column: _column,
        Star: _star,
        Text: _text,
        Number: _number,
        Constant: _constant,
        Parameter: _parameter,
        Opaque: _opaque,
        Unary: _unary,
        Binary: _binary,
        Between: _between,
        In: _in,
        Quantified: _quantified,
        Cast: _cast,
        Call: _call,
        Argument: _argument,
        Case: _case,
        Subquery: _subquery,
        Exists: _exists,
        Array: _array,
        Row: _row,
        Parenthesis: _parenthesis,
        Subscript: _subscript,
        FieldOf: _field_of,
        Collate: _collate,
        GroupingSet: _grouping_set,
    }


def _single(outputs: Outputs) -> Type:
    return outputs[0].type if outputs is not None and len(outputs) == 1 else None


def _shown(type_: Type) -> str:
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
