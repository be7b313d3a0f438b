from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "misspelt-keyword",
    "A misspelt keyword is read as a name, and the error then shows up somewhere else.",
)
