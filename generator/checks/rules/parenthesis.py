from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("parenthesis", "Each parenthesis needs its other half.")
