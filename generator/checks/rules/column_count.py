from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "column-count",
    "The two sides of a set operation, and a query used as a value, have as many columns as are asked for.",
)
