from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("window-function", "A window function needs OVER, and a plain function takes none.")
