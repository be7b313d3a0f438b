from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("empty-variable", "A variable that is empty leaves a comparison without its right side.")
