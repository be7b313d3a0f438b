from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "within-group",
    "Percentiles and mode take what they order by from WITHIN GROUP (ORDER BY ...), and from nowhere else.",
)
