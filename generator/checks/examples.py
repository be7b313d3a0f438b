"""The examples beside a query: what is said of them, with a server and without one."""

from __future__ import annotations

from pathlib import Path

from logloom import Contract

from generator.errors import Location, LogloomError
from generator.finding import Finding, Severity
from generator.queries.examples import load_examples
from generator.queries.library import EXAMPLES
from generator.queries.model import SQL_ENDING, Query

EXAMPLE = "example"
"""The rule of a finding about an example: it cannot be read, or the query does not return what it expects."""


def examples_path(query: Path) -> Path:
    """Where the examples of a query file are, if it has any."""
    return query.with_name(query.stem + EXAMPLES)


def has_examples(query: Path) -> bool:
    """Whether there are examples of a query file itself; those beside twins are written for the SQL."""
    if query.suffix != SQL_ENDING and query.with_suffix(SQL_ENDING).is_file():
        return False
    return examples_path(query).is_file()


def finding(location: Location, message: str, hint: str = "") -> Finding:
    return Finding(location.path, location.line, location.column, EXAMPLE, Severity.ERROR, message, hint)


def fault(error: LogloomError, path: Path) -> Finding:
    """An error that reading or running the examples in `path` has raised, as a finding."""
    return finding(error.location or Location(path), error.message, error.hint)


def unreadable(query: Query, contract: Contract) -> list[Finding]:
    """What is wrong with a query's example file itself: no server is needed to say so."""
    path = examples_path(query.path)
    try:
        load_examples(path, contract, query)
    except LogloomError as error:
        return [fault(error, path)]
    return []
