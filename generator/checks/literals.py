"""Whether PostgreSQL can read a literal as the type that is wanted of it. Silent where it is not sure."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable

from generator.suggest import nearest

Fault = tuple[str, str]
"""A message and a hint."""

_UNITS = """
us usec usecs microsecon microsecond microseconds ms msec msecs msecond mseconds millisecon millisecond
milliseconds s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w week weeks
mon mons month months y yr yrs year years dec decs decade decades c cent century centuries mil mils millennia
millennium
"""
UNITS = frozenset(_UNITS.split())
"""The units of an interval, from PostgreSQL's deltatktbl."""

_INTEGER = re.compile(r"\s*[-+]?(?:\d+(?:_\d+)*|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)\s*")
_SIZES = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_NUMBER = re.compile(
    r"\s*(?:[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|[-+]?inf(?:inity)?|[-+]?0x[0-9a-f]+)\s*",
    re.IGNORECASE,
)
_BOOLEANS = ("true", "false", "yes", "no", "on", "off", "1", "0")
_UUID = re.compile(r"\{?(?:[0-9a-fA-F]{4}-?){7}[0-9a-fA-F]{4}\}?")
_MOMENTS = frozenset({"now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity", "allballs"})
_ISO = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{1,2}))?")
_RECKONED = re.compile(r"now\s*(?:\(\))?\s*[-+/]")
_SPAN = re.compile(r"\s*[-+]?\d+(?:\.\d+)?\s*([a-z]+)(?:\s+ago)?\s*", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_ISO_SPAN = re.compile(r"\s*[-+]?P[-+\dYMWDTHS.,:]+\s*")


def literal_fault(wanted: str, value: str) -> Fault | None:
    """What is wrong with a literal as a value of the type; None when it is right or cannot be judged."""
    if wanted.endswith("[]"):
        return _array(value)
    if wanted in _SIZES:
        return _integer(value, _SIZES[wanted])
    check = _CHECKS.get(wanted)
    return check(value) if check else None


def _array(value: str) -> Fault | None:
    content = value.strip()
    if content.startswith(("{", "[")) and content.endswith("}"):
        return None
    return f"{_shown(value)} is no array", "an array is written '{a,b}', or ARRAY['a', 'b']"


def _integer(value: str, size: int) -> Fault | None:
    if not _INTEGER.fullmatch(value):
        return f"{_shown(value)} is no integer", ""
    digits = value.strip().replace("_", "")
    if digits.lstrip("+-").isdigit() and not (len(digits) < 25 and -size <= int(digits) < size):
        return f"{digits} is out of range", "cast to numeric"
    return None


def _number(value: str) -> Fault | None:
    return None if _NUMBER.fullmatch(value) else (f"{_shown(value)} is no number", "")


def _boolean(value: str) -> Fault | None:
    word = value.strip().lower()
    if word and word != "o" and any(known.startswith(word) for known in _BOOLEANS):
        return None
    return f"{_shown(value)} is neither true nor false", ""


def _json(value: str) -> Fault | None:
    try:
        json.loads(value, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        quoted = json.dumps(value)
        bare_word = re.fullmatch(r"[\w .:/-]+", value) is not None
        hint = (
            f"a text in JSON: '{quoted}'" if bare_word else "names and texts stand in double quotes in JSON"
        )
        return f"{_shown(value)} is no JSON", hint
    return None


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _uuid(value: str) -> Fault | None:
    return None if _UUID.fullmatch(value.strip()) else (f"{_shown(value)} is no uuid", "")


def _moment(value: str) -> Fault | None:
    word = value.strip().lower()
    if _RECKONED.match(word):
        return f"{_shown(value)} is no time", "outside of the quotes: now() - interval '1 hour'"
    if word and word.split()[0].rstrip("()") in _MOMENTS:
        return None
    if word.isdecimal() and len(word) not in (6, 8, 14):
        return f"{_shown(value)} is no time", "to_timestamp(seconds) makes one of a number"
    span = _SPAN.fullmatch(value)
    if not any(character.isdigit() for character in word):
        return f"{_shown(value)} is no time", "write a time such as '2026-01-15T10:00:00Z', or now()"
    if span is not None and span[1].lower() in UNITS and not span[1].lower().startswith("z"):
        return f"{_shown(value)} is a span, not a time", f"write interval '{value.strip()}'"
    iso = _ISO.match(value)
    if iso is not None:
        year, month, day, hour, minute = (int(part or 1) for part in iso.groups())
        is_day = 1 <= month <= 12 and 1 <= day <= monthrange(max(year, 1), month)[1]
        if not is_day or hour > 24 or minute > 60:
            return f"{_shown(value)} is out of range", ""
    return None


def _interval(value: str) -> Fault | None:
    if not value.strip():
        return "an interval is empty here", ""
    if _ISO_SPAN.fullmatch(value):
        return None
    words = [word.lower() for word in _WORD.findall(value)]
    for word in words:
        if word not in UNITS and word not in ("ago", "infinity", "e"):
            meant = nearest(word, UNITS)
            return f"an interval knows no unit {word}", f"did you mean {meant}?" if meant else ""
    if "infinity" not in words and not any(character.isdigit() for character in value):
        return f"{_shown(value)} is no interval", "write a number and a unit: '5 minutes'"
    return None


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:37] + "...")


_CHECKS: dict[str, Callable[[str], Fault | None]] = {
    **dict.fromkeys(("float4", "float8", "numeric"), _number),
    **dict.fromkeys(("json", "jsonb"), _json),
    **dict.fromkeys(("timestamp", "timestamptz", "date"), _moment),
    "bool": _boolean,
    "interval": _interval,
    "uuid": _uuid,
}
