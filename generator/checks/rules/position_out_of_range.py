from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "position-out-of-range",
    "A number in GROUP BY or ORDER BY stands for a result column, and must be one.",
)
