"""How a command is told which Grafana it speaks to, and as whom."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from generator.cli._options import NamedPath, project_option
from generator.errors import Location, LogloomError

if TYPE_CHECKING:
    from generator.sync.client.grafana import Grafana
    from generator.sync.kind import Source

TOKEN, USER, PASSWORD = "GRAFANA_TOKEN", "GRAFANA_USER", "GRAFANA_PASSWORD"

BACKUPS = Path(".logloom") / "backups"


@attrs.frozen
class Target:
    """Which Grafana, how it is reached, and what is pushed to it, as the command line says it."""

    url: str | None
    token_file: Path | None
    ca_file: Path | None
    insecure: bool
    proxy: str
    org_id: int | None
    timeout: float
    store: str | None
    project: Path

    @contextmanager
    def open(self, message: str = "") -> Iterator[tuple[Grafana, Source]]:
        """The Grafana, and what the project says for the store; `message` is for the dashboards' history.

        Raises LogloomError for a project with faults, and for an address or a user that is not given.
        """
        from generator.project import chosen_store, find_root, load_project
        from generator.sync.client.connection import connection
        from generator.sync.client.grafana import Grafana
        from generator.sync.kind import Source

        root = find_root(self.project)
        store = self.store or chosen_store(root)
        project = load_project(root, stores=[store])
        project.library.raise_errors()
        url = self.url or project.contract.grafana.url
        if not url:
            raise LogloomError(
                "no Grafana is named",
                hint="set GRAFANA_URL, give --url, or write url under [grafana] in contract.toml",
            )
        reached = connection(
            url,
            token=self._token(),
            user=os.environ.get(USER, ""),
            password=os.environ.get(PASSWORD, ""),
            ca_file=self.ca_file,
            insecure=self.insecure,
            proxy=self.proxy,
            environment=os.environ,
            org_id=self.org_id,
            timeout=self.timeout,
        )
        with Grafana(reached) as grafana:
            yield grafana, Source(project, store, os.environ, message)

    def backups(self, folder: Path | None) -> Path:
        """Where copies are kept: in the folder that is named, else in the project's own."""
        from generator.project import find_root

        return folder or find_root(self.project) / BACKUPS

    def _token(self) -> str:
        if self.token_file is None:
            return os.environ.get(TOKEN, "").strip()
        try:
            token = self.token_file.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "is no text"
            raise LogloomError(f"cannot be read: {reason}", Location(self.token_file)) from error
        if not token:
            raise LogloomError("holds no token", Location(self.token_file))
        return token


_SERVER_OPTIONS = (
    click.option(
        "--url", envvar="GRAFANA_URL", help="Where Grafana is (GRAFANA_URL); default: url in contract.toml."
    ),
    click.option(
        "--token-file",
        type=NamedPath(path_type=Path, dir_okay=False),
        help=f"A file that holds the service account token; default: {TOKEN}, or {USER} and {PASSWORD}.",
    ),
    click.option(
        "--ca-file",
        type=NamedPath(path_type=Path, dir_okay=False, exists=True),
        help="The certificate authority to trust, beside no other.",
    ),
    click.option("--insecure", is_flag=True, help="Trust any certificate."),
    click.option("--proxy", default="", help="The proxy for every request: http://host:port."),
    click.option(
        "--org-id", type=click.IntRange(min=1), help="The organisation; default: the token's or user's own."
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True, max=3600),
        default=30.0,
        show_default=True,
        help="Seconds to wait for an answer.",
    ),
)

_OPTIONS = (
    *_SERVER_OPTIONS,
    click.option("--store", help="The store whose dashboards are meant; default: the contract's default."),
    project_option,
)


def grafana_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command these options; it gets them as one argument, `target`."""
    return _given(command, "target", _OPTIONS, Target, [field.name for field in attrs.fields(Target)])


def server_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command with a project of its own the options for a server.

    It gets them as `server`, a Target that still wants `store` and `project`.
    """
    names = [field.name for field in attrs.fields(Target) if field.name not in ("store", "project")]
    return _given(command, "server", _SERVER_OPTIONS, functools.partial(functools.partial, Target), names)


def _given(
    command: Callable[..., int],
    argument: str,
    options: Sequence[Callable[..., Any]],
    make: Callable[..., Any],
    names: Sequence[str],
) -> Callable[..., int]:
    """The command with these options, which it gets made into one argument."""

    @functools.wraps(command)
    def run(**given: Any) -> int:
        made = make(**{name: given.pop(name) for name in names})
        return command(**{argument: made}, **given)

    for option in reversed(options):
        run = option(run)
    return run
