from __future__ import annotations

from generator.checks.fault_rule import fault_rule

RULE = fault_rule(
    "foreign-syntax",
    "What MySQL, SQL Server or a programming language allows is a syntax error in PostgreSQL.",
)
