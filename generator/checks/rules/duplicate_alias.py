from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule("duplicate-alias", "Two tables of one name in a FROM cannot be told apart.")
