"""PostgreSQL's lexical structure, after its own scan.l: what is a string, a comment, a name, an operator.

The text is read as PostgreSQL reads it (18; 14 to 17 differ in nothing that is valid there), so it is
meant for expanded text. In a query's source a Grafana variable comes out as an illegal `$` and a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    IDENTIFIER = "identifier"
    QUOTED_IDENTIFIER = "quoted_identifier"
    STRING = "string"
    NUMBER = "number"
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    PARAMETER = "parameter"
    COMMENT = "comment"
    UNTERMINATED = "unterminated"
    ILLEGAL = "illegal"


class Token(NamedTuple):
    """A token and its place, in characters, the end exclusive. White space is no token; a comment is one."""

    kind: Kind
    start: int
    end: int
    text: str


_NAME_START = r"A-Za-z_\x80-\U0010ffff"
_NAME = rf"[{_NAME_START}][{_NAME_START}0-9$]*+"
_TAG = rf"\$(?:[{_NAME_START}][{_NAME_START}0-9]*+)?\$"
_DIGITS = r"\d(?:_?\d)*+"
_SPACE = r"[ \t\n\r\f\v]"
_NEXT_LINE = rf"[ \t\f\v]*+[\r\n]{_SPACE}*+"
"""A string goes on in the next string when nothing but white space with a line break is between them."""
_PLAIN = r"'[^']*+(?:''[^']*+)*+'"
_ESCAPED = r"'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*+'"

# An operator never holds the start of a comment. It ends in + or - only when it holds one of the
# characters that SQL itself gives no meaning to. 63 is the longest PostgreSQL takes.
_OPERATOR_CHARACTER = r"(?:(?!--|/\*)[-+*/<>=~!@#%^&|`?])"
_SQL_OPERATOR_CHARACTER = r"(?:(?!--|/\*)[-+*/<>=])"
_OPERATOR = (
    rf"{_SQL_OPERATOR_CHARACTER}{{0,62}}+[~!@#%^&|`?]{_OPERATOR_CHARACTER}{{0,62}}"
    rf"|{_SQL_OPERATOR_CHARACTER}{{0,62}}(?:(?!/\*)[*/<>=])"
    r"|[-+]|::"
)

# In the order in which they are tried, the frequent ones first.
_TOKENS: tuple[tuple[Kind, str], ...] = (
    (Kind.IDENTIFIER, rf"(?![eEbBxXnN]'|[uU]&['\"]){_NAME}"),
    (Kind.PUNCTUATION, r":=|\.\.|[()\[\],;]|:(?!:)|\.(?!\d)"),
    (
        Kind.STRING,
        rf"[eE]{_ESCAPED}(?:{_NEXT_LINE}{_ESCAPED})*+"
        rf"|(?:[bBxXnN]|[uU]&)?{_PLAIN}(?:{_NEXT_LINE}{_PLAIN})*+"
        rf"|(?P<tag>{_TAG})(?s:.)*?(?P=tag)",
    ),
    (Kind.QUOTED_IDENTIFIER, r'(?:[uU]&)?"[^"]*+(?:""[^"]*+)*+"'),
    (Kind.UNTERMINATED, rf"(?:(?:[eEbBxXnN]|[uU]&)?'|(?:[uU]&)?\"|{_TAG})(?s:.)*+"),
    (Kind.COMMENT, r"--[^\r\n]*+|/\*"),
    (Kind.OPERATOR, _OPERATOR),
    # A letter right after a number is an error since PostgreSQL 15.
    (
        Kind.NUMBER,
        r"(?:0[xX](?:_?[0-9A-Fa-f])++|0[oO](?:_?[0-7])++|0[bB](?:_?[01])++"
        rf"|(?:{_DIGITS}(?:\.(?!\.)(?:{_DIGITS})?+)?+|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?+)(?![{_NAME_START}])",
    ),
    (Kind.ILLEGAL, rf"\.?\d[{_NAME_START}0-9$.]*+|\$\d++{_NAME}"),
    (Kind.PARAMETER, r"\$\d++"),
    (Kind.ILLEGAL, r"(?s:.)"),
)
_PATTERN = re.compile(f"{_SPACE}*+(?:{'|'.join(f'({pattern})' for _, pattern in _TOKENS)}|\\Z)")
_COMMENT_EDGE = re.compile(r"/\*|\*/")


def _kinds_by_group() -> list[Kind]:
    """The kind for each group number of the pattern; the dollar-quote tag has a group of its own."""
    kinds = [Kind.ILLEGAL]
    for kind, pattern in _TOKENS:
        kinds += [kind] * (1 + re.compile(pattern).groups)
    return kinds


_KINDS = _kinds_by_group()


def tokens(text: str) -> list[Token]:
    """All tokens in order. Never fails: what PostgreSQL would refuse is `unterminated` or `illegal`."""
    found: list[Token] = []
    position: int | None = 0
    while position is not None:
        position = _read(text, position, found)
    return found


# What Token(...) does, in half the time: this is the inner loop of all checking.
_make = tuple.__new__


def _read(text: str, position: int, found: list[Token]) -> int | None:
    """Append the tokens from `position` to the next block comment, it included; where to go on, or None."""
    for hit in _PATTERN.finditer(text, position):
        group = hit.lastindex
        if group is None:
            break
        kind = _KINDS[group]
        start, end = hit.span(group)
        content = hit[group]
        if content == "/*":
            kind, end = _block_comment(text, start)
            found.append(Token(kind, start, end, text[start:end]))
            return end
        found.append(_make(Token, (kind, start, end, content)))
    return None


def _block_comment(text: str, start: int) -> tuple[Kind, int]:
    """The end of the block comment at `start`; PostgreSQL nests them."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge.group() == "/*" else -1
        if not depth:
            return Kind.COMMENT, edge.end()
    return Kind.UNTERMINATED, len(text)


def statements(found: Iterable[Token]) -> list[list[Token]]:
    """The tokens of each statement, without the semicolons between them. Comments alone are no statement."""
    split: list[list[Token]] = [[]]
    for token in found:
        if token.text == ";" and token.kind is Kind.PUNCTUATION:
            split.append([])
        else:
            split[-1].append(token)
    return [part for part in split if any(token.kind is not Kind.COMMENT for token in part)]
