"""The shapes in which Grafana says no. It has several, one for each layer that refuses."""

from __future__ import annotations

import itertools
from typing import Any

from tests.grafana.wire import Response

_access_errors = itertools.count(1000000001)


class Refusal(Exception):
    """Raised by a handler to answer something else than what was asked for."""

    def __init__(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, body)
        self.response = Response(status, body, headers or {})


def refuse(status: int, message: str, /, **more: Any) -> Refusal:
    """The plain shape: {"message": ...}."""
    return Refusal(status, {"message": message} | more)


def bad_request_data() -> Refusal:
    return refuse(400, "bad request data")


def coded(status: int, message_id: str, message: str, /, **more: Any) -> Refusal:
    """The shape of Grafana's own error library, with an id that does not change between versions."""
    return Refusal(status, {"statusCode": status, "messageId": message_id, "message": message} | more)


def unauthorized(message_id: str, message: str = "Unauthorized") -> Response:
    """401, of one shape for all reasons."""
    body = {"extra": None, "message": message, "messageId": message_id, "statusCode": 401, "traceID": ""}
    return Response(401, body)


def forbidden(permission: str) -> Refusal:
    """403 of the API under /api: the permission is named, and each has a number of its own."""
    message = f"You'll need additional permissions to perform this action. Permissions needed: {permission}"
    return Refusal(
        403,
        {
            "accessErrorId": f"ACE{next(_access_errors)}",
            "message": message,
            "title": "Access denied",
        },
    )


def status(code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> Refusal:
    """The Status object of the API under /apis."""
    body: dict[str, Any] = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
    }
    if reason:
        body["reason"] = reason
    if details is not None:
        body["details"] = details
    return Refusal(code, body | {"code": code})
