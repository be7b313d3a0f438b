"""What cannot be run on PostgreSQL, and why."""

from __future__ import annotations

from generator.errors import LogloomError
from generator.languages.insights.tree import Node


class NotRunnable(LogloomError):
    """`start..end` of the query is checked, but there is no SQL for it; `reason` says why not."""

    def __init__(self, reason: str, node: Node) -> None:
        super().__init__(f"PostgreSQL cannot run this: {reason}")
        self.reason = reason
        self.start = node.start
        self.end = node.end
