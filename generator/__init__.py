"""Queries, dashboards, alerts and checks for an application's logs, kept as code."""
