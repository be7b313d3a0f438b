"""The tool's requests without a network: for tests that push hundreds of times.

What goes over the wire, and what can go wrong there, is tested in test_client.py; the scenarios and the
command line use sockets too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from generator.sync.client.connection import Connection
from generator.sync.client.grafana import Grafana
from generator.sync.client.retry import Retry
from generator.sync.client.transport import Transport
from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import JSON, request_to
from tests.sync.site import basic


class InProcess(Transport):
    """See the module."""

    def __init__(self, stand_in: GrafanaStandIn, connection: Connection) -> None:
        super().__init__(connection)
        self._stand_in = stand_in

    def carry(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any],
        data: bytes | None,
        headers: Mapping[str, str],
    ) -> tuple[int, Mapping[str, Any], bytes]:
        target = f"{path}?{urlencode(params, doseq=True)}" if params else path
        known = self._connection
        authorization = f"Bearer {known.token}" if known.token else basic(known.user, known.password)
        given = {**headers, "Authorization": authorization}
        response = self._stand_in.answer(request_to(method, target, given, data or b""))
        if response is None or response.sent < 1:
            raise ConnectionResetError
        return response.status, {"Content-Type": JSON, **response.headers}, response.payload()


def in_process(stand_in: GrafanaStandIn, token: str = "", *, attempts: int = 3) -> Grafana:
    """A client with no wire to the stand-in, which does not wait before it repeats."""
    connection = Connection(stand_in.url, token=token or stand_in.token, readers=1)
    return Grafana(
        connection,
        retry=Retry(attempts=attempts),
        sleep=lambda seconds: None,
        transport=InProcess(stand_in, connection),
    )
