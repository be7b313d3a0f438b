"""Two tiers, one mistake, one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checks.finding import Finding, Severity
from generator.checks.merge import merge

PATH = Path("q.sql")


def _error(rule: str, line: int, column: int, hint: str = "") -> Finding:
    return Finding(PATH, line, column, rule, Severity.ERROR, f"{rule}!", hint)


def _names(offline: list[Finding], server: list[Finding] | None) -> list[str]:
    return [finding.rule for finding in merge(offline, server)]


CASES = [
    # what it shows, offline, server, what is left
    (
        "one name unknown to both: the one that says what was meant",
        [_error("unknown-column", 3, 8, "did you mean level?")],
        [_error("postgres-unknown-column", 3, 8)],
        ["unknown-column"],
    ),
    (
        "the server's hint is the only one",
        [_error("unknown-column", 3, 8)],
        [_error("postgres-unknown-column", 3, 8, "did you mean level?")],
        ["postgres-unknown-column"],
    ),
    (
        "without hints the offline tier speaks",
        [_error("unknown-column", 3, 8)],
        [_error("postgres-unknown-column", 3, 8)],
        ["unknown-column"],
    ),
    (
        "at the quote and at what it quotes",
        [_error("quoted-multi", 3, 9, "drop the quotes")],
        [_error("postgres-syntax", 3, 10)],
        ["quoted-multi"],
    ),
    (
        "two names unknown in one line are two mistakes",
        [_error("unknown-column", 3, 8, "h")],
        [_error("postgres-unknown-function", 3, 20)],
        ["unknown-column", "postgres-unknown-function"],
    ),
    (
        "the server's syntax error replaces the parser's",
        [_error("syntax", 3, 1)],
        [_error("postgres-syntax", 2, 7)],
        ["postgres-syntax"],
    ),
    ("what the server could prepare has no syntax error", [_error("syntax", 3, 1)], [], []),
    ("without a server the parser's word stands", [_error("syntax", 3, 1)], None, ["syntax"]),
    (
        "what no server says stays",
        [_error("null-comparison", 3, 8)],
        [],
        ["null-comparison"],
    ),
]


@pytest.mark.parametrize(
    ("offline", "server", "left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_merge(offline: list[Finding], server: list[Finding] | None, left: list[str]) -> None:
    assert _names(offline, server) == left
