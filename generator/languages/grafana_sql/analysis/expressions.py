"""The type of every expression, by PostgreSQL's rules, and what those rules refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from generator.languages.grafana_sql.analysis.names import did_you_mean
from generator.languages.grafana_sql.analysis.operators import Operators, shown, single
from generator.languages.grafana_sql.analysis.other_dialects import OTHER_TYPES
from generator.languages.grafana_sql.analysis.overloads import (
    UNKNOWN,
    Type,
    agree,
    category,
    choose_operator,
    common_type,
    converts,
    display,
    is_array,
)
from generator.languages.grafana_sql.analysis.scope import Scope
from generator.languages.grafana_sql.catalog import types
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

_INT4, _INT8 = 2**31, 2**63


class Expressions(Operators):
    """The part of the analysis that goes through expressions."""

    def expression(self, node: Expression, scope: Scope) -> Type:
        type_ = self._READERS[type(node)](self, node, scope)
        self.analysis.types[node] = type_
        return type_

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
                    f"{display(tested)} is never {shown(self.analysis.types[when])}",
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
        return single(outputs)

    def _exists(self, node: Exists, scope: Scope) -> Type:
        self.query(node.query, scope)
        return "bool"

    def _array(self, node: Array, scope: Scope) -> Type:
        element: Type
        if isinstance(node.items, Query):
            element = single(self.query(node.items, scope))
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
        Unary: Operators.unary,
        Binary: Operators.binary,
        Between: Operators.between,
        In: Operators.inclusion,
        Quantified: Operators.quantified,
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
