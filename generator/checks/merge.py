"""One list of what the tiers found in a query: two findings for one mistake are noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.finding import Finding

SYNTAX = "syntax"
"""What the offline tier calls a text that its parser cannot read."""

NEAR = 2
"""How far apart two tiers may point for one mistake, in characters: at a quote, or at what it quotes."""


def merge(offline: Sequence[Finding], server: Sequence[Finding] | None) -> list[Finding]:
    """The findings of both tiers, one for each mistake; `server` is None if no server judged the query.

    PostgreSQL's word replaces the offline parser's: a text that it could prepare has no syntax error, and
    of one that it could not, it knows better where the error is. Where both speak of one place, the
    finding that says what to do is kept.
    """
    if server is None:
        return list(offline)
    left = [finding for finding in offline if finding.rule != SYNTAX]
    return [*_without_repeats(left, server), *_without_repeats(server, left, ties=True)]


def _without_repeats(
    findings: Sequence[Finding], others: Sequence[Finding], *, ties: bool = False
) -> Iterator[Finding]:
    """The findings but those that another one says better; `ties` decides between equals."""
    for finding in findings:
        rivals = [other for other in others if _same_mistake(finding, other)]
        best = max((_usefulness(rival) for rival in rivals), default=(False, False))
        own = _usefulness(finding)
        if not rivals or own > best or (own == best and not ties):
            yield finding


def _same_mistake(a: Finding, b: Finding) -> bool:
    """Both errors at one place, or one rule at one line."""
    if a.line != b.line or a.severity is not b.severity:
        return False
    return abs(a.column - b.column) <= NEAR or a.rule == b.rule


def _usefulness(finding: Finding) -> tuple[bool, bool]:
    return bool(finding.hint), finding.column > 0
