"""What the dashboards have in common: the filters, the colours that mean a level, and the ways between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator import panels as p

LEVEL_COLORS = {
    "DEBUG": "text",
    "INFO": "blue",
    "WARNING": "orange",
    "ERROR": "red",
    "CRITICAL": "dark-red",
}

APPLICATION_LOGS = "logs-application"
ERRORS = "logs-errors"
TRACES = "logs-traces"
USER = "logs-user"

ERROR_LEVELS = ("ERROR", "CRITICAL")
"""For a link to the records: the levels that count as errors."""


def navigation() -> list[Any]:
    """The links in the head of each dashboard, to all of them; time range and filters go along."""
    return [p.dashboard_link("Dashboards", tags=["logs"], dropdown=True)]


def level_colors() -> list[Any]:
    """Each level in its colour, wherever a series is named after it."""
    return [p.override(level, color=color) for level, color in LEVEL_COLORS.items()]


def text_filter() -> Any:
    return p.textbox_variable(
        "q", label="Text", description="Looked for in message, logger, trace id and fields"
    )


def user_filter() -> Any:
    return p.textbox_variable("user", label="User", description="A user's id; empty for all")


def records_link(
    title: str = "The records", *, keep: Sequence[str] = (), **filters: str | Sequence[str]
) -> Any:
    """From a number to the records behind it."""
    return p.link_to(APPLICATION_LOGS, title, keep=keep, **filters)


def trace_link() -> Any:
    """From a record to its trace."""
    return p.link_to(TRACES, "Its trace", trace_id=p.field("trace_id"))


def user_link() -> Any:
    """From a record to all that its user met."""
    return p.link_to(USER, "Its user", user=p.field("user_id"))
