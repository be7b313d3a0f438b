"""Read TOML into frozen dataclasses, strictly, and say at which line a value stands."""

from __future__ import annotations

import dataclasses
import difflib
import re
import sys
import typing
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar

from logloom.contract import ContractError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")
Key = str | int
KeyPath = tuple[Key, ...]

_SYNTAX_ERROR = re.compile(
    r"^(?P<message>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$"
)
_MISSING = object()
_NAMES = {str: "a string", int: "a whole number", bool: "true or false"}


class Document:
    """A TOML file: its values, and the errors that name their place in it."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises ContractError if it cannot be read or is not TOML."""
        self.path = path
        try:
            content = path.read_bytes()
        except (OSError, ValueError) as error:  # ValueError: a path that holds a NUL
            reason = getattr(error, "strerror", None) or error
            raise ContractError(str(path), 1, 1, f"cannot be read: {reason}") from error
        self.content = content
        try:
            self.text = content.decode()
        except UnicodeDecodeError as error:
            before = content[: error.start]
            line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
            raise ContractError(str(path), line, column, "is not UTF-8", "save it as UTF-8") from error
        if self.text.startswith("\ufeff"):
            raise ContractError(
                str(path), 1, 1, "begins with a byte order mark", "save it as UTF-8 without one"
            )
        try:
            self.values: dict[str, Any] = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise self._syntax_error(str(error)) from error
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits, or as many brackets; tomllib does not say where.
            what = "brackets within brackets" if isinstance(error, RecursionError) else "digits"
            raise ContractError(str(path), self._line_of_failure(), 1, f"too many {what}") from error

    def _syntax_error(self, text: str) -> ContractError:
        found = _SYNTAX_ERROR.match(text)
        message = found["message"] if found else text
        if found and found["line"]:
            line, column = int(found["line"]), int(found["column"])
        else:
            lines = self.text.splitlines() or [""]
            line, column = len(lines), len(lines[-1]) + 1
        return ContractError(str(self.path), line, column, message[:1].lower() + message[1:])

    def error(self, path: KeyPath, message: str, hint: str = "") -> ContractError:
        """An error where the value at `path` begins, or its table if it is missing."""
        while path and not _has(self.values, path):
            path = path[:-1]
        line = self.line_of(path)
        return ContractError(str(self.path), line, self._column_of(path, line), message, hint)

    def _line_of_failure(self) -> int:
        """The first line that tomllib fails to read other than by calling it wrong."""
        lines = self.text.split("\n")

        def fails(count: int) -> bool:
            try:
                tomllib.loads("\n".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                return False
            except (ValueError, RecursionError):
                return True
            return False

        return bisect_left(range(1, len(lines)), True, key=fails) + 1

    def _column_of(self, path: KeyPath, line: int) -> int:
        """The column, from 1, of the last key of `path` on its line, or of the line's first word."""
        content = self.text.split("\n")[line - 1]
        names = [re.escape(key) for key in path if isinstance(key, str)]
        found = names and re.search(rf"""(?<![\w-])["']?{names[-1]}["']?\s*=""", content)
        return (found.start() if found else len(content) - len(content.lstrip())) + 1

    def line_of(self, path: KeyPath) -> int:
        """The line, from 1, on which the value at `path` begins.

        tomllib gives no positions. But a run of first lines parses unless it ends inside a value, and once
        it has the value at `path` every longer one has it. So the value begins on the first line that the
        shortest run which parses and has it cannot do without.
        """
        lines = self.text.split("\n")

        def has(first: int) -> bool:
            """Whether the shortest run of at least so many lines that parses has the value."""
            for count in range(first, len(lines) + 1):
                try:
                    return _has(tomllib.loads("\n".join(lines[:count])), path)
                except tomllib.TOMLDecodeError:
                    continue
            return True

        return bisect_left(range(1, len(lines)), True, key=has) + 1

    def read(self, cls: type[T], path: KeyPath, **given: Any) -> T:
        """The table at `path` as a dataclass: each field one key, fields with a default optional.

        `given` are fields that do not come from the table. Raises ContractError for an unknown key, a
        missing one, or a value of another type.
        """
        table = self.table(path)
        hints = typing.get_type_hints(cls)
        fields = {field.name: field for field in dataclasses.fields(cls) if field.name not in given}  # type: ignore[arg-type]
        self.only(path, fields)
        for name, field in fields.items():
            if name in table:
                given[name] = self._value(hints[name], table[name], (*path, name))
            elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                self.need((*path, name), f"{name} = ...")
        return cls(**given)

    def read_named(self, cls: type[T], path: KeyPath) -> dict[str, T]:
        """A table of tables as dataclasses by name; each has the name it stands under as its `name`."""
        return {name: self.read(cls, (*path, name), name=name) for name in self.table(path)}

    def read_list(self, cls: type[T], path: KeyPath) -> tuple[T, ...]:
        """An array of tables as dataclasses."""
        values = _at(self.values, path, [])
        if not isinstance(values, list):
            raise self.error(path, f"{_shown(path)} must be an array of tables", f"write [[{_shown(path)}]]")
        return tuple(self.read(cls, (*path, index)) for index in range(len(values)))

    def table(self, path: KeyPath) -> dict[str, Any]:
        """The table at `path`, empty if there is none. Raises ContractError for anything else there."""
        value = _at(self.values, path, {})
        if not isinstance(value, dict):
            raise self.error(path, f"{_shown(path)} must be a table", f"write [{_shown(path)}]")
        return value

    def need(self, path: KeyPath, written: str) -> None:
        """Raise ContractError if there is nothing at `path`; `written` is how to write it."""
        if not _has(self.values, path):
            raise self.error(path, f"{_shown(path[:-1])} has no {path[-1]}", f"add {written}")

    def only(self, path: KeyPath, known: Iterable[str]) -> None:
        """Raise ContractError if the table at `path` has a key that is not known."""
        known = list(known)
        for key in self.table(path):
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, cutoff=0.7)
                hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
                raise self.error((*path, key), f"unknown key {_shown((*path, key))}", hint)

    def _value(self, hint: Any, value: Any, path: KeyPath) -> Any:
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Literal:
            if value not in arguments:
                raise self.error(
                    path, f"{_shown(path)} is {value!r}", f"one of: {', '.join(map(str, arguments))}"
                )
            return value
        if origin in (typing.Union, UnionType):
            return self._value(next(each for each in arguments if each is not type(None)), value, path)
        if origin is tuple:
            if not isinstance(value, list):
                raise self.error(path, f"{_shown(path)} must be a list", f"write {_shown(path[-1:])} = [...]")
            if dataclasses.is_dataclass(arguments[0]):
                return self.read_list(typing.cast("type[Any]", arguments[0]), path)
            return tuple(self._value(arguments[0], each, (*path, index)) for index, each in enumerate(value))
        if dataclasses.is_dataclass(hint):
            return self.read(typing.cast("type[Any]", hint), path)
        # A TOML boolean is a Python bool, which is an int.
        if type(value) is not hint:
            raise self.error(path, f"{_shown(path)} must be {_NAMES[hint]}, not {value!r}")
        return value


def _at(values: Any, path: KeyPath, default: Any) -> Any:
    """The value at `path`, or `default`."""
    for key in path:
        try:
            values = values[key]
        except (KeyError, IndexError, TypeError):
            return default
    return values


def _has(values: Any, path: KeyPath) -> bool:
    return _at(values, path, _MISSING) is not _MISSING


def _shown(path: KeyPath) -> str:
    """`category[2].loggers`, as a person would point at it; arrays count from 1."""
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text or "the contract"
