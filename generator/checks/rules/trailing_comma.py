from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("trailing-comma", "PostgreSQL takes no comma without something on both of its sides.")
