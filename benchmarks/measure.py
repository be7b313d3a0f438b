"""Measuring: the best of several runs, in this process or as a whole process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

ROOT = Path(__file__).parents[1]


@attrs.frozen
class Result:
    """One figure and the peer's, in one unit and from one run. `met` is None where no goal is set."""

    what: str
    ours: float
    peer_name: str
    peer: float
    unit: str
    goal: str
    met: bool | None = None


@attrs.frozen
class ProcessRun:
    """A whole process and all that it started.

    Seconds from start to end, seconds that the cores spent on it, and the memory of the largest in MB.
    """

    seconds: float
    cpu_seconds: float
    megabytes: float
    exit_code: int


def best_of(runs: int, work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of several runs, in seconds: the one that the machine disturbed least.

    With `time.process_time` as its clock what others do on the machine is left out.
    """
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


def run_process(command: Sequence[str], *, cwd: Path = ROOT) -> ProcessRun:
    """Run a command with its output thrown away, and account for it and all it started."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts kilobytes, macOS bytes.
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return ProcessRun(seconds, cpu_seconds, usage.ru_maxrss / unit, process.returncode)


def best_process(runs: int, command: Sequence[str]) -> ProcessRun:
    """The quickest of several runs of a command."""
    return min((run_process(command) for _ in range(runs)), key=lambda run: run.seconds)
