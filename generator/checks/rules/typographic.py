from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.lexer import Kind

_QUOTES = "‘’‚‛“”„‟´′″«»"
_DASHES = "–—−"


def check(subject: QuerySubject) -> Iterator[Problem]:
    if subject.text.isascii():
        return
    for token in subject.source_tokens:
        if token.kind not in (Kind.IDENTIFIER, Kind.ILLEGAL):
            continue
        for place, character in enumerate(token.text):
            if character in _QUOTES:
                yield Problem(
                    f"{character} is a letter to PostgreSQL",
                    "a text stands between ' and '",
                    token.start + place,
                )
                break
            if character in _DASHES:
                yield Problem(f"{character} is a letter to PostgreSQL", "write -", token.start + place)
                break


RULE = Rule(
    "typographic",
    "Quotes and dashes that a word processor has made typographic are letters to PostgreSQL.",
    "query",
    Severity.ERROR,
    check,
)
