"""The words of a formula.

Source: grafana pkg/expr/mathexp/parse/lex.go. Signs that stand side by side are one word, as Grafana reads
them: in `$A>-1` it finds `>-`, which is none, and refuses the formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from generator.alerting.evaluation.values import StepError

OPERATORS = frozenset(["!", "&&", "||", ">", "<", ">=", "<=", "==", "!=", "+", "-", "*", "**", "/", "%"])

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |   \$\{(?P<braced>[\w\s]+)\} | \$(?P<variable>\w+)
    |   (?P<operator>[!<>=&|+\-*/%]+)
    |   (?P<number>(?=[0-9.])(?:0[xX][0-9a-fA-F]*|[0-9]*)(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?)
    |   (?P<function>[^\W\d_][^\W\d]*)
    |   (?P<string>"[^"]*")
    |   (?P<mark>[(),])""",
    re.VERBOSE,
)


@attrs.frozen
class Token:
    """A word; `kind` is number, function, variable, string, operator, end, or a mark: `(`, `)`, `,`."""

    kind: str
    text: str


def tokens(formula: str) -> Iterator[Token]:
    """The words in order, and the end. Raises StepError for a character that is none."""
    position = 0
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        if match is None or match.end() == position:
            raise StepError(f"expr: {_fault(formula[position:])}")
        position = match.end()
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "operator" and text not in OPERATORS:
            raise StepError(f"expr: unexpected {text} in input: F()")
        if kind == "mark":
            yield Token(text, text)
        elif kind != "space":
            yield Token("variable" if kind == "braced" else kind, text)
    yield Token("end", "EOF")


def _fault(rest: str) -> str:
    if rest.startswith("${"):
        closed = "}" in rest
        return "unsupported variable character" if closed else "unterminated variable missing closing }"
    if rest.startswith("$"):
        return "incomplete variable"
    if rest.startswith('"'):
        return "unterminated string"
    return f"invalid character: {rest[0]}"
