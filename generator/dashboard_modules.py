"""Load the modules in `dashboards/` and call what they define under standard names."""

from __future__ import annotations

import importlib.util
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from inspect import signature
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import attrs

from generator.errors import Location, LogloomError
from generator.suggest import nearest

STANDARD_NAMES = (
    "dashboard",
    "datasources",
    "alert_rules",
    "library_panels",
    "FOLDERS",
    "CONTACT_POINTS",
    "NOTIFICATION_POLICY",
    "MUTE_TIMINGS",
    "MESSAGE_TEMPLATES",
)
"""Functions of the store (`def dashboard(logs)`), and, in capitals, values that are the same for each."""

_MISSPELT = 0.85
"""How like a standard name another one is that is taken for it: `alert_rule`, `CONTACT_POINT`, `folders`."""

FACADES = ("generator.alerting", "generator.panels", "generator.datasources", "generator.folders")
"""What modules are written with."""

_UNEXPECTED = re.compile(r"(\w+)\(\) got an unexpected keyword argument '(\w+)'")

T = TypeVar("T")


@attrs.frozen
class DashboardModule:
    """A module of `dashboards/`, loaded."""

    path: Path
    module: ModuleType

    def defines(self, name: str) -> bool:
        return hasattr(self.module, name)

    def call(self, name: str, *arguments: object) -> Any:
        """What the module's function `name` returns. Raises LogloomError at the line where it failed."""
        function = getattr(self.module, name)
        if not callable(function):
            raise LogloomError(
                f"{name} is a {type(function).__name__}, not a function",
                Location(self.path, 1),
                f"write `def {name}(logs): ...`",
            )
        try:
            with redirect_stdout(sys.stderr):  # stdout is for the result
                return function(*arguments)
        except (Exception, SystemExit) as error:
            raise _failure(error, self.path) from error

    def value(self, name: str) -> Any:
        """The module's value `name`."""
        return getattr(self.module, name)

    def location(self, name: str) -> Location:
        """Where the module defines the function or the value `name`."""
        code = getattr(getattr(self.module, name), "__code__", None)
        return Location(self.path, code.co_firstlineno if code else self._line_of(name), 1)

    def refuse_misspelt(self, name: str, kind: type) -> None:
        """Raise LogloomError if what the module should give under `name` stands under one that is like it."""
        for given, value in vars(self.module).items():
            own = isinstance(value, FunctionType) and value.__module__ == self.module.__name__
            if isinstance(value, list | tuple):
                meant = any(isinstance(item, kind) for item in value)
            else:
                meant = isinstance(value, kind) or own
            if meant and not given.startswith("_") and nearest(given, [name], likeness=_MISSPELT):
                raise LogloomError(
                    f"nothing asks for {given}",
                    self.location(given),
                    f"did you mean {name}? begin it with _ if it is the module's own",
                )

    def _line_of(self, name: str) -> int:
        begins = re.compile(rf"{name}\b")
        lines = self.path.read_text(encoding="utf-8").splitlines()
        return next((number for number, line in enumerate(lines, 1) if begins.match(line)), 1)


def collect(modules: Iterable[DashboardModule], name: str, kind: type[T], *arguments: object) -> list[T]:
    """The lists that the modules give under `name`, as one: a function's, if there are arguments for it.

    Raises LogloomError for what is no list, and for an item that is not of the kind.
    """
    gives = f"{name}() returned" if arguments else f"{name} holds"
    found: list[T] = []
    for module in modules:
        if not module.defines(name):
            module.refuse_misspelt(name, kind)
            continue
        given = module.call(name, *arguments) if arguments else module.value(name)
        if not isinstance(given, list | tuple):
            raise LogloomError(
                f"{gives} {type(given).__name__}, not a list of {kind.__name__}", module.location(name)
            )
        for item in given:
            if not isinstance(item, kind):
                raise LogloomError(
                    f"{gives} {type(item).__name__}, not a {kind.__name__}", module.location(name)
                )
            found.append(item)
    return found


def the_only(modules: Iterable[DashboardModule], name: str, kind: type[T]) -> T | None:
    """The value `name` of the one module that has it. Raises LogloomError for two, and for another kind."""
    found: T | None = None
    for module in modules:
        if not module.defines(name):
            module.refuse_misspelt(name, kind)
            continue
        given = module.value(name)
        if not isinstance(given, kind):
            raise LogloomError(
                f"{name} is {type(given).__name__}, not a {kind.__name__}", module.location(name)
            )
        if found is not None:
            raise LogloomError(f"a second module defines {name}", module.location(name), "keep one of them")
        found = given
    return found


def load_modules(folder: Path) -> Iterator[DashboardModule]:
    """Each module of the folder, by name; a name that begins with `_` is for the modules' own use.

    Raises LogloomError for one that does not import or defines nothing under a standard name.
    """
    _enter(folder)
    for path in sorted(folder.glob("*.py")):
        if path.name.startswith("_"):
            continue
        module = DashboardModule(path, _import(path))
        if not any(module.defines(name) for name in STANDARD_NAMES):
            near = (nearest(name, STANDARD_NAMES, likeness=_MISSPELT) for name in vars(module.module))
            meant = next((f"did you mean {name}?" for name in near if name), "define one.")
            raise LogloomError(
                f"defines none of {', '.join(STANDARD_NAMES)}",
                Location(path, 1),
                f"{meant} A file that others import from begins with _",
            )
        yield module


def _enter(folder: Path) -> None:
    """Let modules see their siblings as `dashboards._name`, as they do under mypy and in an editor.

    The name leads to this folder alone: a process may load several projects, each with its own siblings.
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == folder.name]:
        del sys.modules[name]
    package = ModuleType(folder.name)
    package.__path__ = [str(folder.absolute())]
    sys.modules[folder.name] = package


def _import(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise LogloomError("is not a Python module", Location(path))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # as an import would have it: dataclasses look their module up
    try:
        with redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise _failure(error, path) from error
    return module


def _failure(error: BaseException, path: Path) -> LogloomError:
    """The error as one line at the author's own line: the last frame in `path`, however deep it broke."""
    if isinstance(error, LogloomError) and error.location is not None:
        return error
    # Python knows a module by its absolute path; a person by the one that was given.
    filename = str(path.absolute())
    if isinstance(error, SyntaxError) and error.filename == filename:
        return LogloomError(
            f"syntax error: {error.msg}", Location(path, error.lineno or 1, error.offset or 1)
        )
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    place = Location(path, *_position(frames[-1])) if frames else Location(path, 1)
    if isinstance(error, LogloomError):
        return LogloomError(error.message, place, error.hint)
    return LogloomError(f"{type(error).__name__}: {error}", place, _hint(error))


def _hint(error: BaseException) -> str:
    """What a name that Python does not find was probably meant to be."""
    meant = None
    if isinstance(error, AttributeError) and error.obj is not None:
        meant = nearest(error.name, dir(error.obj))
    elif isinstance(error, TypeError) and (found := _UNEXPECTED.search(str(error))):
        functions = (getattr(sys.modules.get(facade), found[1], None) for facade in FACADES)
        known = {word for each in functions if callable(each) for word in signature(each).parameters}
        meant = nearest(found[2], known)
    return f"did you mean {meant}?" if meant else ""


def _position(frame: traceback.FrameSummary) -> tuple[int, int]:
    return frame.lineno or 1, 0 if frame.colno is None else frame.colno + 1
