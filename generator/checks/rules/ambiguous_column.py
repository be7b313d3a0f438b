from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "ambiguous-column",
    "PostgreSQL does not choose between two tables that have a column of that name.",
)
