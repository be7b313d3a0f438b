from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "variable-quoting",
    "What a variable puts in must fit where it stands: as a list, as one text, or as a number.",
)
