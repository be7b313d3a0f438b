"""One list of what the tiers found in a query: two findings for one mistake are noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.checks.catalogue import SYNTAX_RULES, foretelling_rules
from generator.finding import Finding

SYNTAX = "syntax"
"""What the offline tier calls a text that it cannot read and knows no more about."""

POSTGRES_SYNTAX = "postgres-syntax"
REFUSAL = "postgres-"
"""How the rules begin by which PostgreSQL refuses a query; what it says of a result is no refusal."""

_SYNTAX_ERRORS = SYNTAX_RULES | {POSTGRES_SYNTAX}

NEAR = 2
"""How far apart two tiers may point for one mistake, in characters: at a quote, or at what it quotes."""


def merge(offline: Sequence[Finding], server: Sequence[Finding]) -> list[Finding]:
    """The findings of both tiers, one for each mistake.

    PostgreSQL's word replaces what the offline tier foretells of it. A refusal that did not come is
    dropped; one that came is kept in the words that say more. What is foretold behind the first error
    stays, since PostgreSQL reads no further.
    """
    refusals = {finding.rule for finding in server if finding.rule.startswith(REFUSAL)}
    unfounded: frozenset[str] = frozenset()
    if not refusals:
        unfounded = foretelling_rules()
    elif POSTGRES_SYNTAX not in refusals:
        unfounded = SYNTAX_RULES
    founded = [finding for finding in offline if finding.rule not in unfounded]
    return [*_best(founded, server), *_best(server, founded, wins_ties=False)]


def _best(
    findings: Sequence[Finding], others: Sequence[Finding], *, wins_ties: bool = True
) -> Iterator[Finding]:
    """The findings but those of mistakes that another one says more about."""
    for finding in findings:
        own = _worth(finding)
        rivals = [_worth(other) for other in others if _same_mistake(finding, other)]
        if all(own > rival or (own == rival and wins_ties) for rival in rivals):
            yield finding


def _same_mistake(a: Finding, b: Finding) -> bool:
    """Errors at one place. A text has one syntax error, wherever the two tiers notice it."""
    if a.severity is not b.severity:
        return False
    if {a.rule, b.rule} <= _SYNTAX_ERRORS:
        return True
    return a.line == b.line and abs(a.column - b.column) <= NEAR


def _worth(finding: Finding) -> tuple[bool, bool]:
    """How much a finding says: a name for the mistake, and what to do."""
    return finding.rule != SYNTAX, bool(finding.hint)
