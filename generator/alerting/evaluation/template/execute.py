"""Running a template.

Source: Go's text/template/exec.go, with `missingkey=invalid` as Grafana sets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from generator.alerting.evaluation.template.errors import TemplateFailure
from generator.alerting.evaluation.template.functions import called, true
from generator.alerting.evaluation.template.nodes import (
    Action,
    Branch,
    Command,
    Dot,
    Fields,
    Function,
    Include,
    Jump,
    Literal,
    Node,
    Nodes,
    Operand,
    Pipeline,
    Template,
    Text,
    Variable,
)
from generator.alerting.evaluation.template.objects import MISSING, field, type_name
from generator.alerting.evaluation.template.printing import shown

_DEPTH = 200
"""Templates that call themselves end somewhere."""


class _Jumped(Exception):
    def __init__(self, keyword: str) -> None:
        self.keyword = keyword


_ABSENT: Any = object()
"""That a pipeline has handed nothing on to a command."""


def execute(template: Template, data: Any, variables: Mapping[str, Any]) -> str:
    """The text of a template on `data`, with `variables` set. Raises TemplateFailure where Go does."""
    scope = [("$", data), *variables.items()]
    return "".join(_Execution(template).run(template.nodes, data, scope))


Scope = list[tuple[str, Any]]


@attrs.define
class _Execution:
    template: Template
    _depth: int = 0

    def run(self, nodes: Nodes, dot: Any, scope: Scope) -> Iterator[str]:
        for node in nodes:
            yield from self._run(node, dot, scope)

    def _run(self, node: Node, dot: Any, scope: Scope) -> Iterator[str]:
        if isinstance(node, Text):
            yield node.text
        elif isinstance(node, Action):
            value = self._pipeline(node.pipeline, dot, scope)
            if not node.pipeline.variables:
                yield shown(value if value is not None else MISSING)
        elif isinstance(node, Jump):
            raise _Jumped(node.keyword)
        elif isinstance(node, Include):
            yield from self._include(node, dot, scope)
        elif node.keyword == "range":
            yield from self._range(node, dot, scope)
        else:
            yield from self._branch(node, dot, scope)

    def _branch(self, node: Branch, dot: Any, scope: Scope) -> Iterator[str]:
        known = len(scope)
        value = self._pipeline(node.pipeline, dot, scope)
        inner = value if node.keyword == "with" else dot
        if true(value):
            yield from self.run(node.body, inner, scope)
        else:
            yield from self.run(node.otherwise, dot, scope)
        del scope[known:]

    def _range(self, node: Branch, dot: Any, scope: Scope) -> Iterator[str]:
        known = len(scope)
        names = node.pipeline.variables
        value = self._pipeline(attrs.evolve(node.pipeline, variables=()), dot, scope)
        members = list(_members(value, len(names)))
        if not members:
            yield from self.run(node.otherwise, dot, scope)
        for key, member in members:
            given = (member,) if len(names) == 1 else (key, member)
            for name, each in zip(names, given, strict=False):
                _set(scope, name, each, declare=node.pipeline.declares)
            parts: list[str] = []
            try:
                for part in self.run(node.body, member, scope):
                    parts.append(part)
            except _Jumped as jumped:
                yield from parts
                del scope[known:]
                if jumped.keyword == "break":
                    return
                continue
            yield from parts
            del scope[known:]

    def _include(self, node: Include, dot: Any, scope: Scope) -> Iterator[str]:
        if node.name not in self.template.defined:
            raise TemplateFailure(f'template "{node.name}" not defined')
        data = MISSING if node.pipeline is None else self._pipeline(node.pipeline, dot, scope)
        self._depth += 1
        if self._depth > _DEPTH:
            raise TemplateFailure("exceeded maximum template depth")
        yield from self.run(self.template.defined[node.name], data, [("$", data)])
        self._depth -= 1

    def _pipeline(self, pipeline: Pipeline, dot: Any, scope: Scope) -> Any:
        value = _ABSENT
        for command in pipeline.commands:
            value = self._command(command, dot, scope, value)
        for name in pipeline.variables:
            _set(scope, name, value, declare=pipeline.declares)
        return value

    def _command(self, command: Command, dot: Any, scope: Scope, before: Any) -> Any:
        first, *rest = command.operands
        if isinstance(first, Function):
            return self._call(first.name, rest, dot, scope, before)
        if rest or before is not _ABSENT:
            if isinstance(first, Fields) and self._is_lost(first, dot, scope):
                return MISSING
            raise TemplateFailure(f"can't give argument to non-function {_described(first)}")
        if first == Literal(None):
            raise TemplateFailure("nil is not a command")
        return self._value(first, dot, scope)

    def _call(self, name: str, operands: list[Operand], dot: Any, scope: Scope, before: Any) -> Any:
        last = [] if before is _ABSENT else [before]
        if name in {"and", "or"}:
            value: Any = _ABSENT
            for operand in operands:
                value = self._value(operand, dot, scope)
                if true(value) is (name == "or"):
                    return value
            if value is _ABSENT and not last:
                raise TemplateFailure(f"wrong number of args for {name}: want at least 1 got 0")
            return last[0] if last else value
        return called(name, [*(self._value(operand, dot, scope) for operand in operands), *last])

    def _value(self, operand: Operand, dot: Any, scope: Scope) -> Any:
        if isinstance(operand, Literal):
            return operand.value
        if isinstance(operand, Dot):
            return dot
        if isinstance(operand, Variable):
            return next(value for name, value in reversed(scope) if name == operand.name)
        if isinstance(operand, Function):
            return self._call(operand.name, [], dot, scope, _ABSENT)
        if isinstance(operand, Fields):
            return self._fields(operand, dot, scope)
        return self._pipeline(operand, dot, scope)

    def _is_lost(self, operand: Fields, dot: Any, scope: Scope) -> bool:
        """Whether the last field is one of nothing; Go does not even look at arguments then."""
        holder = attrs.evolve(operand, names=operand.names[:-1])
        return self._value(holder, dot, scope) is MISSING

    def _fields(self, operand: Fields, dot: Any, scope: Scope) -> Any:
        value = self._value(operand.operand, dot, scope)
        for name in operand.names:
            try:
                value = field(value, name)
            except KeyError:
                raise TemplateFailure(f"can't evaluate field {name} in type {type_name(value)}") from None
        return value


def _set(scope: Scope, name: str, value: Any, *, declare: bool) -> None:
    if declare:
        scope.append((name, value))
        return
    for index in range(len(scope) - 1, -1, -1):
        if scope[index][0] == name:
            scope[index] = (name, value)
            return


def _members(value: Any, variables: int) -> Iterator[tuple[Any, Any]]:
    """What `range` goes through, each with its key: maps by their keys in order, numbers up to themselves."""
    if value is None or value is MISSING:
        return
    if isinstance(value, Mapping):
        yield from ((key, value[key]) for key in sorted(value))
    elif isinstance(value, list):
        yield from enumerate(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        if variables > 1:
            raise TemplateFailure(f"can't use {value} to iterate over more than one variable")
        yield from ((index, index) for index in range(value))
    else:
        raise TemplateFailure(f"range can't iterate over {shown(value)}")


def _described(operand: Operand) -> str:
    if isinstance(operand, Fields):
        inner = "" if isinstance(operand.operand, Dot) else _described(operand.operand)
        return inner + "".join(f".{name}" for name in operand.names)
    if isinstance(operand, Variable):
        return operand.name
    return shown(operand.value) if isinstance(operand, Literal) else "."
