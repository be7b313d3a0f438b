from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "wrong-arguments",
    "PostgreSQL finds a function by the number and the types of its arguments.",
)
