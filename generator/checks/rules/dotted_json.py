from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "dotted-json",
    "A key inside a jsonb column is reached by ->>; a dot is for tables, and for Logs Insights.",
)
