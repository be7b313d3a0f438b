"""Asking a Grafana over HTTP: connecting, trying again, and saying in words what went wrong."""
