"""YAML that knows where each of its values stands.

Plain scalars are read as YAML 1.2's core schema does: `no` and `on` are text, `10:30` is no number, and
a timestamp is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import attrs
import yaml

from generator.errors import Location, LogloomError
from generator.queries.text import read_text
from generator.suggest import did_you_mean

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_TAG = "tag:yaml.org,2002:"


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name


for _name, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
    ("merge", r"<<", "<"),
):
    _Loader.add_implicit_resolver(_TAG + _name, re.compile(rf"(?:{_pattern})\Z"), list(_first))


def read_yaml(path: Path) -> Node | None:
    """The file's one document; None where it holds none. Raises LogloomError with the place of the fault."""
    text, findings = read_text(path)
    if text is None:
        raise findings[0].as_error()
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, mark.line + 1, mark.column + 1) if mark else Location(path)
        raise LogloomError(f"this is not YAML: {error.problem or error.context}", place) from None
    except yaml.YAMLError as error:
        raise LogloomError(f"this is not YAML: {error}", Location(path)) from None
    except RecursionError:
        raise LogloomError("this is nested too deeply", Location(path)) from None
    return None if root is None else Node(path, root)


@attrs.frozen
class Node:
    """A value of a YAML file, at its place."""

    path: Path
    _node: yaml.Node

    @property
    def location(self) -> Location:
        mark = self._node.start_mark
        return Location(self.path, mark.line + 1, mark.column + 1)

    def error(self, message: str, hint: str = "") -> LogloomError:
        return LogloomError(message, self.location, hint)

    @property
    def kind(self) -> str:
        """What it is, for a message."""
        if isinstance(self._node, yaml.MappingNode):
            return "a mapping"
        if isinstance(self._node, yaml.SequenceNode):
            return "a list"
        return "null" if self.text is None else f"{self.text!r}"

    @property
    def is_scalar(self) -> bool:
        return isinstance(self._node, yaml.ScalarNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self._node, yaml.SequenceNode)

    @property
    def text(self) -> str | None:
        """A scalar as it is written, quotes aside; None for null, and for what is no scalar."""
        if not isinstance(self._node, yaml.ScalarNode) or self._node.tag == f"{_TAG}null":
            return None
        return str(self._node.value)

    def items(self, what: str) -> list[Node]:
        """The members of a list. Raises LogloomError for anything else; `what` names it."""
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.error(f"{what} must be a list, not {self.kind}")
        return [Node(self.path, node) for node in self._node.value]

    def fields(self, what: str, known: Mapping[str, object] | None = None) -> dict[str, Node]:
        """The values of a mapping by key, merged ones (`<<`) below its own.

        Raises LogloomError for what is no mapping, and for a key that is doubled or not among `known`.
        """
        if not isinstance(self._node, yaml.MappingNode):
            raise self.error(f"{what} must be a mapping, not {self.kind}")
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        for key_node, value_node in self._node.value:
            key, value = Node(self.path, key_node), Node(self.path, value_node)
            if key_node.tag == f"{_TAG}merge":
                sources = value.items(what) if value.is_list else [value]
                for source in reversed(sources):
                    merged.update(source.fields(what, known))
                continue
            name = key.text
            if name is None:
                raise key.error(f"a key of {what} must be a word, not {key.kind}")
            if known is not None and name not in known:
                raise key.error(f"{what} has no {name}", did_you_mean(name, known))
            if name in own:
                raise key.error(f"{name} is given twice")
            own[name] = value
        return merged | own

    def value(self) -> Json:
        """The value as JSON has it; NaN and the infinities are floats.

        Raises LogloomError for a value of another tag (`!!binary`).
        """
        try:
            return self._value()
        except RecursionError:
            raise self.error("this is nested too deeply, or in itself") from None

    def _value(self) -> Json:
        if self.is_list:
            return [member._value() for member in self.items("a list")]
        if not self.is_scalar:
            return {name: node._value() for name, node in self.fields("a mapping").items()}
        tag, text = self._node.tag.removeprefix(_TAG), str(self._node.value)
        if tag == "str":
            return text
        try:
            return _SCALARS[tag](text)
        except (KeyError, ValueError):
            raise self.error(f"{text!r} cannot be read as {self._node.tag}") from None


def _float(text: str) -> float:
    lowered = text.lower()
    if lowered.endswith(".inf"):
        return -math.inf if lowered.startswith("-") else math.inf
    return math.nan if lowered == ".nan" else float(text)


_SCALARS: dict[str, Callable[[str], bool | int | float | None]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": int,
    "float": _float,
}
