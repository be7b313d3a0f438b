"""The offline tier over many files: what the cache knows first, the rest here or on all cores.

Nothing slow (sqlglot) is imported before there is a file that the cache does not know.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from logloom import Contract

from generator.checks.cache import Cache, content_key
from generator.checks.verdict import Verdict
from generator.errors import LogloomError
from generator.finding import Finding
from generator.queries.model import Query

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""

FILES_PER_WORKER = 250
"""With fewer files than this a worker costs more time to start than it saves."""

_CHUNK = 40

Judged = tuple[Verdict, str | None]
"""A verdict, and the key of the very content that it is about; None if that could not be read."""


def verdicts(
    paths: Sequence[Path],
    contract: Contract,
    cache: Cache,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> dict[Path, Verdict]:
    """The verdict on each file, in the order of `paths`. Raises LogloomError if a worker process dies."""
    found = _known(paths, cache)
    missing = [path for path in paths if path not in found]
    for done, (path, (verdict, key)) in enumerate(_judge_all(missing, contract, jobs), 1):
        found[path] = verdict
        # Under the content that was judged, should the file have changed since it was looked up.
        if key is not None:
            cache.put(key, verdict)
        if progress:
            progress(done, len(missing))
    return {path: found[path] for path in paths}


def judge(path: Path, contract: Contract) -> Judged:
    """Read and check one file."""
    from generator.queries.library import read_query

    query, findings = read_query(path)
    if query is None:
        return Verdict.of(findings), None
    return judge_query(query, findings, contract), content_key(path.suffix, query.text.encode())


def judge_query(query: Query, findings: Sequence[Finding], contract: Contract) -> Verdict:
    """Check one query; `findings` is what reading it has brought to light."""
    from generator.checks.exceptions import exemptions
    from generator.checks.offline import check_query

    exempt, unknown = exemptions(query.path, query.header.allow)
    try:
        found = check_query(query, contract)
    except Exception as error:
        error.add_note(f"while checking {query.path}")  # a bug of ours: say what brings it about
        raise
    return Verdict.of([*findings, *found, *unknown], exempt)


def _known(paths: Sequence[Path], cache: Cache) -> dict[Path, Verdict]:
    """What the cache says of the files. One that is empty is not worth reading them for."""
    if cache.is_empty:
        return {}
    verdicts = ((path, cache.get(key)) for path in paths if (key := _key(path)))
    return {path: verdict for path, verdict in verdicts if verdict}


def _key(path: Path) -> str | None:
    try:
        return content_key(path.suffix, path.read_bytes())
    except OSError:
        return None  # judge() says why


def _judge_all(paths: Sequence[Path], contract: Contract, jobs: int | None) -> Iterator[tuple[Path, Judged]]:
    workers = min(jobs or _cores(), len(paths)) if jobs else min(_cores(), len(paths) // FILES_PER_WORKER)
    if workers <= 1:
        return ((path, judge(path, contract)) for path in paths)
    return _judge_in_workers(paths, contract, workers)


def _judge_in_workers(
    paths: Sequence[Path], contract: Contract, workers: int
) -> Iterator[tuple[Path, Judged]]:
    # Spawned, not forked: a fork of a process that has threads (a progress bar, a test runner) may hang.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start_worker, (contract,))
    try:
        yield from zip(paths, pool.map(_judge_in_worker, paths, chunksize=_CHUNK), strict=True)
    except BrokenProcessPool as error:
        raise LogloomError("a worker process died", hint="is there enough memory? try --jobs 1") from error
    finally:
        pool.shutdown(cancel_futures=True)


_worker_contract: Contract | None = None


def _start_worker(contract: Contract) -> None:
    global _worker_contract
    _worker_contract = contract
    # Ctrl-C goes to the whole group; the parent is who answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _judge_in_worker(path: Path) -> Judged:
    if _worker_contract is None:
        raise RuntimeError("the worker was not started with a contract")
    return judge(path, _worker_contract)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
