"""A bar for work that takes long: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rich.progress

PATIENCE_SECONDS = 1.0
"""How long work may take before a bar shows it."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many: 0 where nobody knows."""


@contextmanager
def progress() -> Iterator[Progress | None]:
    """What to tell how far the work is; None where there is no terminal to show it on."""
    if not sys.stderr.isatty():
        yield None
        return
    started = time.monotonic()
    with ExitStack() as stack:
        bars: list[rich.progress.Progress] = []
        tasks: dict[str, rich.progress.TaskID] = {}

        def update(what: str, done: int, total: int) -> None:
            if time.monotonic() - started < PATIENCE_SECONDS:
                return
            if not bars:
                bars.append(stack.enter_context(_bar()))
            if what not in tasks:
                tasks[what] = bars[0].add_task(what, total=None)
            bars[0].update(tasks[what], completed=done, total=total or None)

        yield update


def _bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
