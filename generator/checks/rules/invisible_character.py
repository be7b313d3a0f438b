from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.lexer import Kind

_INVISIBLE = ("Zs", "Zl", "Zp", "Cf", "Cc")
"""Unicode's categories of separators and of what only formats."""


def check(subject: QuerySubject) -> Iterator[Problem]:
    if subject.text.isascii():
        return
    for token in subject.source_tokens:
        if token.kind in (Kind.IDENTIFIER, Kind.ILLEGAL) and not token.text.isascii():
            for place, character in enumerate(token.text):
                if not character.isascii() and unicodedata.category(character) in _INVISIBLE:
                    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
                    name = "byte order mark" if character == "\ufeff" else name
                    yield Problem(
                        f"a {name} looks like a blank or like nothing, and is part of a name",
                        "delete it, and type a blank",
                        token.start + place,
                    )
                    break


RULE = Rule(
    "invisible-character",
    "A no-break space that was pasted along is a letter to PostgreSQL.",
    "query",
    Severity.ERROR,
    check,
)
