"""Planning and pushing 1,000 dashboards against a stub whose every answer takes 50 ms.

The stub is the stand-in of the tests, in a process of its own. The bound is what the network alone takes:
reads times latency by the number of connections. The peer is grafana-client reading one after the other,
timed over the first of the dashboards and counted up.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import attrs

from benchmarks.measure import ROOT, Result

DASHBOARDS, PANELS = 1000, 10
LATENCY = 0.050
PEER_READS = 100


def run() -> Iterator[Result]:
    with _process(_stub) as stub, _process(_client) as client:
        url, token = stub("address")
        client("connect", url, token)
        pushed = client("push")
        stub("slow")
        stub("count")

        cold = client("plan")
        reads = stub("count")["reads"]
        client("forget")
        cold = min(cold, client("plan"))
        readers = client("readers")
        bound = reads * LATENCY / readers
        yield Result(
            f"plan of {DASHBOARDS} unchanged dashboards, nothing remembered ({pushed} pushed, {reads} reads)",
            cold,
            f"{reads} reads over {readers} connections",
            bound,
            "s",
            "at most 1.3 times",
            cold <= 1.3 * bound,
        )
        serial = client("serial") * DASHBOARDS / PEER_READS
        yield Result(
            "the same",
            cold,
            "grafana-client, one read after the other",
            serial,
            "s",
            "7 times as fast",
            7 * cold <= serial,
        )
        megabytes = client("memory")
        yield Result("peak memory of plan", megabytes, "the goal", 300, "MB", "under 300 MB", megabytes < 300)
        stub("count")
        again = client("plan")
        counted = stub("count")
        yield Result(
            f"the same plan again ({counted['reads']} reads, {counted['writes']} writes)",
            again,
            "the first",
            cold,
            "s",
            "none set",
        )
        client("change")
        seconds = client("push_changed")
        counted = stub("count")
        yield Result(
            f"pushing 1 changed dashboard ({seconds:.1f} s, {counted['reads']} reads): writes",
            counted["writes"],
            "the dashboards that changed",
            1,
            "",
            "1 write",
            counted["writes"] == 1,
        )


Ask = Callable[..., Any]


@contextmanager
def _process(serve: Callable[[Connection], None]) -> Iterator[Ask]:
    """A process of its own that answers calls by name, as long as the block lasts."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()

    def ask(name: str, *arguments: Any) -> Any:
        ours.send((name, arguments))
        return ours.recv()

    try:
        yield ask
    finally:
        ours.close()
        process.join()


def _answer(connection: Connection, calls: Mapping[str, Callable[..., Any]]) -> None:
    while True:
        try:
            name, arguments = connection.recv()
        except EOFError:
            return
        connection.send(calls[name](*arguments))


def _stub(connection: Connection) -> None:
    from tests.grafana.faults import Delay
    from tests.grafana.server import GrafanaStandIn

    with GrafanaStandIn() as grafana:

        def count() -> dict[str, int]:
            writes = len(grafana.writes)
            counted = {"reads": len(grafana.requests) - writes, "writes": writes}
            grafana.requests.clear()
            return counted

        _answer(
            connection,
            {
                "address": lambda: (grafana.url, grafana.token),
                "slow": lambda: grafana.faults.append(Delay(seconds=LATENCY)),
                "count": count,
            },
        )


@attrs.define
class _Project:
    """The project under way between its pushes, in a folder that goes with the process."""

    folder: Path
    source: Any = None
    grafana: Any = None
    address: tuple[str, str] = ("", "")

    def connect(self, url: str, token: str) -> None:
        from generator.sync.client.connection import connection
        from generator.sync.client.grafana import Grafana

        self.address = (url, token)
        self.grafana = Grafana(connection(url, token=token))
        self.source = _source(self.folder)

    def readers(self) -> int:
        return int(self.grafana.connection.readers)

    def plan(self) -> float:
        from generator.sync.model import Status
        from generator.sync.plan import make_plan

        start = time.perf_counter()
        plan = make_plan(self.grafana, self.source)
        seconds = time.perf_counter() - start
        if set(plan.counts) != {Status.UNCHANGED}:
            raise RuntimeError(f"not unchanged: {plan.counts}")
        return seconds

    def forget(self) -> None:
        """Lose the cache of what was read before."""
        shutil.rmtree(self.folder / ".logloom")

    def push(self) -> int:
        from generator.sync.changes import Options, intend
        from generator.sync.plan import make_plan
        from generator.sync.push import push
        from generator.sync.write import Writer

        plan = make_plan(self.grafana, self.source)
        outcome = push(
            Writer(self.grafana, self.source), plan, intend(plan, Options()), backups=self.folder / "backups"
        )
        if outcome.failed:
            raise RuntimeError(str(outcome.failed[0].error))
        return len(outcome.done)

    def change(self) -> None:
        store = self.source.store
        first, *rest = self.source.project.dashboards[store]
        changed = attrs.evolve(first, json={**first.json, "description": "changed"})
        project = attrs.evolve(self.source.project, dashboards={store: (changed, *rest)})
        self.source = attrs.evolve(self.source, project=project)

    def push_changed(self) -> float:
        start = time.perf_counter()
        self.push()
        return time.perf_counter() - start

    def serial(self) -> float:
        """Seconds for some reads by grafana-client, as it comes."""
        from grafana_client.api import GrafanaApi

        url, token = self.address
        api = GrafanaApi.from_url(url, credential=token, timeout=30)
        start = time.perf_counter()
        for number in range(PEER_READS):
            api.dashboard.get_dashboard(f"bench-{number}")
        return time.perf_counter() - start

    def memory(self) -> float:
        unit = 1024 * 1024 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _client(connection: Connection) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = _Project(Path(folder))
        names = ("connect", "readers", "plan", "forget", "push", "change", "push_changed", "serial", "memory")
        _answer(connection, {name: getattr(project, name) for name in names})


def _source(folder: Path) -> Any:
    """The project of this repository with nothing but its datasources and many dashboards."""
    from generator import panels as p
    from generator.errors import Location
    from generator.panels.encode import encode
    from generator.project import TAG, BuiltDashboard, load_project
    from generator.sync.kind import Source

    project = load_project(ROOT)
    logs = p.Store(project.contract, project.library, "postgres")

    def built(number: int) -> BuiltDashboard:
        panels = [
            p.timeseries(logs.query("volume/by_level_over_time"), title=f"Volume {panel}")
            for panel in range(PANELS)
        ]
        json, locations = encode(
            p.dashboard(f"Dashboard {number}", [panels[:5], panels[5:]], uid=f"bench-{number}", tags=[TAG])
        )
        return BuiltDashboard(
            json=json,
            location=Location(Path("bench.py")),
            panel_locations=locations,
            folder_uid=project.contract.grafana.folder_uid,
        )

    only = attrs.evolve(
        project,
        root=folder,
        dashboards={"postgres": tuple(built(number) for number in range(DASHBOARDS))},
        alert_groups={"postgres": ()},
        notifications=attrs.evolve(
            project.notifications, contact_points=(), policy=None, mute_timings=(), templates=()
        ),
    )
    environment = {**os.environ, "LOGS_DB_PASSWORD": "measured"}
    return Source(only, "postgres", environment)
