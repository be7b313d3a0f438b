from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "clause-order",
    "The clauses of a SELECT have one order: FROM, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT.",
)
