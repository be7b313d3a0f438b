"""PostgreSQL's advanced regular expressions (its manual, 9.7.3): what it refuses or reads otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from generator.checks.reading import StatementReading
from generator.checks.sql_nodes import bare
from generator.languages.grafana_sql.tree import Binary, Call, Expression, Text

Fault = tuple[str, str]
"""A message and a hint."""

_OPERATORS = ("~", "~*", "!~", "!~*")
_FUNCTIONS = frozenset(
    {
        "regexp_count",
        "regexp_instr",
        "regexp_like",
        "regexp_match",
        "regexp_matches",
        "regexp_replace",
        "regexp_split_to_array",
        "regexp_split_to_table",
        "regexp_substr",
    }
)
_OPTIONS = re.compile(r"\(\?([a-z]*)\)")
_ESCAPE = re.compile(
    r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]+|c.|[abBefnrtvdswDSW0]|[^A-Za-z0-9])", re.DOTALL
)
_CONSTRAINT_ESCAPE = re.compile(r"\\[AmMyYZ]")
_BACK_REFERENCE = re.compile(r"\\([1-9])")
_BOUND = re.compile(r"\{(\d{1,9})(?:(,)(\d{0,9}))?\}")
_OPENING = re.compile(r"\((?:\?(:|=|!|<=|<!|#[^)]*(?=\)))?)?")
_WORD_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\([bB])")
_SEEN_ELSEWHERE = {
    "b": ("\\b is a backspace to PostgreSQL", "a word boundary is \\y"),
    "B": ("\\B is a backslash to PostgreSQL", "\\Y is where no word begins or ends"),
}
_FOREIGN = {
    "p": "write [[:alpha:]] and the like",
    "z": "write \\Z",
    "h": "write [ \\t]",
    "K": "use substring(text FROM 'before(wanted)')",
}


@attrs.frozen
class Pattern:
    """A literal that is used as a regular expression, and its place in the expanded text."""

    value: str
    start: int


def patterns(statement: StatementReading) -> Iterator[Pattern]:
    """The regular expressions of a statement, as far as they are literals."""
    for node in statement.of(Binary):
        if node.operator in _OPERATORS:
            yield from _literal(node.right)
    for call in statement.of(Call):
        if call.name in _FUNCTIONS or (call.name == "substring" and len(call.arguments) == 2):
            for argument in call.arguments[1:2]:
                yield from _literal(argument)


def replacements(statement: StatementReading) -> Iterator[Pattern]:
    """What is put in for what a regular expression with a group matches, as far as both are literals."""
    for call in statement.of(Call):
        if call.name != "regexp_replace" or len(call.arguments) < 3:
            continue
        if any("(" in pattern.value for pattern in _literal(call.arguments[1])):
            yield from _literal(call.arguments[2])


def _literal(node: Expression) -> Iterator[Pattern]:
    inner = bare(node)
    if isinstance(inner, Text):
        yield Pattern(inner.value, inner.start)


def foreign_escape(pattern: str) -> Fault | None:
    """An escape that is valid and means something else than in Python or Perl."""
    found = _WORD_ESCAPE.search(pattern)
    return _SEEN_ELSEWHERE[found[1]] if found else None


def regex_fault(pattern: str) -> Fault | None:
    """What PostgreSQL would refuse in a regular expression; None when it is right."""
    if pattern.startswith("***="):
        return None
    pattern = pattern.removeprefix("***:")
    if options := _OPTIONS.match(pattern):
        if set(options[1]) - set("bceimnpqstwx"):
            return f"{options[0]} is no option", ""
        if set(options[1]) & set("beqx"):
            return None  # another syntax
        pattern = pattern[options.end() :]
    return _Scanner(pattern).fault()


class _Scanner:
    """Goes through a pattern once. `atom` says whether a quantifier may follow; `open` holds the groups."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.position = 0
        self.atom = False
        self.open: list[bool] = []
        self.groups = 0

    def fault(self) -> Fault | None:
        while self.position < len(self.pattern):
            fault = self._step(self.pattern[self.position])
            if fault is not None:
                return fault
        return ("a parenthesis of this pattern is never closed", "") if self.open else None

    def _step(self, character: str) -> Fault | None:
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._bracket()
        if character == "(":
            return self._opening()
        if character in "*+?" or _BOUND.match(self.pattern, self.position):
            return self._quantifier()
        self.position += 1
        if character == ")":
            if not self.open:
                return "a parenthesis of this pattern closes nothing", "write \\) for the character"
            self.atom = self.open.pop()
        else:
            self.atom = character not in "|^$"
        return None

    def _escape(self) -> Fault | None:
        if constraint := _CONSTRAINT_ESCAPE.match(self.pattern, self.position):
            self.position, self.atom = constraint.end(), False
            return None
        if reference := _BACK_REFERENCE.match(self.pattern, self.position):
            if int(reference[1]) > self.groups:
                return f"{reference[0]} refers to a group that is not there", ""
            self.position, self.atom = reference.end(), True
            return None
        if escape := _ESCAPE.match(self.pattern, self.position):
            self.position, self.atom = escape.end(), True
            return None
        letter = self.pattern[self.position + 1 : self.position + 2]
        if not letter:
            return "this pattern ends in a backslash", ""
        return f"\\{letter} is no escape of PostgreSQL's", _FOREIGN.get(letter, "")

    def _opening(self) -> Fault | None:
        opening = _OPENING.match(self.pattern, self.position)
        assert opening is not None  # noqa: S101
        if opening[0] == "(?" and opening[1] is None:
            hint = "groups have no names" if self.pattern.startswith(("(?P<", "(?<"), self.position) else ""
            return f"{self.pattern[self.position : self.position + 4]} is not known to PostgreSQL", hint
        looks = opening[1] in ("=", "!", "<=", "<!") or (opening[1] or "").startswith("#")
        self.open.append(not looks)
        self.groups += opening[1] is None
        self.position, self.atom = opening.end(), False
        return None

    def _quantifier(self) -> Fault | None:
        bound = _BOUND.match(self.pattern, self.position)
        text = bound[0] if bound else self.pattern[self.position]
        if not self.atom:
            return f"{text} repeats nothing here", f"write \\{text[0]} for the character"
        if bound:
            low, high = int(bound[1]), int(bound[3] or bound[1]) if bound[3] or not bound[2] else 255
            if not low <= high <= 255:
                return f"{text} is no number of times", "it is at most 255"
        self.position += len(text)
        if self.pattern.startswith("?", self.position):
            self.position += 1
        self.atom = False
        return None

    def _bracket(self) -> Fault | None:
        place = self.position + 1
        if self.pattern.startswith("^", place):
            place += 1
        first = place
        while place < len(self.pattern):
            character = self.pattern[place]
            if character == "]" and place > first:
                self.position, self.atom = place + 1, True
                return None
            if character == "[" and self.pattern[place + 1 : place + 2] in (":", ".", "="):
                closing = self.pattern.find(self.pattern[place + 1] + "]", place + 2)
                place = closing + 2 if closing > 0 else place + 1
            elif character == "\\":
                place += 2
            else:
                end = self.pattern[place + 2 : place + 3]
                if (
                    self.pattern[place + 1 : place + 2] == "-"
                    and end not in ("", "]", "\\", "[")
                    and character > end
                ):
                    return f"[{character}-{end}] is no range", "write the lower character first"
                place += 1
        return "a bracket of this pattern is never closed", "write \\[ for the character"
