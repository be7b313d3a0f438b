"""Where in a statement the mistake is that PostgreSQL speaks of.

The server gives a position for most errors, and none for what goes wrong when a query runs. What its
message names, or what its kind of error can only be about, is then looked for among the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from generator.checks.postgres_session import Diagnosis
from generator.checks.select_list import clause, select_items
from generator.languages.grafana_sql.lexer import Kind, Token, tokens
from generator.suggest import nearest

_CLAUSES = frozenset(
    "from where group order having limit offset fetch union intersect except window on using and or".split()  # noqa: SIM905
)
_KEYWORDS = (
    "select", "distinct", "from", "where", "group", "having", "order", "limit", "offset", "union", "join",
    "inner", "outer", "left", "right", "cross", "lateral", "using", "between", "interval", "filter", "within",
    "partition", "with", "values", "case", "when", "then", "else",
)  # fmt: skip
_REGEX_OPERATORS = frozenset({"~", "~*", "!~", "!~*"})
_QUOTED = re.compile(r'"((?:[^"]|"")+)"')
_NUMBER = re.compile(r"(?<![\w.])-?(\d+(?:\.\d+)?)(?![\w])")
_KEYWORD = re.compile(r"\b[A-Z]{4,}\b")
_WORD = re.compile(r"[a-z]{3,}")


def place(diagnosis: Diagnosis, text: str) -> int:
    """The offset in the statement where its author should look."""
    found = _tokens(text)
    if not found:
        return 0
    if diagnosis.position is None:
        return next(_candidates(diagnosis, found), found[0]).start
    if diagnosis.sqlstate == "42601":
        return _syntax(found, diagnosis.position)
    return _ordinal(diagnosis, found) or diagnosis.position


def previous_end(text: str, offset: int) -> int:
    """The end of the last token before `offset`."""
    return max((token.end for token in _tokens(text) if token.end <= offset), default=0)


def token_end(text: str, offset: int) -> int:
    """The end of the token at `offset`."""
    return next((token.end for token in _tokens(text) if token.end > offset), len(text))


def _tokens(text: str) -> list[Token]:
    return [token for token in tokens(text) if token.kind is not Kind.COMMENT]


def _syntax(found: Sequence[Token], position: int) -> int:
    """PostgreSQL points at the first token that does not fit, which stands behind the mistake."""
    index = next((i for i, token in enumerate(found) if token.end > position), len(found))
    here = found[index] if index < len(found) else None
    before = found[index - 1] if index else None
    if before is None:
        return position
    ends_list = here is None or here.text.lower() in _CLAUSES or here.text in {")", ";"}
    if before.text == "," and ends_list:
        return before.start
    if _is_misspelt_keyword(before):
        return before.start
    if ends_list and (here is None or here.text != ")"):
        opening = _open_parenthesis(found[:index])
        if opening is not None:
            return opening.start
    return before.start if here is None else position


def _is_misspelt_keyword(token: Token) -> bool:
    word = token.text.lower()
    return (
        token.kind is Kind.IDENTIFIER
        and len(word) > 2
        and word not in _KEYWORDS
        and nearest(word, _KEYWORDS) is not None
    )


def _open_parenthesis(found: Sequence[Token]) -> Token | None:
    """The innermost parenthesis that is still open, unless a query began in it."""
    depth: list[int] = []
    for index, token in enumerate(found):
        if token.text == "(":
            depth.append(index)
        elif token.text == ")" and depth:
            depth.pop()
    if not depth or (depth[-1] + 1 < len(found) and found[depth[-1] + 1].text.lower() in {"select", "with"}):
        return None
    return found[depth[-1]]


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
    for named in _QUOTED.findall(diagnosis.message):
        yield from (token for token in found if _value(token) == named)
        yield from (token for token in found if token.kind is Kind.STRING and named in token.text)
    for number in _NUMBER.findall(diagnosis.message):
        yield from (token for token in found if token.kind is Kind.NUMBER and token.text == number)
    if diagnosis.sqlstate in _BY_SQLSTATE:
        yield from _BY_SQLSTATE[diagnosis.sqlstate](found)
    yield from _casts(diagnosis.message, found)
    for keyword in reversed(_KEYWORD.findall(diagnosis.message)):
        yield from (token for token in found if token.text.upper() == keyword)
    yield from _calls_alike(diagnosis.message, found)


def _calls_alike(message: str, found: Sequence[Token]) -> Iterator[Token]:
    """Calls of functions whose names share words with the message, those that share most first."""
    words = set(_WORD.findall(message.lower()))
    shared = [
        (len(words.intersection(_WORD.findall(token.text.lower()))), token)
        for token, after in pairwise(found)
        if token.kind is Kind.IDENTIFIER and after.text == "("
    ]
    yield from (token for count, token in sorted(shared, key=lambda pair: -pair[0]) if count)


def _value(token: Token) -> str:
    """What a literal or a name stands for."""
    if token.kind is Kind.STRING and token.text.endswith("'"):
        return token.text[token.text.index("'") + 1 : -1].replace("''", "'")
    if token.kind is Kind.QUOTED_IDENTIFIER:
        return token.text[1:-1].replace('""', '"')
    return token.text.lower() if token.kind is Kind.IDENTIFIER else token.text


def _regexes(found: Sequence[Token]) -> Iterator[Token]:
    """Literals used as regular expressions, those first that are wrong in any dialect."""
    literals = [token for token in found if token.kind is Kind.STRING]
    used = {after.start for token, after in pairwise(found) if token.text in _REGEX_OPERATORS}
    yield from sorted(literals, key=lambda token: (_compiles(_value(token)), token.start not in used))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


def _divisions(found: Sequence[Token]) -> Iterator[Token]:
    return (token for token in found if token.kind is Kind.OPERATOR and token.text in {"/", "%"})


def _casts(message: str, found: Sequence[Token]) -> Iterator[Token]:
    """Casts to the type that the message names."""
    named = re.search(r"type ([a-z]+)", message)
    if named is None:
        return
    spellings = _TYPES.get(named[1], (named[1],))
    for token, after in pairwise(found):
        if token.text == "::" and after.text.lower() in spellings:
            yield token


_TYPES = {
    "integer": ("int", "integer", "int4"),
    "bigint": ("bigint", "int8"),
    "smallint": ("smallint", "int2"),
    "double": ("float8", "double", "float"),
    "real": ("real", "float4"),
    "boolean": ("bool", "boolean"),
    "timestamp": ("timestamp", "timestamptz"),
    "numeric": ("numeric", "decimal"),
}
_BY_SQLSTATE: dict[str, Callable[[Sequence[Token]], Iterator[Token]]] = {
    "2201B": _regexes,
    "22012": _divisions,
    "08P01": lambda found: (token for token in found if token.kind is Kind.PARAMETER),
}
