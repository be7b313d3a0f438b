"""A template as a tree."""

from __future__ import annotations

from typing import Any, TypeAlias

import attrs


@attrs.frozen
class Literal:
    value: Any


@attrs.frozen
class Dot:
    """`.`, what the template stands on."""


@attrs.frozen
class Variable:
    """`$name`, and `$`, which is where the template began."""

    name: str


@attrs.frozen
class Function:
    name: str


@attrs.frozen
class Fields:
    """`operand.One.Two`."""

    operand: Operand
    names: tuple[str, ...]


Operand: TypeAlias = "Literal | Dot | Variable | Function | Fields | Pipeline"


@attrs.frozen
class Command:
    """A function or a method with its arguments, or a value alone."""

    operands: tuple[Operand, ...]


@attrs.frozen
class Pipeline:
    """Commands, each given the result of the one before; `variables` are given the last one."""

    commands: tuple[Command, ...]
    variables: tuple[str, ...] = ()
    declares: bool = True


@attrs.frozen
class Text:
    text: str


@attrs.frozen
class Action:
    """`{{ pipeline }}`, printed unless it goes to a variable."""

    pipeline: Pipeline


@attrs.frozen
class Branch:
    """`{{ if }}`, `{{ with }}` and `{{ range }}`, with what stands under `{{ else }}`."""

    keyword: str
    pipeline: Pipeline
    body: Nodes
    otherwise: Nodes


@attrs.frozen
class Jump:
    """`{{ break }}` and `{{ continue }}`."""

    keyword: str


@attrs.frozen
class Include:
    """`{{ template "name" pipeline }}`."""

    name: str
    pipeline: Pipeline | None


Node = Text | Action | Branch | Jump | Include
Nodes = tuple[Node, ...]


@attrs.frozen
class Template:
    """The template, and those that it defines, by name."""

    nodes: Nodes
    defined: dict[str, Nodes]
