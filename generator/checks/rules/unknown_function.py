from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "unknown-function",
    "A function of another database or of an extension does not exist in PostgreSQL.",
)
