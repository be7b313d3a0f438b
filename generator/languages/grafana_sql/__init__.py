"""Grafana's SQL: variables, macros, and the text that reaches PostgreSQL."""
