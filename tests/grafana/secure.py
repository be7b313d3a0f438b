"""TLS for the stand-in: a certificate for 127.0.0.1 and localhost that signs itself and proves nothing."""

from __future__ import annotations

import ssl
from pathlib import Path

FOLDER = Path(__file__).parent / "tls"
CA_FILE = FOLDER / "ca.pem"
"""What a client has to trust."""


def server_context() -> ssl.SSLContext:
    """For GrafanaStandIn(tls=...)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / "localhost.pem")
    return context
