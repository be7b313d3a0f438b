"""What can go wrong between us and Grafana, told apart by what must be done about it."""

from __future__ import annotations

from typing import Any

from generator.errors import ServerError


class Refused(ServerError):
    """Grafana answered that it will not. `status` is HTTP's, `body` what it said."""

    def __init__(self, message: str, status: int, body: Any = None, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.body = body


class NotFound(Refused):
    """There is none (404)."""


class Unanswered(ServerError):
    """The connection broke or timed out: for a write, it is not known whether it was done."""


class LostUpdate(ServerError):
    """Somebody changed the resource between our reading and our writing. Nothing of theirs is gone.

    Mostly nothing was written. Where Grafana let both writes through, the message says which is on top; the
    other stands in the resource's history.
    """

    def __init__(self, message: str, hint: str = "nothing of that is overwritten: plan again") -> None:
        super().__init__(message, hint=hint)


def meanwhile(key: object, what: str = "changed by somebody else") -> LostUpdate:
    """The error for a resource that is not any more what the plan has seen."""
    return LostUpdate(f"{key} was {what} while it was being pushed")
