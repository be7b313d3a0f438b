"""Logs Insights as a dialect of sqlglot, in both of sqlglot's builds."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlglot
import yaml
from sqlglot import exp
from sqlglot.errors import ParseError

ROOT = Path(__file__).parents[3]
COMPILED = Path(sys.prefix) / "sqlglot-compiled"
CORPUS = Path(__file__).parent / "corpus"
QUERIES = [
    *(
        path.read_text(encoding="utf-8").replace("$__interval", "5m")
        for path in sorted(ROOT.glob("queries/**/*.cwli"))
    ),
    *(
        case["query"]
        for path in sorted(CORPUS.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ),
]

DIGEST = """
import hashlib, json, sys, sqlglot, sqlglot.generator
whole = hashlib.sha256()
for text in json.load(sys.stdin):
    try:
        whole.update(sqlglot.transpile(text, read="logs_insights", write="postgres", pretty=True)[0].encode())
    except sqlglot.errors.ParseError as error:
        whole.update(str(error.errors).encode())
print(sqlglot.generator.__file__, whole.hexdigest())
"""


def digest(*before: Path) -> list[str]:
    """The file of sqlglot's generator, and one digest of what the dialect makes of all queries."""
    path = os.pathsep.join(str(folder) for folder in (*before, ROOT, ROOT / "runtime"))
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        input=json.dumps(QUERIES),
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_both_builds_of_sqlglot_make_the_same_of_the_library_and_the_corpus() -> None:
    assert COMPILED.is_dir(), "run `make test`, which sets up the compiled build of sqlglot"
    (pure, ours), (compiled, theirs) = digest(), digest(COMPILED)
    assert pure.endswith(".py")
    assert compiled.endswith(".so")
    assert ours == theirs
    assert ours != hashlib.sha256().hexdigest()


def test_a_query_is_one_select_of_stock_nodes() -> None:
    text = 'filter level = "ERROR" | stats count(*) as errors by category | sort errors desc | limit 5'
    (parsed,) = sqlglot.parse(text, read="logs_insights")
    assert isinstance(parsed, exp.Select)
    assert {type(node).__module__.partition(".")[0] for node in parsed.walk()} == {"sqlglot"}
    assert parsed.sql("postgres") == (
        "SELECT category, COUNT(*) AS errors FROM app_logs WHERE level = 'ERROR' "
        "GROUP BY 1 ORDER BY errors DESC LIMIT 5"
    )


def test_a_mistake_is_an_error_of_sqlglots_with_its_line_and_column() -> None:
    with pytest.raises(ParseError) as raised:
        sqlglot.transpile("fields message\n| fileter level", read="logs_insights", write="postgres")
    (error,) = raised.value.errors
    assert (error["line"], error["col"], error["highlight"]) == (2, 3, "fileter")


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(ParseError) as raised:
        sqlglot.transpile("filter level ==\n| limit x", read="logs_insights", write="postgres")
    assert [error["line"] for error in raised.value.errors] == [1, 2]


def test_what_sql_cannot_say_is_an_error_too() -> None:
    with pytest.raises(ParseError, match="PostgreSQL cannot run this"):
        sqlglot.transpile("pattern @message", read="logs_insights", write="postgres")
