from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "unknown-table",
    "PostgreSQL refuses a query that reads from a table that does not exist.",
)
