from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("unclosed", "A quote or a comment that is never closed swallows the rest of the query.")
