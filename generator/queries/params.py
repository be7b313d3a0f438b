"""The value of `params:` in a header: the dashboard variables that a query uses.

    params     = variable *( ";" variable )
    variable   = name "=" value *( "," value ) *( blank flag )
    value      = bare / quoted           ; quoted as in CSV: "a ""b"" c"
    flag       = "multi" / "all" / "all=" value / "textbox"

A bare value ends at a blank, a comma or a semicolon. Blanks around separators mean nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

import attrs

from generator.languages.grafana.model import Variable
from generator.queries.fault import Fault
from generator.suggest import nearest

FLAGS = ("multi", "all", "textbox")

_BLANKS = re.compile(r"\s*")
_NAME = re.compile(r"\w+", re.ASCII)
_BARE = re.compile(r'[^\s,;"]+')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_FLAG = re.compile(r'[^\s,;="]+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"]|"")*"|")*')


class _FaultyError(Exception):
    """Ends the reading of one variable."""

    def __init__(self, offset: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(offset, message, hint)


@lru_cache(maxsize=1024)  # a library's queries have much in common
def parse_params(value: str) -> tuple[tuple[Variable, ...], tuple[Fault, ...]]:
    """The variables in the order written. One with a fault is left out, and the others are still read."""
    variables: dict[str, Variable] = {}
    faults: list[Fault] = []
    position = 0
    while position <= len(value):
        part = _PART.match(value, position)
        end = part.end() if part else len(value)
        reader = _Reader(value[:end], _blanks(value, position))
        if reader.position < end:
            start = reader.position
            try:
                variable = reader.variable()
                if variable.name in variables:
                    raise _FaultyError(start, f"variable {variable.name} is given twice")
                variables[variable.name] = variable
            except _FaultyError as error:
                faults.append(error.fault)
        position = end + 1
    return tuple(variables.values()), tuple(faults)


def _blanks(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position


@attrs.define
class _Reader:
    """Reads one variable; `text` ends where the variable does."""

    text: str
    position: int

    def variable(self) -> Variable:
        start = self.position
        name = self._take(_NAME)
        if not name or not self._accept("="):
            what = self.text[start:].split("=")[0].strip()
            raise _FaultyError(
                start,
                f"{what or '='} is not NAME=VALUE",
                "a name of letters, digits and _, then = and sample values: category=auth,agent",
            )
        if name.startswith("__"):
            raise _FaultyError(start, f"{name} is one of Grafana's own variables", "it need not be declared")
        values = self._values()
        flags, all_value = self._flags(values)
        if "textbox" in flags and len(flags) > 1:
            raise _FaultyError(start, f"{name} cannot be a text box and {' and '.join(flags - {'textbox'})}")
        return Variable(
            name=name,
            values=tuple(values),
            multi="multi" in flags,
            include_all="all" in flags,
            all_value=all_value,
            text_box="textbox" in flags,
        )

    def _values(self) -> list[str]:
        start = self.position
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
        written = self.text[start : self.position].strip()
        if written in FLAGS:
            raise _FaultyError(
                _blanks(self.text, start),
                f"{written} stands where a sample value belongs",
                f'put a value before it ("" for an empty one), or write "{written}" if that is the value',
            )
        return values

    def _value(self) -> str:
        self.position = _blanks(self.text, self.position)
        start = self.position
        if self.text.startswith('"', start):
            match = _QUOTED.match(self.text, start)
            if match is None:
                raise _FaultyError(start, "the double quote is not closed")
            self.position = match.end()
            self._ends_word(start)
            return match.group(1).replace('""', '"')
        value = self._take(_BARE)
        if not value:
            raise _FaultyError(start, "a value is missing", 'an empty value is written ""')
        self._ends_word(start)
        return value

    def _ends_word(self, start: int) -> None:
        """A value is followed by a blank, a comma or the end, or its quotes are not where they belong."""
        rest = self.text[self.position : self.position + 1]
        if rest and rest != "," and not rest.isspace():
            raise _FaultyError(
                start,
                "a double quote stands inside a value",
                'put the whole value in double quotes, and double those inside: "say ""hi"""',
            )

    def _flags(self, values: list[str]) -> tuple[set[str], str | None]:
        flags: set[str] = set()
        all_value: str | None = None
        while (start := _blanks(self.text, self.position)) < len(self.text):
            self.position = start
            flag = self._take(_FLAG)
            if flag not in FLAGS:
                near = nearest(flag, FLAGS) if flag else None
                raise _FaultyError(
                    start,
                    f"{flag or self.text[start]} is not multi, all, all=VALUE or textbox",
                    f"did you mean {near}?"
                    if near
                    else f'a value that holds a blank stands in double quotes: "{values[-1]} {flag}"',
                )
            if flag in flags:
                raise _FaultyError(start, f"{flag} is given twice")
            flags.add(flag)
            if flag == "all" and self._accept("="):
                all_value = self._value()
                if not all_value:
                    raise _FaultyError(start, "all= needs a value", "plain all stands for every value")
        return flags, all_value

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.position)
        if match is None:
            return ""
        self.position = match.end()
        return match.group()

    def _accept(self, separator: str) -> bool:
        position = _blanks(self.text, self.position)
        if not self.text.startswith(separator, position):
            return False
        self.position = position + 1
        return True
