from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("unknown-alias", "A column's prefix must be a table or an alias that FROM names.")
