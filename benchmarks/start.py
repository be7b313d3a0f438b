"""How long a person waits: `logloom --help`, and `make dashboards` on this repository once it is set up."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, best_process


def run() -> Iterator[Result]:
    logloom = str(Path(sys.executable).with_name("logloom"))
    bare = best_process(5, [sys.executable, "-c", "import click"]).seconds
    for what, command, limit in (
        ("logloom --help", [logloom, "--help"], 0.3),
        ("make dashboards", ["make", "dashboards"], 2.0),
    ):
        seconds = best_process(5, command).seconds
        yield Result(
            what, seconds, "python -c 'import click'", bare, "s", f"under {limit} s", seconds < limit
        )
