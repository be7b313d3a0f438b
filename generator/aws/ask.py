"""Asking a library query of CloudWatch, with the text that Grafana would send for its dashboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

import attrs
from logloom import Contract
from logloom.contract import Store

from generator.aws.logs import Access, Logs, Question
from generator.aws.query import Row, Scanned, Told, run
from generator.aws.refusals import CompileError
from generator.errors import Location, LogloomError
from generator.languages.grafana.model import Expansion
from generator.languages.insights.expand import expand
from generator.queries.library import Library
from generator.queries.model import Column, Query
from generator.queries.request import Request, settled
from generator.queries.run import Result, Value

STORE = "cloudwatch"

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}")


@attrs.frozen
class Answer:
    """The rows, what was read for them, and what somebody who reads them should know."""

    result: Result
    scanned: Scanned
    notes: tuple[str, ...]


def ask(
    logs: Logs, request: Request, contract: Contract, library: Library, *, told: Told | None = None
) -> Answer:
    """Run the query and wait for it; for its variables see `settled`.

    A variable's own query is not run: Grafana cannot ask Logs Insights for choices either. Raises
    LogloomError for a mistake in the request or the query, at its place in the file, and ServerError where
    CloudWatch gave up.
    """
    set_ = settled(request, contract, library, lambda query: _listed(query, contract))
    expansion = expand(set_.query.text, set_.query.header.params, set_.scenario)
    time_range = request.time_range
    question = Question(expansion.text, log_groups(contract), time_range.start, time_range.end)
    try:
        outcome = run(logs, question, limit=request.limit, timeout=request.timeout, told=told)
    except CompileError as error:
        raise placed(error, request.query, expansion) from None
    notes = (f"there are more than {request.limit} rows",) if outcome.cut else ()
    return Answer(result_of(outcome.rows, cut=outcome.cut), outcome.scanned, (*set_.notes, *notes))


def placed(error: CompileError, query: Query, expansion: Expansion, before: int = 0) -> LogloomError:
    """The error at the line and column of the author's file; `before` is the length of what Grafana adds."""
    if error.start is None:
        return LogloomError(error.message, Location(query.path))
    offset = expansion.source_offset(max(error.start - before, 0))
    above = query.text[:offset]
    place = Location(query.path, above.count("\n") + 1, offset - above.rfind("\n"))
    return LogloomError(error.message, place)


def access(contract: Contract, *, region: str = "", profile: str = "") -> Access:
    """How the contract's log groups are reached: as is said here, in the contract, or as AWS does it."""
    aws = store(contract).aws
    if aws is None:
        return Access(region, profile)
    return Access(region or aws.region, profile, aws.endpoint)


def log_groups(contract: Contract) -> tuple[str, ...]:
    """The groups that hold all records, by ARN where the contract knows the account."""
    found = store(contract)
    names = [group.name for group in found.complete_log_groups]
    if not names:
        raise LogloomError(
            "no log group of the contract holds all records",
            hint=f"name one under [[stores.{STORE}.log_groups]] that has no levels and no categories",
        )
    if found.aws is None or not found.aws.account_id:
        return tuple(names)
    # Grafana's ARNs end in `:*`, which StartQuery does not take.
    return tuple(found.aws.log_group_arn(name).removesuffix(":*") for name in names)


def store(contract: Contract) -> Store:
    """The store in the contract. Raises LogloomError where there is none."""
    if STORE not in contract.stores:
        raise LogloomError(f"the contract has no store {STORE}", hint=f"add [stores.{STORE}]")
    return contract.stores[STORE]


def result_of(rows: Sequence[Row], *, cut: bool = False) -> Result:
    """The rows with a column for each field in the order in which they first come, typed by all their values.

    Everything is text on the wire. What a number would not give back digit for digit stays text.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = tuple(Column(name, _type([row[name] for row in rows if name in row])) for name in names)
    return Result(
        columns,
        tuple(tuple(_value(row.get(column.name), column.type) for column in columns) for row in rows),
        cut,
    )


def _type(values: Sequence[str]) -> str:
    if all(_MOMENT.fullmatch(value) for value in values):
        return "timestamp with time zone"
    return "numeric" if all(_NUMBER.fullmatch(value) for value in values) else "text"


def _value(text: str | None, type_name: str) -> Value:
    if text is None or type_name == "text":
        return text
    return Decimal(text) if type_name == "numeric" else f"{text}+00"


def _listed(query: Query, contract: Contract) -> tuple[str, ...]:
    """The choices that the contract lists for a variable whose query cannot be run."""
    name = query.name.rpartition("/")[2]
    key = contract.extra.get(name.removesuffix("s")) or contract.extra.get(name)
    return key.values if key is not None else ()
