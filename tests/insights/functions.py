"""The scalar functions, from what AWS says of each ("Boolean, comparison, numeric, datetime, and other
functions").

They take values and give a value. One that needs a text or a number is absent where an argument is none;
those that answer whether something is so answer that it is not.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress
import json
import math
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from tests.insights.times import format_date, parse_date, to_millis
from tests.insights.values import Value, is_structure, moment, number, text, truth

Function = Callable[..., Value]
WHITE = " \t\n\r\f\v"
EARTH_RADIUS = 6371.0


def _taking(convert: Callable[[Value], Any], otherwise: Value = None) -> Callable[[Function], Function]:
    """The function of converted arguments; `otherwise` where one of them cannot be converted."""

    def decorate(function: Function) -> Function:
        def converted(*arguments: Value) -> Value:
            values = [convert(argument) for argument in arguments]
            if any(value is None for value in values):
                return otherwise
            try:
                return function(*values)
            except (ValueError, OverflowError, ZeroDivisionError):
                return otherwise

        return converted

    return decorate


numbers, texts, asking = _taking(number), _taking(text), _taking(text, otherwise=False)
counted = _taking(text, otherwise=0)
"""For what answers 1 or 0."""


def finite(value: float | complex) -> int | float | None:
    """A result of arithmetic; absent where it is no real number."""
    return value if not isinstance(value, complex) and math.isfinite(value) else None


# --- numbers ---


def round_(value: float, digits: float = 0) -> float:
    step = Decimal(1).scaleb(-int(digits))
    return float(Decimal(str(value)).quantize(step, ROUND_HALF_UP))


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b, c, d = map(math.radians, (lat1, lon1, lat2, lon2))
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(h))


def integer(bits: int) -> Function:
    def convert(value: float) -> int | None:
        whole = math.trunc(value)
        return whole if -(2 ** (bits - 1)) <= whole < 2 ** (bits - 1) else None

    return convert


# --- texts ---


def substr(value: str, start: str, length: str | None = None) -> str:
    first = int(float(start))
    return value[first:] if length is None else value[first : first + int(float(length))]


def regex_replace(value: str, pattern: str, replacement: str) -> str:
    return compiled(pattern).sub(lambda _: replacement, value)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression of RE2 as Python's: named groups, and `$` that is the very end."""
    pattern = pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    pieces = re.findall(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", pattern, re.DOTALL)
    return re.compile("".join(r"\Z" if piece in ("$", r"\z") else piece for piece in pieces), re.ASCII)


def str_contains(value: Value, part: Value, either_case: Value = False) -> Value:
    whole, piece = text(value), text(part)
    if whole is None or piece is None:
        return 0
    return int(piece.lower() in whole.lower() if truth(either_case) else piece in whole)


def dec_to_hex(value: float) -> str:
    whole = math.trunc(value)
    return f"{'-' if whole < 0 else ''}0x{abs(whole):x}"


def hex_digits(value: str) -> str:
    return value[2:] if value[:2] in ("0x", "0X") else value


def hex_to_dec(value: str) -> int:
    if not re.fullmatch(r"[0-9a-fA-F]+", hex_digits(value)):
        raise ValueError(value)
    return int(hex_digits(value), 16)


# --- structures ---


def json_parse(value: str) -> Value:
    try:
        found: Value = json.loads(value)
    except ValueError:
        return None
    return found if is_structure(found) else None


def json_list(value: Value) -> list[Value] | None:
    """The list that a value is, or is the text of."""
    found = json_parse(value) if isinstance(value, str) else value
    return found if isinstance(found, list) else None


def json_array_size(value: Value) -> Value:
    found = json_list(value)
    return None if found is None else len(found)


def json_array_contains(value: Value, member: Value) -> Value:
    return text(member) in [text(item) for item in json_list(value) or ()]


def json_stringify(value: Value) -> Value:
    if not is_structure(value):
        return None
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- addresses ---


def is_address(value: str, version: int | None = None) -> bool:
    return "%" not in value and version in (None, ipaddress.ip_address(value).version)


def in_subnet(value: str, subnet: str, version: int | None = None) -> bool:
    network = ipaddress.ip_network(subnet, strict=False)
    return is_address(value, version) and ipaddress.ip_address(value) in network


PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def is_private(value: str) -> bool:
    """RFC 1918, as AWS says, which is less than what ipaddress calls private."""
    return any(ipaddress.ip_address(value) in network for network in PRIVATE)


# --- choosing ---


def coalesce(*values: Value) -> Value:
    return next((value for value in values if value is not None), None)


def case(*arguments: Value) -> Value:
    pairs, default = len(arguments) // 2 * 2, arguments[-1] if len(arguments) % 2 else None
    chosen = (i + 1 for i in range(0, pairs, 2) if truth(arguments[i]))
    return next((arguments[i] for i in chosen), default)


FUNCTIONS: Mapping[str, Function] = {
    "abs": numbers(abs),
    "ceil": numbers(math.ceil),
    "floor": numbers(math.floor),
    "greatest": numbers(max),
    "least": numbers(min),
    "log": numbers(math.log),
    "round": numbers(round_),
    "sqrt": numbers(math.sqrt),
    "haversine": numbers(haversine),
    "tonumber": numbers(lambda value: value),
    "toint": numbers(integer(32)),
    "tolong": numbers(integer(64)),
    "todouble": numbers(float),
    "frommillis": numbers(moment),
    "tomillis": to_millis,
    "parsedate": texts(parse_date),
    "formatdate": format_date,
    "strftime": format_date,
    "ispresent": lambda value: value is not None,
    "coalesce": coalesce,
    "case": case,
    "if": lambda condition, yes, no: yes if truth(condition) else no,
    "isnumeric": lambda value: number(value) is not None,
    "messagesize": texts(lambda value: len(value.encode())),
    "jsonparse": texts(json_parse),
    "jsonstringify": json_stringify,
    "jsonarraysize": json_array_size,
    "jsonarraycontains": json_array_contains,
    "isvalidip": asking(is_address),
    "isvalidipv4": asking(lambda value: is_address(value, 4)),
    "isvalidipv6": asking(lambda value: is_address(value, 6)),
    "isipinsubnet": asking(in_subnet),
    "isipv4insubnet": asking(lambda value, subnet: in_subnet(value, subnet, 4)),
    "isipv6insubnet": asking(lambda value, subnet: in_subnet(value, subnet, 6)),
    "ipv4tonumber": texts(lambda value: int(ipaddress.IPv4Address(value))),
    "isprivateip": asking(is_private),
    "ispublicip": asking(lambda value: ipaddress.ip_address(value).is_global),
    "isreservedip": asking(lambda value: ipaddress.ip_address(value).is_reserved),
    "isempty": lambda value: int(not text(value)),
    "isblank": lambda value: int(not (text(value) or "").strip(WHITE)),
    "concat": texts(lambda *parts: "".join(parts)),
    "ltrim": texts(lambda value, characters=WHITE: value.lstrip(characters)),
    "rtrim": texts(lambda value, characters=WHITE: value.rstrip(characters)),
    "trim": texts(lambda value, characters=WHITE: value.strip(characters)),
    "strlen": texts(len),
    "toupper": texts(str.upper),
    "tolower": texts(str.lower),
    "substr": texts(substr),
    "replace": texts(lambda value, old, new: value.replace(old, new) if old else value),
    "regexreplace": texts(regex_replace),
    "regex_replace": texts(regex_replace),
    "strcontains": str_contains,
    "startswith": counted(lambda value, part: int(value.startswith(part))),
    "endswith": counted(lambda value, part: int(value.endswith(part))),
    "urlencode": texts(quote_plus),
    "urldecode": texts(unquote_plus),
    "base64encode": texts(lambda value: base64.b64encode(value.encode()).decode()),
    "base64decode": texts(lambda value: base64.b64decode(value, validate=True).decode()),
    "split": texts(lambda value, delimiter: value.split(delimiter) if delimiter else [value]),
    "hextoascii": texts(lambda value: binascii.unhexlify(hex_digits(value)).decode()),
    "hextodec": texts(hex_to_dec),
    "md5": texts(lambda value: hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()),
    "sha256": texts(lambda value: hashlib.sha256(value.encode()).hexdigest()),
    "dectohex": numbers(dec_to_hex),
}
