"""Reading, checking and lowering Logs Insights, beside sqlglot's work on the same queries in SQL.

The files are the library's .cwli, each many times with a filter of its own, so that no two are alike.
sqlglot is given the expanded text of their SQL twins, prepared beforehand.
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
from logloom import Contract, load_contract
from logloom.schema import TABLE, columns
from sqlglot import exp

from benchmarks.measure import ROOT, Result, best_of, run_process
from generator.checks.offline import check_query
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import scenarios
from generator.languages.insights.expand import scenarios as insights_scenarios
from generator.languages.insights.lower import NotRunnable
from generator.languages.insights.parser import parse
from generator.queries.executable import executable
from generator.queries.library import Library, load_library
from generator.queries.model import Query

T = TypeVar("T")

FILES, PEER_FILES = 10_000, 1_000
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
    queries = _variants(library)
    some = queries[:PEER_FILES]
    twins = _twins(library, some)
    parsing = _per_second(some, lambda query: parse(query.text))
    peer_parsing = _per_second(twins, _parsed_by_sqlglot)
    yield Result(
        "read in one process", parsing, "sqlglot parse of the twins", peer_parsing, "queries/s", "none set"
    )
    checking = _per_second(some, lambda query: check_query(query, contract))
    peer_checking = _per_second(twins, _qualifier(contract))
    yield Result(
        "read and checked in one process",
        checking,
        "sqlglot parse + qualify of the twins",
        peer_checking,
        "queries/s",
        "at least 2,000",
        checking >= 2_000,
    )
    checked = _check_files(queries)
    peer = FILES / peer_checking
    name = "sqlglot parse + qualify, one process"
    yield Result(f"{FILES} files, nothing known", checked, name, peer, "s", "under 10 s", checked < 10)
    lowered = checked + _lower(queries)
    yield Result(f"{FILES} files, lowered too", lowered, name, peer, "s", "under 30 s", lowered < 30)
    worst = max(best_of(3, partial(parse, text)) for text in _hostile())
    yield Result(
        f"the worst of {HOSTILE_CHARACTERS} hostile characters",
        1000 * worst,
        "an everyday query",
        1000 / parsing,
        "ms",
        "under 200 ms",
        worst < 0.2,
    )


def _variants(library: Library) -> list[Query]:
    """Queries that differ in a literal of their first filter."""
    twins = [twin for name in library.twins if (twin := library.twin(name, ".cwli"))]
    written = []
    for number in range(FILES):
        query = twins[number % len(twins)]
        start = parse(query.text).pipeline.start
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


def _per_second(things: Sequence[T], work: Callable[[T], object]) -> float:
    return len(things) / best_of(3, lambda: [work(thing) for thing in things])


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


def _check_files(queries: Sequence[Query]) -> float:
    """Seconds of a whole `logloom check` of them as files, on all cores."""
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
    return finished.seconds


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
