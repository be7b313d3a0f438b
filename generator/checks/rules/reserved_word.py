from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "reserved-word",
    "A reserved word is a name only in double quotes, and some words are an alias only behind AS.",
)
