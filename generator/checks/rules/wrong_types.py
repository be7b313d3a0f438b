from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "wrong-types",
    "PostgreSQL has no operator or conversion for just any two types, and does not guess.",
)
