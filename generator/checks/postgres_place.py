"""Where in a statement the mistake is that PostgreSQL speaks of.

The server gives a position for most errors, and none for what goes wrong when a query runs. What its
message names, or what its kind of error can only be about, is then looked for among the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from generator.checks.postgres_session import Diagnosis
from generator.checks.postgres_syntax import Place, syntax_place
from generator.checks.select_list import clause, select_items
from generator.languages.grafana_sql.lexer import Kind, Token, tokens

SYNTAX_ERROR = "42601"
UNKNOWN_COLUMN = "42703"

_QUOTED = re.compile(r'"((?:[^"]|"")+)"')
_NUMBER = re.compile(r"(?<![\w.])-?(\d+(?:\.\d+)?)(?!\w)")
_KEYWORD = re.compile(r"\b[A-Z]{4,}\b")
_WORD = re.compile(r"[a-z]{3,}")
_TYPE = re.compile(r"\btype ([a-z]+)|^([a-z]+) out of range")
_SPELLINGS = {
    "integer": ("int", "integer", "int4"),
    "bigint": ("bigint", "int8"),
    "smallint": ("smallint", "int2"),
    "double": ("float8", "double", "float"),
    "real": ("real", "float4"),
    "boolean": ("bool", "boolean"),
    "timestamp": ("timestamp", "timestamptz"),
    "numeric": ("numeric", "decimal"),
}


def place(diagnosis: Diagnosis, found: Sequence[Token]) -> Place:
    """The offset in the statement where its author should look. `found` are its meaningful tokens."""
    if not found:
        return Place(0)
    if diagnosis.position is None:
        return Place(next(_candidates(diagnosis, found), found[0]).start)
    if diagnosis.sqlstate == SYNTAX_ERROR:
        return syntax_place(found, diagnosis.position)
    here = next((token for token in found if token.end > diagnosis.position), None)
    if diagnosis.sqlstate == UNKNOWN_COLUMN and here is not None:
        return Place(diagnosis.position, _about_name(here, diagnosis.hint))
    return Place(_ordinal(diagnosis, found) or diagnosis.position)


def meaningful(text: str) -> list[Token]:
    """The tokens of a text without its comments."""
    return [token for token in tokens(text) if token.kind is not Kind.COMMENT]


def _about_name(token: Token, guess: str) -> str:
    if token.kind is Kind.QUOTED_IDENTIFIER and not guess:
        return "text stands in single quotes; in double quotes it is a name"
    if token.text[0] in "‘’‚‛“”„‟`´":
        return "these are typographic quotes; text stands in ' and '"
    return ""


def _ordinal(diagnosis: Diagnosis, found: Sequence[Token]) -> int | None:
    """The `2` of GROUP BY 2 when that stands for an expression which GROUP BY does not take."""
    if "GROUP BY" not in diagnosis.message or diagnosis.position is None:
        return None
    for number, item in enumerate(select_items(found), 1):
        if item[0].start <= diagnosis.position < item[-1].end:
            grouped = clause(found, "group")
            return next((token.start for token in grouped if token.text == str(number)), None)
    return None


def _candidates(diagnosis: Diagnosis, found: Sequence[Token]) -> Iterator[Token]:
    """The tokens that the error may be about, the likeliest first."""
    message = diagnosis.message
    if diagnosis.sqlstate in _BY_SQLSTATE:
        yield from _BY_SQLSTATE[diagnosis.sqlstate](found)
    for named in _QUOTED.findall(message):
        yield from (token for token in found if _value(token) == named)
        yield from (token for token in found if token.kind is Kind.STRING and named in token.text)
    for number in _NUMBER.findall(message):
        yield from (token for token in found if token.kind is Kind.NUMBER and token.text == number)
    yield from _casts(message, found)
    for keyword in reversed(_KEYWORD.findall(message)):
        yield from (token for token in found if token.text.upper() == keyword)
    yield from _calls(message, found)


def _value(token: Token) -> str:
    """What a literal or a name stands for."""
    if token.kind is Kind.STRING and token.text.endswith("'"):
        return token.text[token.text.index("'") + 1 : -1].replace("''", "'")
    if token.kind is Kind.QUOTED_IDENTIFIER:
        return token.text[1:-1].replace('""', '"')
    return token.text.lower() if token.kind is Kind.IDENTIFIER else token.text


def _casts(message: str, found: Sequence[Token]) -> Iterator[Token]:
    """Casts to the type that the message names."""
    named = _TYPE.search(message)
    if named is None:
        return
    name = named[1] or named[2]
    spellings = _SPELLINGS.get(name, (name,))
    for token, after in pairwise(found):
        if token.text == "::" and after.text.lower() in spellings:
            yield token


def _calls(message: str, found: Sequence[Token]) -> Iterator[Token]:
    """Calls of functions whose names share words with the message, most first; else the only call."""
    words = set(_WORD.findall(message.lower()))
    calls = [token for token, after in pairwise(found) if token.kind is Kind.IDENTIFIER and after.text == "("]
    shared = [(len(words.intersection(_WORD.findall(call.text.lower()))), call) for call in calls]
    for count, call in sorted(shared, key=lambda pair: -pair[0]):
        if count or len(calls) == 1:
            yield call


def _regexes(found: Sequence[Token]) -> Iterator[Token]:
    """Literals that may be regular expressions, those first that are wrong in any dialect."""
    used = {after.start for token, after in pairwise(found) if token.text in {"~", "~*", "!~", "!~*"}}
    literals = [token for token in found if token.kind is Kind.STRING]
    yield from sorted(literals, key=lambda token: (_compiles(_value(token)), token.start not in used))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _words(*words: str) -> Callable[[Sequence[Token]], Iterator[Token]]:
    return lambda found: (token for token in found if token.text.lower() in words)


_BY_SQLSTATE: dict[str, Callable[[Sequence[Token]], Iterator[Token]]] = {
    "08P01": lambda found: (token for token in found if token.kind is Kind.PARAMETER),
    "2201B": _regexes,
    "22012": _words("/", "%"),
    "25006": _words("insert", "update", "delete", "merge", "into", "share", "nextval"),
}
