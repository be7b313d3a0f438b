from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "unknown-column",
    "PostgreSQL refuses a query that names a column its tables do not have.",
)
