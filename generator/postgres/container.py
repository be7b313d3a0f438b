"""A PostgreSQL server in a container, where testcontainers and Docker are to be had."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import warnings
from collections.abc import Iterator

from generator.errors import ServerError

IMAGE = "postgres:17-alpine"


def has_containers() -> bool:
    """Whether testcontainers is installed and Docker answers."""
    if importlib.util.find_spec("testcontainers") is None:
        return False
    from testcontainers.core.docker_client import DockerClient

    with warnings.catch_warnings():
        # Docker's client leaves a socket open when nothing answers: let it be closed here and in silence.
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            return bool(DockerClient().client.ping())
        except Exception:  # noqa: BLE001 - no Docker, for whatever reason: its client raises many kinds
            return False
        finally:
            gc.collect()


@contextlib.contextmanager
def run_container(image: str = IMAGE) -> Iterator[str]:
    """A fresh server; gives its DSN. Raises ServerError if the container does not start.

    A container of testcontainers' own removes it if this process is killed.
    """
    from testcontainers.community.postgres import PostgresContainer

    container = PostgresContainer(image, driver=None).with_command(
        "postgres -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off"
    )
    try:
        container.start()
    except Exception as error:  # noqa: BLE001 - its own kinds, those of Docker, and of the network between
        raise ServerError(f"the container of {image} did not start: {error}") from None
    try:
        yield container.get_connection_url()
    finally:
        container.stop()
