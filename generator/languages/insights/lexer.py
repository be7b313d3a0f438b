"""The words, strings, operators and comments of a Logs Insights query.

It reads expanded text as well as an author's own: a Grafana variable, and a `{{parameter}}` of a saved query,
is a token. What a `/` is, a division or the start of a regular expression, depends on what stands before it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    WORD = "word"
    """A keyword, a function's name or a field: `level`, `@timestamp`, `a.items.0.id`, `users[1].name`."""
    QUOTED = "quoted"
    """A field with a part in backticks: `` `detail-type` ``, ``record.`user.id` ``."""
    MEMBER = "member"
    """`.user.id` or `[0]` right behind a closing parenthesis."""
    NUMBER = "number"
    DURATION = "duration"
    """Digits and letters, `5m`; what unit that is, and whether it is one, the lexer does not say."""
    STRING = "string"
    REGEX = "regex"
    VARIABLE = "variable"
    """`$name`, `${name:format}`, also within a word: `extra.$key`, `${count}m`; and `{{name}}`."""
    OPERATOR = "operator"
    PUNCTUATION = "punctuation"
    COMMENT = "comment"
    UNTERMINATED = "unterminated"
    """A string, regular expression or name in backticks that is never closed, as far as it is read."""
    ILLEGAL = "illegal"
    END = "end"


class Token(NamedTuple):
    """A token and its place, in characters, the end exclusive. White space is no token; a comment is one."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def word(self) -> str:
        """As keywords and functions are compared: in lower case."""
        return self.text.lower()


_VARIABLE = r"\$\{[^{}\n]*+\}|\$[A-Za-z_]\w*+"
_QUOTED = r"`[^`\n]++`"
_INDEX = r"\[\d++\]"
_PART = rf"(?:[\w@]++|{_VARIABLE}|{_QUOTED})"
# `in[1,2]` is a list behind a keyword, and no element of a list named in.
_WORD = rf"(?!\d++(?!\w))(?![iI][nN]\[)(?:[\w@]|{_VARIABLE}|{_QUOTED}){_PART}*+(?:\.{_PART}++|{_INDEX})*+"

# A string or a regular expression may go on in the next line, but not into the next command: a quote that
# nobody closes must not swallow the rest of the query. A word right behind the closing one says that it was
# an opening one.
_NEXT_LINE = r"\n(?!\s*+\|)"

_REST_OF_COMMAND = rf"[^\n]*+(?:{_NEXT_LINE}[^\n]*+)*+"


def _string(quote: str) -> str:
    line = rf"[^{quote}\\\n]*+(?:\\.[^{quote}\\\n]*+)*+"
    return rf"{quote}{line}(?:{quote}|(?:(?:\\)?{_NEXT_LINE}{line})++{quote}(?!\w))"


# In the order in which they are tried, the frequent ones first.
_TOKENS: tuple[tuple[Kind, str], ...] = (
    (Kind.WORD, rf"{_WORD}|[iI][nN](?=\[)"),
    (Kind.MEMBER, rf"(?<=\))(?:\.{_PART}++|{_INDEX})++"),
    (Kind.PUNCTUATION, r"\|(?!\|)|[()\[\],:]"),
    (Kind.STRING, f"{_string(chr(34))}|{_string(chr(39))}"),
    (Kind.NUMBER, r"\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+(?!\w|\.\d)|\.\d++(?!\w|\.\d)"),
    (Kind.OPERATOR, r"=~|==|!=|<=|>=|<>|!~|&&|\|\||[-=<>+*/%^!]"),
    (Kind.COMMENT, r"#[^\n]*+"),
    (Kind.VARIABLE, r"\{\{\s*+[\w.-]++\s*+\}\}|\$`[^`\n]++`"),
    (Kind.UNTERMINATED, rf"[\"']{_REST_OF_COMMAND}|`[^\n]*+"),
    (Kind.ILLEGAL, r"\.?\d[\w.]*+|(?s:.)"),
)
_PATTERN = re.compile(rf"\s*+(?:{'|'.join(f'({pattern})' for _, pattern in _TOKENS)}|\Z)")
_KINDS = (Kind.ILLEGAL, *(kind for kind, _ in _TOKENS))
_REGEX = re.compile(_string("/"))
_REST = re.compile(_REST_OF_COMMAND)
_DURATION = re.compile(r"\d++[A-Za-z]++")

_BEFORE_REGEX = frozenset(("like", "and", "or", "not", "in", "by", "parse"))
_CLOSING = frozenset((")", "]"))
_OPERANDS = frozenset(
    (Kind.WORD, Kind.QUOTED, Kind.MEMBER, Kind.NUMBER, Kind.DURATION, Kind.STRING, Kind.REGEX, Kind.VARIABLE)
)

# What Token(...) does, in half the time: this is the inner loop of all checking.
_make = tuple.__new__


def tokens(text: str) -> list[Token]:
    """All tokens in order, the last one an END without text. Never fails; takes time linear in the length."""
    found: list[Token] = []
    position = 0
    is_first, in_parse = True, False  # of a command
    match = _PATTERN.match
    while True:
        hit = match(text, position)
        group = hit.lastindex if hit else None
        if hit is None or group is None:
            found.append(Token(Kind.END, len(text), len(text), ""))
            return found
        kind = _KINDS[group]
        start, end = hit.span(group)
        content = hit[group]
        if kind is Kind.WORD:
            kind = _kind_of_word(content)
            if is_first:
                in_parse = content.lower() == "parse"
        elif content == "/" and (in_parse or not _is_operand(found)):
            kind, end = _regex(text, start)
            content = text[start:end]
        elif kind is Kind.UNTERMINATED:
            content = content.rstrip()
            end = start + len(content)
        found.append(_make(Token, (kind, start, end, content)))
        if kind is not Kind.COMMENT:
            is_first = content == "|"
        position = end


def _kind_of_word(content: str) -> Kind:
    if "$" in content:
        return Kind.VARIABLE
    if "`" in content:
        return Kind.QUOTED
    return Kind.DURATION if content[0].isdigit() and _DURATION.fullmatch(content) else Kind.WORD


def _is_operand(found: list[Token]) -> bool:
    """Whether what was read last can be divided: a `/` behind anything else begins a regular expression."""
    last = next((token for token in reversed(found) if token.kind is not Kind.COMMENT), None)
    if last is None:
        return False
    if last.kind is Kind.WORD:
        return last.word not in _BEFORE_REGEX
    return last.kind in _OPERANDS or last.text in _CLOSING


def _regex(text: str, start: int) -> tuple[Kind, int]:
    closed = _REGEX.match(text, start)
    if closed:
        return Kind.REGEX, closed.end()
    rest = _REST.match(text, start)
    return Kind.UNTERMINATED, start + len(rest[0].rstrip()) if rest else len(text)
