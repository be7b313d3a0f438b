"""Functions that encode and decode texts. What cannot be decoded is absent."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.functions.numbers import of_numbers
from generator.languages.insights.lower.functions.shared import (
    Function,
    Given,
    guarded,
    of_texts,
    replaced,
    where,
)
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.record import Type

_TAIL = "[89ab][0-9a-f]"
UTF8_IN_HEX = (
    "^(?:(?!00)[0-7][0-9a-f]"
    f"|(?:c[2-9a-f]|d[0-9a-f]){_TAIL}"
    f"|(?:e0[ab][0-9a-f]|ed[89][0-9a-f]|e[1-9a-cef]{_TAIL}){_TAIL}"
    f"|(?:f0[9ab][0-9a-f]|f48[0-9a-f]|f[1-3]{_TAIL}){_TAIL}{_TAIL})*$"
)
"""Bytes that are a text that PostgreSQL can hold (RFC 3629), in hexadecimal."""

_BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
_HEX = "^(?:0[xX])?([0-9a-fA-F]{1,15})$"
_LARGEST = 2**63 - 1


def _bytes(sql: SQL) -> SQL:
    return nodes.call("CONVERT_TO", sql, nodes.text("UTF8"))


def _hex(data: SQL) -> SQL:
    return nodes.call("ENCODE", data, nodes.text("hex"))


def _text(hexadecimal: SQL) -> SQL:
    """The text of bytes that are given in hexadecimal, if they are one."""

    def build(given: Given) -> SQL:
        data = nodes.call("DECODE", given(), nodes.text("hex"))
        decoded = nodes.call("CONVERT_FROM", data, nodes.text("UTF8"))
        return where(nodes.matches(given(), nodes.text(UTF8_IN_HEX)), decoded)

    return nodes.guarded([hexadecimal], build)


def _each(sql: SQL, pattern: str, of_piece: SQL) -> SQL:
    """What `of_piece` makes of each piece that a pattern finds, joined; of an empty text an empty one."""
    joined = exp.GroupConcat(
        this=exp.Order(
            this=of_piece, expressions=[exp.Ordered(this=nodes.column("place"), nulls_first=False)]
        ),
        separator=nodes.text(""),
    )

    def build(given: Given) -> SQL:
        pieces = nodes.call("REGEXP_MATCHES", given(), nodes.text(pattern), nodes.text("g"))
        query = nodes.select(joined, nodes.rows_of(pieces, "pieces", "piece", "place", numbered=True))
        return where(nodes.is_not_null(given()), nodes.coalesce(query, nodes.text("")))

    return nodes.bound([sql], build)


def _piece() -> SQL:
    return nodes.element(nodes.column("piece"), 1)


def _url_encode(sql: SQL) -> SQL:
    encoded = replaced(exp.Upper(this=_hex(_bytes(_piece()))), "(..)", r"%\1")
    plain = nodes.matches(_piece(), nodes.text("^[A-Za-z0-9_.~-]"))
    blank = nodes.compared(exp.EQ, _piece(), nodes.text(" "))
    return _each(sql, ".", nodes.case((plain, _piece()), (blank, nodes.text("+")), otherwise=encoded))


def _url_decode(sql: SQL) -> SQL:
    is_encoded = nodes.matches(_piece(), nodes.text("^%.."))
    digits = exp.Lower(this=exp.Substring(this=_piece(), start=nodes.number(2)))
    with_blanks = nodes.call("REPLACE", sql, nodes.text("+"), nodes.text(" "))
    in_hex = nodes.case((is_encoded, digits), otherwise=_hex(_bytes(_piece())))
    return _text(_each(with_blanks, "%[0-9A-Fa-f]{2}|.", in_hex))


def _base64_encode(sql: SQL) -> SQL:
    encoded = nodes.call("ENCODE", _bytes(sql), nodes.text("base64"))
    return nodes.call("REPLACE", encoded, nodes.call("CHR", nodes.number(10)), nodes.text(""))


def _base64_decode(given: Given) -> SQL:
    data = nodes.call("DECODE", given(), nodes.text("base64"))
    return where(nodes.matches(given(), nodes.text(_BASE64)), _text(_hex(data)))


def _hex_to_ascii(sql: SQL) -> SQL:
    digits = nodes.substring(sql, nodes.text("^(?:0[xX])?((?:[0-9a-fA-F]{2})*)$"))
    return _text(exp.Lower(this=digits))


def _hex_to_dec(sql: SQL) -> SQL:
    digits = nodes.substring(sql, nodes.text(_HEX))
    padded = nodes.call("LPAD", digits, nodes.number(16), nodes.text("0"))
    bits = nodes.cast_named(nodes.binary(exp.DPipe, nodes.text("x"), padded), "bit(64)")
    return nodes.cast(bits, nodes.BIGINT)


def _dec_to_hex(given: Given) -> SQL:
    size = exp.Abs(this=nodes.call("TRUNC", given()))
    digits = nodes.call("TO_HEX", nodes.cast(size, nodes.BIGINT))
    minus = nodes.case(
        (nodes.compared(exp.LTE, given(), nodes.number("-1")), nodes.text("-0x")), otherwise=nodes.text("0x")
    )
    bounds = exp.Between(this=given(), low=nodes.number(-_LARGEST), high=nodes.number(_LARGEST))
    return where(bounds, nodes.binary(exp.DPipe, nodes.paren(minus), digits))


def _sha256(sql: SQL) -> SQL:
    return _hex(nodes.call("SHA256", _bytes(sql)))


FUNCTIONS: Mapping[str, Function] = {
    "urlencode": of_texts(_url_encode),
    "urldecode": of_texts(_url_decode, may_fail=True),
    "base64encode": of_texts(_base64_encode),
    "base64decode": of_texts(guarded(_base64_decode), may_fail=True),
    "hexToAscii": of_texts(_hex_to_ascii, may_fail=True),
    "hexToDec": of_texts(_hex_to_dec, Type.NUMBER, integer=True, may_fail=True),
    "decToHex": of_numbers(guarded(_dec_to_hex), Type.TEXT),
    "md5": of_texts(lambda sql: nodes.call("MD5", sql)),
    "sha256": of_texts(_sha256),
}
