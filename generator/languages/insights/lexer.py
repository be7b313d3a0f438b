"""The words, strings, operators and comments of a Logs Insights query.

It reads expanded text as well as an author's own: a Grafana variable, and a `{{parameter}}` of a saved query,
is a token. What a `/` is, a division or the start of a regular expression, depends on what stands before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from generator.languages.insights.tree import node


class Kind:
    """What a token is. No enum: reading a member of one takes Python 3.11 as long as a method call."""

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


@node
class Token:
    """A token and its place, in characters, the end exclusive. White space is no token; a comment is one.

    `word` is the text in lower case, as keywords and functions are compared. What is in quotes of some kind
    has them in its text, so that only a keyword can be equal to one.
    """

    kind: str
    start: int
    end: int
    text: str
    word: str = ""


_VARIABLE = r"\$\{[^{}\n]*+\}|\$[A-Za-z_]\w*+"
_QUOTED = r"`[^`\n]++`"
_INDEX = r"\[\d++\]"
_PART = rf"(?:[\w@]++|{_VARIABLE}|{_QUOTED})"
_REST_OF_PATH = rf"(?:\.{_PART}++|{_INDEX})*+"
_NO_MORE = r"(?![\w@$`]|\.[\w@$`]|\[\d)"
"""Behind a word that is simple: it does not go on with what makes it another kind."""

# A string or a regular expression may go on in the next line, but not into the next command: a quote that
# nobody closes must not swallow the rest of the query. A word right behind the closing one says that it was
# an opening one.
_NEXT_LINE = r"\n(?!\s*+\|)"

_REST_OF_COMMAND = rf"[^\n]*+(?:{_NEXT_LINE}[^\n]*+)*+"


_MIXED = "mixed"


def _string(quote: str) -> str:
    line = rf"[^{quote}\\\n]*+(?:\\.[^{quote}\\\n]*+)*+"
    return rf"{quote}{line}(?:{quote}|(?:(?:\\)?{_NEXT_LINE}{line})++{quote}(?!\w))"


# In the order in which they are tried, the frequent ones first.
_TOKENS: tuple[tuple[str, str], ...] = (
    (Kind.WORD, rf"[A-Za-z_@][\w@]*+(?:\.[\w@]++)*+{_NO_MORE}|[iI][nN](?=\[)"),
    (Kind.MEMBER, rf"(?<=\))(?:\.{_PART}++|{_INDEX})++"),
    (Kind.PUNCTUATION, r"[()\[\],:]"),
    (Kind.STRING, f"{_string(chr(34))}|{_string(chr(39))}"),
    (Kind.NUMBER, rf"\d++(?:\.\d++)?+(?:[eE][+-]?\d++)?+{_NO_MORE}|\.\d++{_NO_MORE}"),
    (Kind.OPERATOR, r"=~|==|!=|<=|>=|<>|=>|=<|!~|&&|\|\||->>?+|--(?=\s)|//|/\*|[-=<>+*%^!?]"),
    (Kind.DURATION, rf"\d++[A-Za-z]++{_NO_MORE}"),
    (Kind.VARIABLE, r"\{\{\s*+[\w.-]++\s*+\}\}|\$`[^`\n]++`"),
    # From here on more than the kind has to be found out.
    (Kind.PUNCTUATION, r"\|"),
    (Kind.OPERATOR, "/"),
    # Digits and dots alone are a number gone wrong; any other word is told apart by what it holds.
    (_MIXED, rf"(?!\d[\d.]*+(?![\w@$`])){_PART}++{_REST_OF_PATH}"),
    (Kind.COMMENT, r"#[^\n]*+"),
    (Kind.UNTERMINATED, rf"[\"']{_REST_OF_COMMAND}|`[^\n]*+"),
    (Kind.ILLEGAL, r"\.?\d[\w.-]*+|(?s:.)"),
)
_PATTERN = re.compile(rf"\s*+(?:{'|'.join(f'({pattern})' for _, pattern in _TOKENS)}|\Z)")
_KINDS = (Kind.ILLEGAL, *(kind for kind, _ in _TOKENS))
_PLAIN = _TOKENS.index((Kind.PUNCTUATION, r"\|"))
"""The number of the last group whose kind is all there is to know."""
_REGEX = re.compile(_string("/"))
_REST = re.compile(_REST_OF_COMMAND)

_BEFORE_REGEX = frozenset(("like", "and", "or", "not", "in", "by"))
_CLOSING = frozenset((")", "]"))
_OPERANDS = frozenset(
    (Kind.WORD, Kind.QUOTED, Kind.MEMBER, Kind.NUMBER, Kind.DURATION, Kind.STRING, Kind.REGEX, Kind.VARIABLE)
)


def tokens(text: str) -> list[Token]:
    """All tokens in order, the last one an END without text. Never fails; takes time linear in the length."""
    found: list[Token] = []
    pause: _Pause | None = _Pause(0, 0)
    while pause is not None:
        pause = _read(text, pause, found)
    found.append(Token(Kind.END, len(text), len(text), ""))
    return found


class _Pause(NamedTuple):
    """Where reading goes on, and which token the command that this is in begins with."""

    position: int
    command: int


def _read(text: str, pause: _Pause, found: list[Token]) -> _Pause | None:
    """Append the tokens from a pause up to a regular expression, it included; None at the end of the text."""
    command = pause.command
    for hit in _PATTERN.finditer(text, pause.position):
        group = hit.lastindex
        if group is None:
            break
        kind = _KINDS[group]
        content = hit[group]
        end = hit.end()
        if group > _PLAIN:
            if content == "/":
                while command < len(found) and found[command].kind == Kind.COMMENT:
                    command += 1
                if not _is_operand(found, command):
                    found.append(_regex(text, end - 1))
                    return _Pause(found[-1].end, command)
            elif content == "|":
                command = len(found) + 1
            elif kind == _MIXED:
                kind = _kind_of_word(content)
            elif kind == Kind.UNTERMINATED:
                end -= len(content) - len(content.rstrip())
                content = content.rstrip()
        found.append(Token(kind, end - len(content), end, content, content.lower()))
    return None


def _kind_of_word(content: str) -> str:
    if "$" in content:
        return Kind.VARIABLE
    return Kind.QUOTED if "`" in content else Kind.WORD


def _is_operand(found: list[Token], command: int) -> bool:
    """Whether what was read last can be divided: a `/` behind anything else begins a regular expression.

    `command` is the index of the command's first word, behind which nothing has been read to be divided yet.
    """
    index = len(found) - 1
    while index > command and found[index].kind == Kind.COMMENT:
        index -= 1
    if index <= command or found[command].word == "parse":
        return False
    last = found[index]
    if last.kind == Kind.WORD:
        return last.word not in _BEFORE_REGEX
    return last.kind in _OPERANDS or last.text in _CLOSING


def _regex(text: str, start: int) -> Token:
    closed = _REGEX.match(text, start)
    if closed:
        return Token(Kind.REGEX, start, closed.end(), closed[0], closed[0].lower())
    rest = _REST.match(text, start)
    content = rest[0].rstrip() if rest else text[start:]
    return Token(Kind.UNTERMINATED, start, start + len(content), content)
