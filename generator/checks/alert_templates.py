"""What the templates in a rule's labels and annotations name, and what they print."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from generator.alerting.evaluation.template import nodes as n
from generator.alerting.evaluation.template.errors import TemplateFailure
from generator.alerting.evaluation.template.functions import FUNCTIONS
from generator.alerting.evaluation.template.parse import parse
from generator.suggest import nearest

LABELS, VALUES, VALUE = "$labels", "$values", "$value"
"""The variables that Grafana sets before each template (pkg/services/ngalert/state/template)."""

NAMES = frozenset({*FUNCTIONS, LABELS, VALUES, VALUE})
"""What a template of a rule may call or name."""

_NO_FUNCTION = re.compile(r'function "(\w+)" not defined')
_HOLDERS = frozenset({LABELS, VALUES})
_SHORT = {"Labels": LABELS, "Values": VALUES}
_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
_COMPARING = _COMPARISONS | {"and", "or", "not", "match"}
"""Functions whose result stays while the number they are given changes."""


@attrs.frozen
class Named:
    """A label, or the value of a step, that a template asks for."""

    what: Literal["label", "value"]
    name: str


def meant(error: TemplateFailure, functions: Iterable[str]) -> str:
    """A hint where the template calls a function that there is none of."""
    found = _NO_FUNCTION.fullmatch(str(error))
    near = nearest(found[1], functions) if found else None
    return f"did you mean {near}?" if near else ""


def read(text: str) -> n.Template:
    """The template. Raises TemplateFailure where Grafana refuses it, and UnsupportedTemplate."""
    return parse(text, FUNCTIONS.keys(), {LABELS, VALUES, VALUE})


def named(template: n.Template) -> Iterator[Named]:
    """The labels and values that a template names outright."""
    for node in _all_nodes(template.nodes):
        pipeline = getattr(node, "pipeline", None)
        for command in _commands(pipeline) if pipeline is not None else ():
            yield from _named_by(command)


def prints_a_value(template: n.Template) -> bool:
    """Whether a number that the rule has computed stands in the text."""
    carrying = {VALUES, VALUE}
    for node in _all_nodes(template.nodes):
        pipeline = getattr(node, "pipeline", None)
        if pipeline is None or not _carries(pipeline, carrying):
            continue
        if pipeline.variables:
            carrying.update(pipeline.variables)
        elif isinstance(node, n.Action):
            return True
    return False


def compared_with_whole_numbers(template: n.Template) -> Iterator[str]:
    """The functions that compare a step's value, a float, with a whole number: Go refuses that."""
    for node in _all_nodes(template.nodes):
        pipeline = getattr(node, "pipeline", None)
        for command in _commands(pipeline) if pipeline is not None else ():
            match command.operands:
                case (n.Function(name=name), *operands) if name in _COMPARISONS:
                    whole = any(isinstance(each, n.Literal) and type(each.value) is int for each in operands)
                    if whole and any(map(_is_value, operands)):
                        yield name


def _is_value(operand: object) -> bool:
    """Whether it is `$values.B.Value`, or `.Values.B.Value`."""
    if not isinstance(operand, n.Fields) or operand.names[-1] != "Value":
        return False
    holder = operand.operand
    return holder == n.Variable(VALUES) or (isinstance(holder, n.Dot) and operand.names[0] == "Values")


def _all_nodes(nodes: n.Nodes) -> Iterator[n.Node]:
    for node in nodes:
        yield node
        if isinstance(node, n.Branch):
            yield from _all_nodes(node.body)
            yield from _all_nodes(node.otherwise)


def _commands(pipeline: n.Pipeline) -> Iterator[n.Command]:
    """The commands of a pipeline, those in parentheses included."""
    for command in pipeline.commands:
        yield command
        for operand in command.operands:
            inner = operand.operand if isinstance(operand, n.Fields) else operand
            if isinstance(inner, n.Pipeline):
                yield from _commands(inner)


def _named_by(command: n.Command) -> Iterator[Named]:
    for operand in command.operands:
        if isinstance(operand, n.Fields):
            names = operand.names
            holder = operand.operand.name if isinstance(operand.operand, n.Variable) else ""
            if isinstance(operand.operand, n.Dot) or holder == "$":
                holder, names = _SHORT.get(names[0], ""), names[1:]
            if names and holder in _HOLDERS:
                yield Named("label" if holder == LABELS else "value", names[0])
    match command.operands:
        case (n.Function(name="index"), n.Variable(name=holder), n.Literal(value=str(name)), *_):
            if holder in _HOLDERS:
                yield Named("label" if holder == LABELS else "value", name)


def _carries(pipeline: n.Pipeline, carrying: set[str]) -> bool:
    """Whether what a pipeline gives changes with a value."""
    found = False
    for command in pipeline.commands:
        first = command.operands[0]
        if isinstance(first, n.Function) and first.name in _COMPARING:
            found = False
        else:
            found = found or any(_is_carried(operand, carrying) for operand in command.operands)
    return found


def _is_carried(operand: object, carrying: set[str]) -> bool:
    if isinstance(operand, n.Pipeline):
        return _carries(operand, carrying)
    if isinstance(operand, n.Variable):
        return operand.name in carrying
    if isinstance(operand, n.Fields):
        if "Labels" in operand.names:
            return False
        is_data = isinstance(operand.operand, n.Dot) and operand.names[0] in ("Values", "Value")
        return is_data or _is_carried(operand.operand, carrying)
    return False
