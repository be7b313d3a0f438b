"""The offline check of 10,000 SQL files, beside sqlglot's parse and qualify of the same files in one process.

The files are the library's, each many times with a predicate of its own, so that no two are alike. sqlglot
is given their expanded text, prepared beforehand, since it cannot read Grafana's macros. sqlfluff, the linter
that users know, is timed on a few files where it is installed (`pip install sqlfluff`).
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from logloom import load_contract
from logloom.schema import TABLE, columns

from benchmarks.measure import ROOT, Result, run_process
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.scenarios import scenarios
from generator.queries.library import load_library
from generator.queries.model import Query

FILES, PEER_FILES, SQLFLUFF_FILES = 10_000, 1_000, 10


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(ROOT / "contract.toml", root)
        queries = _write(root / "files")
        logloom = [str(Path(sys.executable).with_name("logloom")), "check", "--postgres", "off", "files"]
        first = run_process(logloom, cwd=root)
        second = run_process(logloom, cwd=root)
        if {first.exit_code, second.exit_code} - {0, 1}:
            sys.exit(f"logloom check ended with {first.exit_code} and {second.exit_code}")
        peer = _sqlglot(queries[:PEER_FILES]) * FILES / PEER_FILES
        yield Result(
            f"{FILES} files, nothing known",
            first.seconds,
            "sqlglot parse + qualify, one process",
            peer,
            "s",
            "at most a quarter",
            4 * first.seconds <= peer,
        )
        yield Result(
            "again, nothing changed",
            second.seconds,
            "the first time",
            first.seconds,
            "s",
            "under 2 s",
            second.seconds < 2,
        )
        yield Result(
            "largest process",
            first.megabytes,
            "the second run's",
            second.megabytes,
            "MB",
            "under 400 MB",
            first.megabytes < 400,
        )
        if importlib.util.find_spec("sqlfluff"):
            some = [str(path) for path in sorted((root / "files").iterdir())[:SQLFLUFF_FILES]]
            command = [sys.executable, "-m", "sqlfluff", "lint", "--dialect", "postgres", *some]
            sqlfluff = run_process(command, cwd=root).seconds * FILES / SQLFLUFF_FILES
            yield Result(f"{FILES} files", first.seconds, "sqlfluff", sqlfluff, "s", "none set")


def _write(folder: Path) -> list[Query]:
    """Write the files, and give them as queries."""
    folder.mkdir()
    library = list(load_library(ROOT / "queries").queries.values())
    bound = "$__timeFilter(timestamp)"
    library = [query for query in library if bound in query.text]
    written = []
    for number in range(FILES):
        query = library[number % len(library)]
        text = query.text.replace(bound, f"{bound}\n  AND logger <> 'variant {number}'", 1)
        path = folder / f"query_{number:05}.sql"
        path.write_text(text)
        written.append(Query(query.name, path, text, query.header))
    return written


def _sqlglot(queries: Sequence[Query]) -> float:
    """Seconds that sqlglot needs, without what importing it and expanding the texts take."""
    import sqlglot
    from sqlglot.errors import SqlglotError
    from sqlglot.optimizer.qualify import qualify

    contract = load_contract(ROOT / "contract.toml")
    schema: dict[str, object] = {TABLE: {column.name: column.type for column in columns(contract)}}
    texts = [
        expand(query.text, query.header.params, scenarios(query.text, query.header.params)[0]).text
        for query in queries
    ]
    start = time.perf_counter()
    for text in texts:
        try:
            qualify(sqlglot.parse_one(text, dialect="postgres"), schema=schema, dialect="postgres")
        except SqlglotError:
            continue
    return time.perf_counter() - start
