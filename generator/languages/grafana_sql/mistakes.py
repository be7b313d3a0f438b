"""From the token a parser cannot take to the mistake its author made: a comma too many, a word misspelt."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generator.languages.grafana_sql.analysis.model import Fault
from generator.languages.grafana_sql.catalog import keywords, needs_as
from generator.languages.grafana_sql.lexer import Kind, Token
from generator.suggest import nearest

_CLAUSES = ("from", "where", "group", "having", "window", "order", "limit")
"""The clauses in the order in which SQL wants them."""

_ENDS = frozenset(
    {*_CLAUSES, "offset", "fetch", "for", "union", "intersect", "except", "on", "using", "then", "end"}
)
"""Words in front of which an expression must be complete."""

_WORTH_FINDING = """
select distinct from where group having order limit offset union join inner outer left right cross lateral
using between interval filter within partition with values case when then else end and desc asc null like
ilike exists window over intersect except nulls first last rows
"""
_TAUGHT = tuple(_WORTH_FINDING.split())
"""The words that are worth looking for behind one that is misspelt."""

_FOREIGN_WORDS = {
    "div": "write / between integers",
    "mod": "write %",
    "regexp": "write ~ for a regular expression",
    "rlike": "write ~ for a regular expression",
    "sounds": "soundex is an extension's",
    "xor": "write <> between conditions",
    "minus": "write EXCEPT",
    "qualify": "filter a window function in an outer query",
    "descending": "write DESC",
    "ascending": "write ASC",
    "isnotnull": "write IS NOT NULL",
}
_TYPOGRAPHIC = frozenset("‘’‚‛“”„‟´`")


class _Place:
    """The token that does not fit, and those around it. `words` are in lower case, "" off the edge."""

    def __init__(self, tokens: Sequence[Token], index: int, message: str) -> None:
        self.tokens, self.index, self.message = tokens, index, message
        self.here = tokens[index] if index < len(tokens) else None
        self.before = tokens[index - 1] if index else None

    def word(self, distance: int) -> str:
        index = self.index + distance
        if not 0 <= index < len(self.tokens):
            return ""
        return self.tokens[index].text.lower()

    @property
    def must_be_complete(self) -> bool:
        """Whether what comes before had to be complete here."""
        if self.word(0) in ("group", "order"):
            return self.word(1) == "by"
        return self.here is None or self.here.text == ")" or self.word(0) in _ENDS

    def fault(self, rule: str, token: Token | None, message: str, hint: str = "") -> Fault:
        place = token or self.before
        return Fault(rule, place.start if place else 0, message, hint)


def diagnose(tokens: Sequence[Token], index: int, message: str) -> Fault:
    """The mistake behind a syntax error at token `index` (one past the last for the end of the text).

    Its rule is `syntax` when nothing better is known than the parser's own `message`.
    """
    place = _Place(tokens, index, message)
    for look in _LOOKS:
        fault = look(place)
        if fault is not None:
            return fault
    return place.fault("syntax", place.here, message)


def _unclosed(place: _Place) -> Fault | None:
    here = place.here
    if here is None or here.kind is not Kind.UNTERMINATED:
        return None
    what = {'"': "name in double quotes", "/": "comment", "$": "dollar-quoted text"}.get(here.text[0], "text")
    return place.fault("unclosed", here, f"a {what} is opened here and never closed")


def _foreign_quotes(place: _Place) -> Fault | None:
    for token in place.tokens[: place.index + 2]:
        if "`" in token.text and token.kind in (Kind.OPERATOR, Kind.ILLEGAL):
            return place.fault(
                "foreign-syntax",
                token,
                "a backtick quotes nothing here",
                "PostgreSQL puts names in double quotes",
            )
    if place.word(0) == "[":
        return place.fault(
            "foreign-syntax", place.here, "a name in brackets", "PostgreSQL puts names in double quotes"
        )
    for near in (place.here, place.before):
        if near is not None and near.kind is Kind.IDENTIFIER and _TYPOGRAPHIC & set(near.text):
            return place.fault(
                "typographic", near, "a typographic quote is a letter to PostgreSQL", "write ' around texts"
            )
    return None


def _dollar(place: _Place) -> Fault | None:
    if place.word(0) != "$" or place.here is None:
        return None
    name = place.word(1)
    if name.startswith("__"):
        hint = f"write ${place.tokens[place.index + 1].text}( without a blank" if place.word(2) == "(" else ""
        return place.fault(
            "macro", place.here, f"${name} is no macro call: its parenthesis must follow", hint
        )
    return place.fault("undeclared-variable", place.here, f"there is no variable ${name}")


def _comma(place: _Place) -> Fault | None:
    if place.word(-1) == "," and (place.must_be_complete or place.word(0) == "select"):
        return place.fault("trailing-comma", place.before, "nothing follows this comma", "leave it out")
    if place.word(0) == "," and place.word(-1) in (",", "(", "select", "by"):
        return place.fault("trailing-comma", place.here, "nothing stands before this comma", "leave it out")
    return None


def _limit_pair(place: _Place) -> Fault | None:
    if place.word(0) == "," and place.word(-2) == "limit":
        hint = f"write LIMIT {place.word(1)} OFFSET {place.word(-1)}"
        return place.fault("foreign-syntax", place.here, "LIMIT takes one number", hint)
    return None


def _top(place: _Place) -> Fault | None:
    if place.word(-1) == "top" and place.word(-2) in ("select", "distinct"):
        return place.fault(
            "foreign-syntax", place.before, "PostgreSQL has no TOP", f"end with LIMIT {place.word(0)}"
        )
    return None


def _bare_interval(place: _Place) -> Fault | None:
    if place.word(-1) == "interval" and place.here is not None and place.here.kind is Kind.NUMBER:
        unit = place.word(1) or "hour"
        return place.fault(
            "foreign-syntax",
            place.here,
            "an interval is written as a text",
            f"write interval '{place.word(0)} {unit}'",
        )
    return None


def _bare_pattern(place: _Place) -> Fault | None:
    if place.word(-1) in ("like", "ilike") and place.word(0) == "%":
        return place.fault("syntax", place.here, "a pattern is a text", "put it in single quotes")
    return None


def _quoted_alias(place: _Place) -> Fault | None:
    if place.here is not None and place.here.kind is Kind.STRING and place.word(-1) == "as":
        name = place.here.text.strip("'")
        return place.fault(
            "foreign-syntax", place.here, "an alias is a name, not a text", f'write AS "{name}"'
        )
    return None


def _early_end(place: _Place) -> Fault | None:
    if place.word(0) not in ("union", "intersect", "except"):
        return None
    before = [token.text.lower() for token in place.tokens[: place.index]]
    if "order" in before or "limit" in before:
        word = place.word(0).upper()
        return place.fault(
            "clause-order",
            place.here,
            f"ORDER BY and LIMIT end a query, so that no {word} may follow",
            "put parentheses around each side",
        )
    return None


def _missing_comma(place: _Place) -> Fault | None:
    """`level count(*)`: a name that seemed to be an alias turns out to be a function."""
    name, operand = place.before, place.tokens[place.index - 2] if place.index > 1 else None
    if place.word(0) != "(" or name is None or name.kind is not Kind.IDENTIFIER or operand is None:
        return None
    if operand.text == ")" or (
        operand.kind in (Kind.IDENTIFIER, Kind.QUOTED_IDENTIFIER, Kind.STRING, Kind.NUMBER)
        and keywords().get(operand.text.lower()) in (None, "unreserved")
    ):
        return place.fault("syntax", name, f"an operator or a comma is missing before {name.text}")
    return None


def _open_case(place: _Place) -> Fault | None:
    if not place.must_be_complete or place.word(0) in ("then", "end"):
        return None
    opened: list[Token] = []
    for token in place.tokens[: place.index]:
        word = token.text.lower()
        if word == "case":
            opened.append(token)
        elif word == "end" and opened:
            opened.pop()
    return place.fault("unclosed", opened[-1], "this CASE has no END") if opened else None


def _foreign_word(place: _Place) -> Fault | None:
    hint = _FOREIGN_WORDS.get(place.word(0))
    if hint is not None:
        return place.fault("foreign-syntax", place.here, f"PostgreSQL has no {place.word(0).upper()}", hint)
    if place.word(0) == "with" and place.word(1) == "rollup":
        return place.fault("foreign-syntax", place.here, "WITH ROLLUP", "write GROUP BY ROLLUP (...)")
    return None


def _clause_order(place: _Place) -> Fault | None:
    word = place.word(0)
    if word not in _CLAUSES or place.here is None or place.before is None or place.before.text == "(":
        return None
    depth, later = 0, []
    for token in reversed(place.tokens[: place.index]):
        if token.text == ")":
            depth += 1
        elif token.text == "(":
            depth -= 1
            if depth < 0:
                break
        elif not depth and token.kind is Kind.IDENTIFIER:
            seen = token.text.lower()
            if seen in ("select", "union", "intersect", "except"):
                break
            if seen in _CLAUSES and _CLAUSES.index(seen) >= _CLAUSES.index(word):
                later.append(seen)
    if not later:
        return None
    shown = " BY" if word in ("group", "order") else ""
    other = later[-1].upper() + (" BY" if later[-1] in ("group", "order") else "")
    if later[-1] == word:
        message, hint = (
            f"there are two {word.upper()}{shown}",
            "join their conditions with AND" if word == "where" else "",
        )
    else:
        message, hint = f"{word.upper()}{shown} comes after {other}", f"put it before {other}"
    return place.fault("clause-order", place.here, message, hint)


def _misspelt(place: _Place) -> Fault | None:
    for token in (place.before, place.here):
        if token is None or token.kind is not Kind.IDENTIFIER or len(token.text) < 3:
            continue
        word = token.text.lower()
        if keywords().get(word, "unreserved") != "unreserved" or word in _TAUGHT:
            continue
        meant = nearest(word, _TAUGHT, likeness=0.66 if len(word) < 5 else 0.72)
        if meant is not None:
            return place.fault(
                "misspelt-keyword", token, f"{token.text} is no keyword", f"did you mean {meant.upper()}?"
            )
    return None


def _parenthesis(place: _Place) -> Fault | None:
    opened: list[Token] = []
    for token in place.tokens[: place.index]:
        if token.text in ("(", "["):
            opened.append(token)
        elif token.text in (")", "]") and opened:
            opened.pop()
    if place.word(0) == ")" and not opened:
        return place.fault("parenthesis", place.here, "this parenthesis closes nothing")
    if opened and (place.must_be_complete or place.word(-1) == "(") and place.word(0) != ")":
        balance = sum((token.text in "([") - (token.text in ")]") for token in place.tokens)
        if balance > 0:
            return place.fault("parenthesis", opened[-1], "this parenthesis is never closed")
    return None


def _nothing_there(place: _Place) -> Fault | None:
    if place.here is None:
        return place.fault("syntax", place.before, f"nothing follows {place.word(-1).upper()}")
    if place.must_be_complete or place.word(0) in ("and", "or"):
        before = place.word(-1)
        if before in (
            "where",
            "and",
            "or",
            "having",
            "on",
            "not",
            "by",
            "select",
            "when",
            "(",
            "=",
            "<",
            ">",
            "in",
        ):
            return place.fault(
                "syntax", place.here, f"nothing stands between {before.upper()} and {place.word(0).upper()}"
            )
    return None


def _reserved(place: _Place) -> Fault | None:
    here = place.here
    word = place.word(0)
    if here is None or here.kind is not Kind.IDENTIFIER or place.before is None or word in ("and", "or"):
        return None
    if word in needs_as() and keywords().get(word) == "unreserved" and place.word(1) in (",", "from", ""):
        return place.fault("reserved-word", here, f"{word} is an alias only behind AS", f"write AS {word}")
    if keywords().get(word) == "reserved" and place.word(-1) in (
        "select",
        ",",
        "by",
        "(",
        "as",
        ".",
        "where",
        "from",
    ):
        return place.fault(
            "reserved-word", here, f"{word} is a reserved word", f'a name of that kind: "{word}"'
        )
    return None


_LOOKS: tuple[Callable[[_Place], Fault | None], ...] = (
    _unclosed,
    _dollar,
    _foreign_quotes,
    _comma,
    _limit_pair,
    _top,
    _bare_interval,
    _bare_pattern,
    _foreign_word,
    _quoted_alias,
    _early_end,
    _open_case,
    _clause_order,
    _misspelt,
    _missing_comma,
    _parenthesis,
    _reserved,
    _nothing_there,
)
