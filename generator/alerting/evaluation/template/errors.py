"""Why a template has no text."""

from __future__ import annotations


class TemplateFailure(Exception):
    """Grafana fails on it too, and sends the template as it is written."""


class UnsupportedTemplate(Exception):
    """Grafana may well render it, but this rendering cannot: nothing is said rather than something wrong."""
