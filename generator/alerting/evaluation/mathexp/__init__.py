"""The expression `math`: `tokens` and `parse` read a formula, `operators` compute, `union` pairs what
two sides have in common, `command` runs it.

Source: grafana pkg/expr/mathexp.
"""
