from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("unknown-type", "A cast to a type that PostgreSQL does not have is refused.")
