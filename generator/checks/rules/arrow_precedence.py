from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "arrow-precedence",
    "Arithmetic binds more strongly than an arrow: extra->>'n' + 1 looks for the key 'n' + 1.",
)
