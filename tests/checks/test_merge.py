"""Two tiers, one mistake, one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checks.merge import merge
from generator.finding import Finding, Severity

PATH = Path("q.sql")


def _error(rule: str, line: int, column: int, hint: str = "") -> Finding:
    return Finding(PATH, line, column, rule, Severity.ERROR, f"{rule}!", hint)


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
        "what groups the server accepts is grouped right",
        [_error("not-grouped", 3, 8), _error("distinct-order", 4, 10), _error("bad-literal", 5, 1)],
        [],
        [],
    ),
    (
        "between equals the offline tier speaks",
        [_error("unknown-column", 3, 8)],
        [_error("postgres-unknown-column", 3, 8)],
        ["unknown-column"],
    ),
    (
        "at the quote and at what it quotes",
        [_error("variable-quoting", 3, 9, "drop the quotes")],
        [_error("postgres-syntax", 3, 10)],
        ["variable-quoting"],
    ),
    (
        "two errors in one line are two mistakes",
        [_error("unknown-column", 3, 8, "h")],
        [_error("postgres-unknown-function", 3, 20)],
        ["unknown-column", "postgres-unknown-function"],
    ),
    (
        "a warning and an error at one place are two things",
        [Finding(PATH, 3, 8, "odd", Severity.WARNING, "odd!", "h")],
        [_error("postgres-type", 3, 8)],
        ["odd", "postgres-type"],
    ),
    (
        "the server's syntax error replaces the parser's, wherever",
        [_error("syntax", 3, 1, "h")],
        [_error("postgres-syntax", 2, 7)],
        ["postgres-syntax"],
    ),
    (
        "a syntax error that the offline tier knows by name is better than the server's",
        [_error("trailing-comma", 3, 1, "remove it")],
        [_error("postgres-syntax", 4, 1)],
        ["trailing-comma"],
    ),
    (
        "what the server could read has no syntax error",
        [_error("trailing-comma", 3, 1), _error("syntax", 9, 1)],
        [_error("postgres-unknown-column", 2, 7)],
        ["postgres-unknown-column"],
    ),
    (
        "a refusal that was foretold and did not come",
        [_error("syntax", 3, 1), _error("unknown-function", 3, 8, "h")],
        [],
        [],
    ),
    (
        "a fault of the result is no refusal",
        [_error("unknown-function", 3, 8, "h")],
        [_error("result-time-column", 3, 8)],
        ["result-time-column"],
    ),
    (
        "the server stops at its first error: what is foretold elsewhere stays",
        [_error("unknown-column", 9, 8)],
        [_error("postgres-unknown-column", 3, 8)],
        ["unknown-column", "postgres-unknown-column"],
    ),
    (
        "what no server could say stays: of a header, of a macro that Grafana refuses, of bad habits",
        [_error("header-allow", 1, 8), _error("macro", 3, 8), _error("null-comparison", 4, 8)],
        [],
        ["header-allow", "macro", "null-comparison"],
    ),
]


@pytest.mark.parametrize(
    ("offline", "server", "left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_merge(offline: list[Finding], server: list[Finding], left: list[str]) -> None:
    assert [finding.rule for finding in merge(offline, server)] == left
