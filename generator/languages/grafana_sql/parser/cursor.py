"""A place in a row of tokens, and the small steps that a parser takes."""

from __future__ import annotations

from collections.abc import Sequence

from generator.languages.grafana_sql.catalog import keywords
from generator.languages.grafana_sql.lexer import Kind, Token
from generator.languages.grafana_sql.strings import quoted_name
from generator.languages.grafana_sql.tree import Name

_AHEAD = 4
"""How far the parser looks ahead."""
_DEEPEST = 200
"""More parentheses inside one another than anybody writes, and than Python's stack is sure to hold."""
_NO_KINDS: list[Kind | None] = [None] * (_AHEAD + 1)
_NO_WORDS = [""] * (_AHEAD + 1)


class SyntaxFault(Exception):
    """What PostgreSQL would call a syntax error; `index` is that of the token it cannot take (or the end)."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.message = message
        self.index = index


class NotUnderstood(Exception):
    """Valid or not, this text is beyond the parser."""


class Cursor:
    """`words` are the tokens' texts, names in lower case, "" at the end. `match` leads from ( to )."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        # What is looked at all the time, one list each, and long enough for a look ahead at the end.
        self.kinds: list[Kind | None] = [kind for kind, _, _, _ in tokens]
        self.kinds += _NO_KINDS
        self.words = [text.lower() if kind is Kind.IDENTIFIER else text for kind, _, _, text in tokens]
        self.words += _NO_WORDS
        self.starts = [start for _, start, _, _ in tokens]
        self.starts.append(tokens[-1].end if tokens else 0)
        self.keywords = keywords()
        self.index = 0
        self.match = self._pairs()

    def _pairs(self) -> dict[int, int]:
        pairs: dict[int, int] = {}
        waiting: list[int] = []
        for index, word in enumerate(self.words):
            if word == "(":
                waiting.append(index)
                if len(waiting) > _DEEPEST:
                    raise NotUnderstood("nested too deeply")
            elif word == ")" and waiting:
                pairs[waiting.pop()] = index
        return pairs

    # --- looking ---

    @property
    def word(self) -> str:
        return self.words[self.index]

    def ahead(self, distance: int = 1) -> str:
        return self.words[self.index + distance]

    def at(self, *words: str) -> bool:
        """Whether the next tokens are these words, in a row."""
        index = self.index
        return self.words[index] == words[0] and self.words[index : index + len(words)] == [*words]

    def is_kind(self, kind: Kind, distance: int = 0) -> bool:
        return self.kinds[self.index + distance] is kind

    @property
    def start(self) -> int:
        """The offset of the next token; the end of the text behind the last one."""
        return self.starts[self.index]

    @property
    def end(self) -> int:
        """The end of the token before."""
        return self.tokens[self.index - 1].end if self.index else 0

    # --- taking ---

    def accept(self, word: str, *more: str) -> bool:
        """Step over these words if they are next, in a row."""
        if self.words[self.index] != word or (more and not self.at(word, *more)):
            return False
        self.index += 1 + len(more)
        return True

    def accept_one(self, *words: str) -> str:
        """Step over one of these words if it is next; which one, or ""."""
        word = self.words[self.index]
        if word in words:
            self.index += 1
            return word
        return ""

    def expect(self, *words: str) -> None:
        for word in words:
            if self.words[self.index] != word:
                self.fail(word.upper())
            self.index += 1

    def fail(self, expected: str = "") -> None:
        raise self.fault(expected)

    def fault(self, expected: str = "") -> SyntaxFault:
        if self.index < len(self.tokens):
            message = f"syntax error at {self.tokens[self.index].text[:40]}"
        else:
            message = "the query ends too early"
        return SyntaxFault(message + (f": {expected} is expected" if expected else ""), self.index)

    def skip_parenthesis(self) -> None:
        """Step over a whole parenthesis without looking into it."""
        closing = self.match.get(self.index)
        if self.word != "(" or closing is None:
            self.fail("(")
        else:
            self.index = closing + 1

    # --- names ---

    def is_name(self, *categories: str, distance: int = 0) -> bool:
        """Whether a name is next; `categories` are those of the keywords that may be one here."""
        index = self.index + distance
        if self.kinds[index] is Kind.IDENTIFIER:
            category = self.keywords.get(self.words[index])
            return category is None or category in categories
        return self.kinds[index] is Kind.QUOTED_IDENTIFIER

    def is_column_name(self, distance: int = 0) -> bool:
        return self.is_name("unreserved", "column", distance=distance)

    def is_label(self) -> bool:
        """Whether a name is next that may be any keyword."""
        return self.is_kind(Kind.IDENTIFIER) or self.is_kind(Kind.QUOTED_IDENTIFIER)

    def column_name(self) -> Name:
        if not self.is_column_name():
            self.fail("a name")
        return self.take_name()

    def label(self) -> Name:
        if not self.is_label():
            self.fail("a name")
        return self.take_name()

    def take_name(self) -> Name:
        """The next token as a name."""
        token = self.tokens[self.index]
        word = self.words[self.index]
        self.index += 1
        if token.kind is Kind.QUOTED_IDENTIFIER:
            return Name(token.start, token.end, quoted_name(token.text), True)
        return Name(token.start, token.end, word)
