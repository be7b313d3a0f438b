"""The words of a template: text, and what stands between `{{` and `}}`.

Source: Go's text/template/parse/lex.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import attrs

from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate

_ACTION = re.compile(r"\{\{(-(?=[ \t\r\n]))?")
_COMMENT = re.compile(r"\s*/\*.*?\*/(?P<trim>[ \t\r\n]-)?\s*\}\}", re.DOTALL)
_SPACE = " \t\r\n"
_TOKEN = re.compile(
    r"""(?P<end>(?:[ \t\r\n]-)?\}\})
    |   (?P<space>[ \t\r\n]+)
    |   (?P<string>"(?:[^"\\\n]|\\.)*")
    |   (?P<raw>`[^`]*`)
    |   (?P<number>[+-]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+
                |(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?))(?![\w.])
    |   (?P<variable>\$\w*)
    |   (?P<field>\.[^\W\d]\w*)
    |   (?P<word>[^\W\d]\w*)
    |   (?P<mark>:=|[=|(),.])""",
    re.VERBOSE,
)


@attrs.frozen
class Token:
    """`kind` is text, open, close, space, string, number, variable, field, word or mark.

    `value` is what a literal stands for; `text` what is written, for messages.
    """

    kind: str
    text: str
    value: Any = None


def tokens(template: str) -> Iterator[Token]:
    """The words in order; an action lies between open and close. Comments and trimmed blanks are gone.

    Raises TemplateFailure for what Go does not read, UnsupportedTemplate for a literal of a rare kind.
    """
    position, trimmed = 0, False
    while True:
        match = _ACTION.search(template, position)
        text = template[position : match.start() if match else len(template)]
        if trimmed:
            text = text.lstrip(_SPACE)
        if match is None:
            yield Token("text", text)
            return
        yield Token("text", text.rstrip(_SPACE) if match[1] else text)
        comment = _COMMENT.match(template, match.end())
        if comment is not None:
            position, trimmed = comment.end(), comment["trim"] is not None
            continue
        if template.startswith("/*", match.end()):
            raise TemplateFailure("unclosed comment")
        yield Token("open", match[0])
        words, position = _action(template, match.end())
        yield from words
        trimmed = template[position - 3 : position] == "-}}"


def _action(template: str, position: int) -> tuple[list[Token], int]:
    """The words of an action up to its end, and the place behind it."""
    words: list[Token] = []
    while not words or words[-1].kind != "close":
        match = _TOKEN.match(template, position)
        if match is None:
            raise _fault(template, position)
        position = match.end()
        words.append(_token(match.lastgroup or "", match[0]))
    return words, position


def _token(kind: str, text: str) -> Token:
    if kind == "string":
        return Token("string", text, _unquoted(text))
    if kind == "raw":
        return Token("string", text, text[1:-1])
    if kind == "number":
        return Token("number", text, _number(text))
    return Token("close" if kind == "end" else kind, text)


def _unquoted(text: str) -> str:
    """A Go string; its escapes are those of JSON and a few more."""
    plain = re.sub(r"\\([av'x0-7U])", _rare_escape, text)
    try:
        return str(json.loads(plain, strict=False))
    except ValueError:
        raise TemplateFailure(f"invalid string {text}") from None


def _rare_escape(match: re.Match[str]) -> str:
    simple = {"a": "\\u0007", "v": "\\u000b"}
    if match[1] in simple:
        return simple[match[1]]
    raise UnsupportedTemplate(f"the escape {match[0]} in a string is not supported here")


def _number(text: str) -> int | float:
    """A constant as Go passes it on: a whole number is an int unless it has a point or an exponent."""
    plain = text.replace("_", "")
    try:
        if re.fullmatch(r"[+-]?0[0-7]+", plain):
            return int(plain, 8)
        if re.fullmatch(r"[+-]?(0[xXoObB][0-9a-fA-F]+|[0-9]+)", plain):
            return int(plain, 0)
        return float(plain)
    except ValueError:
        raise TemplateFailure(f"bad number syntax: {text}") from None


def _fault(template: str, position: int) -> Exception:
    rest = template[position:]
    if not rest or "}}" not in rest:
        return TemplateFailure("unclosed action")
    if rest[0] == "'":
        return UnsupportedTemplate("a character constant is not supported here")
    if rest[0] in '"`':
        return TemplateFailure("unterminated quoted string")
    if rest[0].isdigit() or rest[0] in "+-":
        return TemplateFailure(f"bad number syntax: {rest.split()[0]}")
    return TemplateFailure(f"unexpected {rest[0]!r} in an action")
