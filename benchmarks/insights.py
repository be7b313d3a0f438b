"""Reading, checking and lowering Logs Insights, beside sqlglot's work on SQL.

Two sets of queries: the documented and published ones that the tests read, which are as long as people's
queries usually are, and the library's own .cwli, which are long and have variables. Each is taken many times
with a filter of its own, so that no two are alike. sqlglot is given the expanded text of the library's SQL
twins, prepared beforehand.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

import attrs
import yaml
from logloom import Contract, load_contract
from logloom.schema import TABLE, columns
from sqlglot import exp

from benchmarks.measure import ROOT, ProcessRun, Result, best_of, run_process
from generator.checks.offline import check_query
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import scenarios
from generator.languages.insights.analysis import analyse
from generator.languages.insights.analysis.model import UNKNOWN_FIELD
from generator.languages.insights.expand import scenarios as insights_scenarios
from generator.languages.insights.lower import NotRunnable
from generator.languages.insights.parser import parse
from generator.languages.insights.record import record_of
from generator.queries.executable import executable
from generator.queries.header import parse_header
from generator.queries.library import Library, load_library
from generator.queries.model import Query

T = TypeVar("T")

FILES, SOME = 10_000, 1_000
CORPUS = ROOT / "tests" / "languages" / "insights" / "corpus"
USUAL = 100
"""Characters that a query has at least outside of documentation's one-line examples."""

CLOCKS = {"CPU time": time.process_time, "wall time": time.perf_counter}

HOSTILE_CHARACTERS = 10_000
HOSTILE = (
    *"([{\"'`/\\|,.-#$@:=9",
    *(
        "a.",
        "a[1]",
        "f(",
        "(a or ",
        "a,",
        "a=",
        "x|",
        "a-",
        "a^-",
        "in[",
        "not ",
        "and a=1 ",
        "(SOURCE ",
        "${",
        "{{",
    ),
    *('"\n', "`\n", "/\n", '\\"\n', "a\\/\n", "#\n", "#\n/", "a like /"),
)


def run() -> Iterator[Result]:
    contract = _contract()
    library = load_library(ROOT / "queries")
    corpus = _variants(list(_corpus(contract)))
    own = _variants([twin for name in library.twins if (twin := library.twin(name, ".cwli"))])
    twins = _twins(library, own[:SOME])
    yield from _in_one_process("published queries", corpus[:SOME], twins, "at least 2,000", 2_000)
    yield from _in_one_process("the library's queries", own[:SOME], twins, "at least 700", 700)

    peer = FILES / _per_second(twins, _qualifier(contract), time.perf_counter)
    peer_name = "sqlglot parse + qualify of the twins, one process"
    for what, queries in (("published", corpus), ("the library's", own)):
        checked = _check_files(queries)
        name = f"{FILES} files of {what}"
        in_time = checked.seconds < 10
        yield Result(f"{name}, nothing known", checked.seconds, peer_name, peer, "s", "under 10 s", in_time)
        yield Result(f"{name}, CPU time of all cores", checked.cpu_seconds, peer_name, peer, "s", "none set")
        lowered = checked.seconds + _lower(queries)
        yield Result(f"{name}, lowered too", lowered, peer_name, peer, "s", "under 30 s", lowered < 30)

    everyday = 1 / _per_second(corpus[:SOME], _read, time.perf_counter)
    worst = max(best_of(3, partial(parse, text)) for text in _hostile())
    yield Result(
        f"the worst of {HOSTILE_CHARACTERS} hostile characters",
        1000 * worst,
        "a published query",
        1000 * everyday,
        "ms",
        "under 200 ms",
        worst < 0.2,
    )


def _in_one_process(
    what: str, queries: Sequence[Query], twins: Sequence[str], goal: str, least: float
) -> Iterator[Result]:
    """How many are read, and how many are read and checked by all rules, in a second."""
    contract = _contract()
    length = sum(len(query.text) for query in queries) / len(queries)
    name = f"{what} ({length:.0f} characters)"
    for clock_name, clock in CLOCKS.items():
        reading = _per_second(queries, _read, clock)
        peer = _per_second(twins, _parsed_by_sqlglot, clock)
        yield Result(
            f"{name} read, {clock_name}", reading, "sqlglot parse of the twins", peer, "queries/s", "none set"
        )
        checking = _per_second(queries, lambda query: check_query(query, contract), clock)
        peer = _per_second(twins, _qualifier(contract), clock)
        yield Result(
            f"{name} read and checked, {clock_name}",
            checking,
            "sqlglot parse + qualify of the twins",
            peer,
            "queries/s",
            goal,
            checking >= least,
        )


def _corpus(contract: Contract) -> Iterator[Query]:
    """The documented and published queries of usual length, with a header that knows their fields."""
    record = record_of(contract)
    for source in sorted(CORPUS.glob("*.yaml")):
        for entry in yaml.safe_load(source.read_text(encoding="utf-8")):
            text = entry["query"]
            if len(text) < USUAL:
                continue
            faults = analyse(parse(text), record).faults
            names = {text[fault.start : fault.end] for fault in faults if fault.rule == UNKNOWN_FIELD}
            fields = ", ".join(f"{name} text" for name in sorted(names))
            text = (f"# fields: {fields}\n" if fields else "") + text
            header, _ = parse_header(text, source, marker="#")
            yield Query(source.stem, source, text, header)


def _variants(queries: Sequence[Query]) -> list[Query]:
    """Queries that differ in a literal of their first filter."""
    starts = [parse(query.text).pipeline.start for query in queries]
    written = []
    for number in range(FILES):
        query, start = queries[number % len(queries)], starts[number % len(queries)]
        first = f'filter logger != "variant {number}"\n| '
        text = query.text[:start] + first + query.text[start:]
        written.append(attrs.evolve(query, text=text, path=Path(f"query_{number:05}.cwli")))
    return written


def _twins(library: Library, queries: Sequence[Query]) -> list[str]:
    """The SQL of the same queries, as PostgreSQL gets it."""
    written = []
    for query in queries:
        twin = library.twin(query.name, ".sql")
        if twin is not None:
            scenario = scenarios(twin.text, twin.header.params)[0]
            written.append(expand(twin.text, twin.header.params, scenario).text)
    return written


def _per_second(things: Sequence[T], work: Callable[[T], object], clock: Callable[[], float]) -> float:
    return len(things) / best_of(3, lambda: [work(thing) for thing in things], clock)


def _read(query: Query) -> object:
    return parse(query.text)


def _parsed_by_sqlglot(text: str) -> exp.Expr:
    import sqlglot

    return sqlglot.parse_one(text, dialect="postgres")


def _qualifier(contract: Contract) -> Callable[[str], object]:
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify

    schema: dict[str, object] = {TABLE: {column.name: column.type for column in columns(contract)}}

    def qualified(text: str) -> object:
        try:
            return qualify(_parsed_by_sqlglot(text), schema=schema, dialect="postgres")
        except SqlglotError:
            return None

    return qualified


def _check_files(queries: Sequence[Query]) -> ProcessRun:
    """A whole `logloom check` of them as files, on all cores."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(ROOT / "contract.toml", root)
        (root / "files").mkdir()
        for query in queries:
            (root / "files" / query.path).write_text(query.text)
        command = [str(Path(sys.executable).with_name("logloom")), "check", "--postgres", "off", "files"]
        finished = run_process(command, cwd=root)
    if finished.exit_code not in (0, 1):
        sys.exit(f"logloom check ended with {finished.exit_code}")
    return finished


def _lower(queries: Sequence[Query]) -> float:
    """Seconds that it takes all cores to lower them to PostgreSQL's text."""
    start = time.perf_counter()
    with ProcessPoolExecutor() as pool:
        for _ in pool.map(_lowered, queries, chunksize=250):
            pass
    return time.perf_counter() - start


@cache
def _contract() -> Contract:
    return load_contract(ROOT / "contract.toml")


def _lowered(query: Query) -> None:
    try:
        executable(query, insights_scenarios(query.text, query.header.params)[0], _contract())
    except NotRunnable:
        return


def _hostile() -> Iterator[str]:
    for piece in HOSTILE:
        for head in ("", "filter ", "fields a", "parse "):
            yield (head + piece * HOSTILE_CHARACTERS)[:HOSTILE_CHARACTERS]
