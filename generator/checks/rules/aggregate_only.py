from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("aggregate-only", "DISTINCT, FILTER and ORDER BY inside a call belong to aggregates.")
