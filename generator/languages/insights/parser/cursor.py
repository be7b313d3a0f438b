"""Reading tokens one after the other, and saying what stands where something else was expected."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from typing import NoReturn, TypeVar

from generator.languages.insights import tree
from generator.languages.insights.catalog import WORDS
from generator.languages.insights.lexer import Kind, Token

SYNTAX = "insights-syntax"
UNCLOSED = "insights-unclosed"
UNKNOWN_COMMAND = "insights-unknown-command"
SQL = "insights-sql"
TOO_DEEP = "insights-too-deep"

_T = TypeVar("_T")

COMMENT_STARTS = ("--", "//", "/*")
"""How comments begin in other languages."""


class GivenUp(Exception):
    """The rest of a command cannot be read; its fault has been told."""


class Cursor:
    """A place among the tokens of a query, comments aside, and the faults found so far."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.faults: list[tree.Fault] = []
        # Looking ahead goes three tokens far at most.
        self._tokens = tokens + tokens[-1:] * 3
        self._index = 0
        self.token = tokens[0]
        """The next one."""
        self.end = 0
        """Where the last one that was taken ends."""

    def peek(self, distance: int = 1) -> Token:
        """The token behind the next one, or further on."""
        return self._tokens[self._index + distance]

    def previous(self) -> Token | None:
        return self._tokens[self._index - 1] if self._index else None

    def take(self) -> Token:
        token = self.token
        if token.kind != Kind.END:
            self._index += 1
            self.token = self._tokens[self._index]
            self.end = token.end
        return token

    def takes(self, text: str) -> Token | None:
        """The next token if it is this operator, punctuation or keyword, the latter in lower case."""
        return self.take() if self.token.word == text else None

    def is_next(self, text: str) -> bool:
        return self.token.word == text

    def is_over(self) -> bool:
        """Whether the command ends here."""
        token = self.token
        return token.kind == Kind.END or (token.text in ("|", ")") and token.kind == Kind.PUNCTUATION)

    def opens_subquery(self, distance: int = 0) -> bool:
        """Whether `(SOURCE ...)` begins at a distance, and not an expression on a field named source."""
        if self.peek(distance).text != "(":
            return False
        source, behind = self.peek(distance + 1), self.peek(distance + 2)
        return source.kind == Kind.WORD and source.word == "source" and _names_a_source(behind)

    def fault(self, start: int, end: int, message: str, hint: str = "", rule: str = SYNTAX) -> None:
        """Tell a mistake behind which reading goes on."""
        self.faults.append(tree.Fault(rule, start, end, message, hint))

    def fail(self, token: Token, message: str, hint: str = "", rule: str = SYNTAX) -> NoReturn:
        """Tell a mistake behind which the command makes no sense. Raises GivenUp."""
        self.fault(token.start, token.end, message, hint, rule)
        raise GivenUp

    def refuse(self, node: tree.Node, message: str, hint: str = "") -> NoReturn:
        """Tell a mistake in what has been read already. Raises GivenUp."""
        self.fault(node.start, node.end, message, hint)
        raise GivenUp

    def expected(self, what: str, hint: str = "") -> NoReturn:
        """Tell that something else than `what` comes next. Raises GivenUp."""
        token = self.token
        self.refuse_unreadable(token)
        if token.kind == Kind.END or token.text == "|":
            self.fail(self._behind(), f"expected {what}, found {found(token)}", hint)
        self.fail(token, f"expected {what}, found {found(token)}", hint)

    def _behind(self) -> Token:
        """Where something is missing: the last token that was taken."""
        return self.previous() or self.token

    def refuse_unreadable(self, token: Token) -> None:
        """Raises GivenUp for what is no token of the language, with the reason."""
        if token.kind == Kind.UNTERMINATED:
            thing, mark = _UNTERMINATED[token.text[0]]
            self.fail(token, f"{thing} is never closed", f"write {mark} at its end", UNCLOSED)
        if token.kind == Kind.ILLEGAL:
            if token.text[0].isdigit() or (token.text[0] == "." and len(token.text) > 1):
                self.fail(token, f"{token.text} is no number", f'write a text in quotes: "{token.text}"')
            self.fail(token, f"{_shown(token.text)} has no meaning here", _instead(token.text))

    def separated(self, read: Callable[[], _T], what: str) -> Iterator[_T]:
        """One or more, parted by commas."""
        if self.is_over():
            self.expected(what)
        yield read()
        while comma := self.takes(","):
            if self.is_over():
                self.fail(comma, f"expected {what} behind the comma, found {found(self.token)}")
            yield read()

    def refuse_unquoted(self) -> NoReturn:
        """Tell that the colon which comes next is part of a text, such as a URL. Raises GivenUp."""
        colon, before = self.token, self.previous()
        start = before.start if before and before.end == colon.start else colon.start
        whole = Token(Kind.ILLEGAL, start, colon.end, self.text[start : colon.end])
        self.fail(whole, f"{whole.text} has no meaning here", _IN_QUOTES)

    def name(self, what: str) -> tree.Name:
        """A name that is given or meant, such as an alias. Raises GivenUp for anything else."""
        token = self.token
        if token.kind not in (Kind.WORD, Kind.QUOTED, Kind.DURATION, Kind.VARIABLE):
            if token.kind == Kind.STRING:
                self.fail(
                    token, f"expected {what}, found a text", f"write it in backticks: `{token.text[1:-1]}`"
                )
            self.expected(what)
        if token.kind == Kind.WORD and token.word in WORDS:
            self.fail(
                token,
                f"expected {what}, found the word {token.text}",
                f"in backticks it is a name: `{token.text}`",
            )
        self.take()
        self._refuse_hyphen(token, what)
        return name_of(token)

    def _refuse_hyphen(self, token: Token, what: str) -> None:
        end = self.end
        while self.token.text == "-" and self.token.start == end:
            part = self.peek()
            if part.start != self.token.end or part.kind not in (Kind.WORD, Kind.NUMBER, Kind.DURATION):
                break
            self.take()
            end = self.take().end
        if end > token.end:
            written = self.text[token.start : end]
            whole = Token(Kind.ILLEGAL, token.start, end, written)
            self.fail(whole, f"{what} with a hyphen stands in backticks", f"write `{written}`")


_UNTERMINATED = {
    '"': ("the text", '"'),
    "'": ("the text", "'"),
    "`": ("the name in backticks", "`"),
    "/": ("the regular expression", "/"),
}
_IN_QUOTES = "text stands in quotes, a name with other characters than letters, digits, _ @ . in backticks"
_ILLEGAL = {
    ";": "a query is one pipeline: commands are parted by |",
    "$": "Grafana's variables are $name and ${name}",
    "{": "a list stands in [...], and Grafana's variables are written ${name}",
    "\\": "write the query as it is, and not as it stands in a program's string",
    **dict.fromkeys("\u2013\u2014\u2212", "write -"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", 'a text stands in straight quotes: "..."'),
    **dict.fromkeys("\u2018\u2019\u201a\u00b4", "a text stands in straight quotes: '...'"),
}


def _shown(character: str) -> str:
    """A character by its sign, and by its number where nobody can see it."""
    return repr(character) if character.isprintable() else f"the invisible character U+{ord(character):04X}"


def _instead(character: str) -> str:
    """What to write in place of a character that has no meaning."""
    if not character.isprintable():
        return "take it out"
    narrow = unicodedata.normalize("NFKC", character)
    if narrow != character and narrow.isascii():
        return f"write {narrow}: this one is of double width"
    return _ILLEGAL.get(character, _IN_QUOTES)


def _names_a_source(token: Token) -> bool:
    if token.kind == Kind.WORD:
        return token.word not in WORDS
    return token.kind in (Kind.STRING, Kind.QUOTED, Kind.VARIABLE)


def name_of(token: Token) -> tree.Name:
    """A name without its backticks."""
    return tree.Name(token.start, token.end, token.text.replace("`", ""), token.kind == Kind.QUOTED)


def found(token: Token) -> str:
    """A token as a message calls it."""
    if token.kind == Kind.END:
        return "the end of the query"
    if token.text == "|":
        return "the next |"
    if token.kind == Kind.STRING:
        return f"the text {_short(token.text)}"
    if token.kind == Kind.REGEX:
        return f"the regular expression {_short(token.text)}"
    return _short(token.text)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:37]}..."
