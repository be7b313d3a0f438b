"""`-- allow: RULE reason` in a query's header: the rule is silent there, and an exception must be of use.

A missing reason is a fault of the header, which its parser reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from generator.checks.verdict import Exemption
from generator.finding import Finding, Severity
from generator.queries.model import Allowance
from generator.suggest import did_you_mean

UNKNOWN = "unknown-allow"
UNUSED = "unused-allow"


def exemptions(path: Path, allowances: Sequence[Allowance]) -> tuple[list[Exemption], list[Finding]]:
    """The exceptions that name a rule, and a finding for each that does not."""
    if not allowances:
        return [], []
    # Not at import: it loads every rule, which a run that the cache answers has no need of.
    from generator.checks.catalogue import LIVE, offline_rules, query_rules

    known, offline = query_rules(), offline_rules()
    exempt = [Exemption(a.rule, a.line, a.rule in offline) for a in allowances if a.rule in known]
    unknown = [
        _finding(path, a.line, UNKNOWN, f"there is no rule {a.rule}", did_you_mean(a.rule, known))
        for a in allowances
        if a.rule not in known and a.rule not in LIVE
    ]
    return exempt, unknown


def apply(
    path: Path, findings: Sequence[Finding], exempt: Sequence[Exemption], *, with_server: bool
) -> list[Finding]:
    """What is left of a query's findings, and a finding for each exception that excuses nothing.

    Without a server, a rule that needs one had no chance to find what its exception excuses.
    """
    silenced = {exemption.rule for exemption in exempt}
    found = {finding.rule for finding in findings}
    unused = [
        _finding(
            path, e.line, UNUSED, f"{e.rule} finds nothing here, so there is nothing to allow", "remove it"
        )
        for e in exempt
        if e.rule not in found and (with_server or e.offline)
    ]
    return [*(finding for finding in findings if finding.rule not in silenced), *unused]


def _finding(path: Path, line: int, rule: str, message: str, hint: str) -> Finding:
    return Finding(path, line, 1, rule, Severity.ERROR, message, hint)
