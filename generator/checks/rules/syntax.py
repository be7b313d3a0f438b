from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("syntax", "A text that is not SQL is refused by PostgreSQL.")
