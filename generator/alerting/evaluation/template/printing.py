"""Values as Go's fmt writes them.

A verb that does not fit its value is written as Go does it, `%!d(float64=3.5)`: an author should see it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import attrs

from generator.alerting.evaluation.gofloat import shortest, special
from generator.alerting.evaluation.template.errors import UnsupportedTemplate
from generator.alerting.evaluation.template.objects import MISSING, Labels, Value, type_name

_VERB = re.compile(
    r"%(?P<flags>[-+# 0]*)(?P<width>[0-9]+|\*)?(?:\.(?P<precision>[0-9]*|\*))?(?P<verb>.)?", re.DOTALL
)
_FLOAT_VERBS = "eEfFgGv"
_TEXT_VERBS = "sqvxX"


def shown(value: Any) -> str:
    """A value as an action prints it, and as `%v` does inside of others."""
    if value is MISSING:
        return "<no value>"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return shortest(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, Labels | Value | str | int):
        return str(value)
    return _composite(value, shown)


def _composite(value: Any, show: Any) -> str:
    """Maps, lists and structures, their members by `show`."""
    if isinstance(value, Mapping):
        return f"map[{' '.join(f'{show(key)}:{show(value[key])}' for key in sorted(value))}]"
    if attrs.has(type(value)):
        members = (getattr(value, field.name) for field in attrs.fields(type(value)))
        return "{" + " ".join(map(show, members)) + "}"
    return f"[{' '.join(map(show, value))}]"


def _moment(moment: datetime) -> str:
    """A time in UTC: `2015-06-23 13:19:44.128 +0000 UTC`."""
    fraction = f".{moment.microsecond:06}".rstrip("0").rstrip(".")
    return f"{moment:%Y-%m-%d %H:%M:%S}{fraction} +0000 UTC"


def printed(values: Sequence[Any]) -> str:
    """By fmt.Sprint: blanks between values of which neither is a text."""
    text = ""
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            text += " "
        text += shown(value if value is not MISSING else None)
    return text


@attrs.frozen
class _Verb:
    """`%-8.2f`: flags, width, precision (None where none is given) and the letter."""

    letter: str
    flags: str = ""
    width: int = 0
    precision: int | None = None


def formatted(template: str, values: Sequence[Any]) -> str:
    """By fmt.Sprintf. Raises UnsupportedTemplate for what it can do and this cannot."""
    parts: list[str] = []
    position = used = 0
    for match in _VERB.finditer(template):
        parts.append(template[position : match.start()])
        position = match.end()
        if match["verb"] is None:
            parts.append("%!(NOVERB)")
        elif match["verb"] == "%":
            parts.append("%")
        elif used == len(values):
            parts.append(f"%!{match['verb']}(MISSING)")
        else:
            value = values[used]
            used += 1
            parts.append(_formatted(value if value is not MISSING else None, _verb(match)))
    parts.append(template[position:])
    if used < len(values):
        extra = (
            "<nil>" if each is None or each is MISSING else f"{type_name(each)}={shown(each)}"
            for each in values[used:]
        )
        parts.append(f"%!(EXTRA {', '.join(extra)})")
    return "".join(parts)


def _verb(match: re.Match[str]) -> _Verb:
    if "*" in match[0] or "#" in match["flags"] or match["verb"] == "[":
        raise UnsupportedTemplate(f"{match[0]} of printf is not supported here")
    precision = None if match["precision"] is None else int(match["precision"] or 0)
    return _Verb(match["verb"], match["flags"], int(match["width"] or 0), precision)


def _formatted(value: Any, verb: _Verb) -> str:
    """The value by the verb; the width is that of each number or text in it."""
    if verb.letter == "T":
        return type_name(value)
    if value is None:
        return "<nil>" if verb.letter == "v" else f"%!{verb.letter}(<nil>)"
    if isinstance(value, Labels | Value) and verb.letter in _TEXT_VERBS:
        value = str(value)
    if not isinstance(value, bool | int | float | str):
        return shown(value) if verb.letter == "v" else _composite(value, lambda each: _formatted(each, verb))
    text = _simple(value, verb)
    if text is None:
        plainly = attrs.evolve(verb, letter="v")
        return f"%!{verb.letter}({type_name(value)}={_formatted(value, plainly)})"
    if "-" in verb.flags:
        return text.ljust(verb.width)
    if "0" in verb.flags and isinstance(value, int | float) and text.lstrip("+-")[0].isdigit():
        return text.zfill(verb.width)
    return text.rjust(verb.width)


def _simple(value: bool | float | str, verb: _Verb) -> str | None:
    """None where the verb does not fit."""
    if isinstance(value, bool):
        return shown(value) if verb.letter in "tv" else None
    if isinstance(value, int):
        return _integer(value, verb)
    return _float(value, verb) if isinstance(value, float) else _text(value, verb)


def _integer(value: int, verb: _Verb) -> str | None:
    if verb.letter in "qcU":
        raise UnsupportedTemplate("a number as a character is not supported here")
    if verb.letter not in "dvxXob":
        return None
    if verb.precision:
        raise UnsupportedTemplate("a precision of whole numbers is not supported here")
    return _signed(f"{value:{'d' if verb.letter == 'v' else verb.letter}}", verb.flags)


def _float(value: float, verb: _Verb) -> str | None:
    if verb.letter in "xXb":
        raise UnsupportedTemplate("a number with a point in another base is not supported here")
    if verb.letter not in _FLOAT_VERBS:
        return None
    if not math.isfinite(value):
        return special(value)
    letter = "g" if verb.letter == "v" else verb.letter
    if verb.precision is None and letter in "gG":
        return _signed(shortest(value), verb.flags)
    precision = 6 if verb.precision is None else verb.precision
    return _signed(f"{value:.{precision}{letter}}", verb.flags)


def _text(value: str, verb: _Verb) -> str | None:
    value = value if verb.precision is None else value[: verb.precision]
    if verb.letter in "sv":
        return value
    if verb.letter == "q":
        return json.dumps(value, ensure_ascii=False)
    if verb.letter in "xX":
        encoded = value.encode().hex()
        return encoded.upper() if verb.letter == "X" else encoded
    return None


def _signed(text: str, flags: str) -> str:
    if text[0] == "-":
        return text
    return "+" + text if "+" in flags else " " + text if " " in flags else text


def general(value: float) -> str:
    """By `%.4g`, as the functions that humanize write numbers."""
    return special(value) if not math.isfinite(value) else f"{value:.4g}"


def lines(values: Sequence[Any]) -> str:
    """By fmt.Sprintln: blanks between all values."""
    return " ".join(_each(values)) + "\n"


def _each(values: Sequence[Any]) -> Iterator[str]:
    return (shown(value if value is not MISSING else None) for value in values)
