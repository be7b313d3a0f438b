"""From what PostgreSQL answered to findings at the author's line and column: one a mistake, not one a try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import psycopg

from generator.checks.postgres_origin import origin
from generator.checks.postgres_result import (
    ResultColumn,
    ResultProblem,
    header_offset,
    item_offset,
    result_problems,
    unlike,
)
from generator.checks.postgres_session import Columns, Diagnosis, Outcome, Statement
from generator.checks.postgres_syntax import Place
from generator.checks.postgres_trials import Trial
from generator.checks.postgres_words import circumstances, hint_of, message_of, rule_of
from generator.checks.query_place import finding_in
from generator.finding import Finding, Severity
from generator.languages.grafana_sql.scenarios import is_made_up
from generator.queries.model import Query

_DATA = "22"
"""The class of SQLSTATEs for a value that is wrong where the text is right."""


@attrs.frozen
class ResultTypes:
    """PostgreSQL's name for each type OID, and the OID for each type named in a header, None for no type."""

    names: Mapping[int, str]
    declared: Mapping[str, int | None]

    @classmethod
    def read(cls, connection: psycopg.Connection, queries: Sequence[Query]) -> ResultTypes:
        """Ask the server. Raises psycopg.Error."""
        wanted = {column.type for query in queries for column in query.header.columns or ()}
        rows = connection.execute("SELECT oid, format_type(oid, NULL) FROM pg_type").fetchall()
        return cls(dict(rows), {name: _oid(connection, name) for name in sorted(wanted)})


def _oid(connection: psycopg.Connection, name: str) -> int | None:
    try:
        row = connection.execute("SELECT to_regtype(%s)::oid", [name]).fetchone()
    except psycopg.ProgrammingError:
        return None
    return row[0] if row else None


@attrs.frozen
class _Failure:
    """What PostgreSQL refused in one trial, and the place in the query's source."""

    trial: Trial
    diagnosis: Diagnosis
    place: Place


def findings(
    query: Query, tried: Sequence[Trial], outcomes: Sequence[Sequence[Outcome]], types: ResultTypes
) -> list[Finding]:
    """What is wrong with a query, in the order of the text."""
    failures = [_failure(query, trial, answers) for trial, answers in zip(tried, outcomes, strict=True)]
    passed = [trial for trial, failure in zip(tried, failures, strict=True) if failure is None]
    found: dict[int, Finding] = {}
    for failure in failures:
        # At one place there is one mistake, whatever else it may lead to with other values.
        if failure is not None and failure.place.offset not in found:
            found[failure.place.offset] = _failure_finding(query, failure, passed)
    if tried and failures[0] is None:
        return sorted([*found.values(), *_result_findings(query, tried[0], outcomes[0], types)])
    return sorted(found.values())


def first_columns(outcomes: Sequence[Sequence[Outcome]], types: ResultTypes) -> list[ResultColumn]:
    """The columns of the rows that Grafana shows, under the usual setting; none where it was refused."""
    usual = outcomes[0] if outcomes else ()
    if any(isinstance(answer, Diagnosis) for answer in usual):
        return []
    return next(
        (_columns(answer, types) for answer in usual if not isinstance(answer, Diagnosis) and answer), []
    )


def _failure_finding(query: Query, failure: _Failure, passed: Sequence[Trial]) -> Finding:
    # What was executed may fail where what was only prepared cannot.
    alike = [trial for trial in passed if trial.executed or not failure.trial.executed]
    scenarios = [scenario for trial in alike for scenario in trial.scenarios]
    message = message_of(failure.diagnosis) + circumstances(failure.trial.scenarios, scenarios)
    hint = hint_of(failure.diagnosis, failure.place.hint)
    return finding_in(query, failure.place.offset, rule_of(failure.diagnosis), Severity.ERROR, message, hint)


def _failure(query: Query, trial: Trial, answers: Sequence[Outcome]) -> _Failure | None:
    for statement, answer in zip(trial.statements, answers, strict=False):
        if isinstance(answer, Diagnosis) or statement.writes:
            diagnosis = answer if isinstance(answer, Diagnosis) else statement.refusal()
            if diagnosis.sqlstate.startswith(_DATA) and _is_made_up(query, trial):
                return None  # where a number is expected, a viewer types one
            return _Failure(trial, diagnosis, origin(diagnosis, statement, trial.expansion))
    return None


def _is_made_up(query: Query, trial: Trial) -> bool:
    return all(is_made_up(scenario, query.header.params) for scenario in trial.scenarios)


def _result_findings(
    query: Query, trial: Trial, answers: Sequence[Outcome], types: ResultTypes
) -> Iterator[Finding]:
    """What is wrong with the columns of the first statement that has any; others must have the same."""
    results = [
        (statement, _columns(answer, types))
        for statement, answer in zip(trial.statements, answers, strict=True)
        if answer and not isinstance(answer, Diagnosis)
    ]
    if not results:
        message = "no statement here gives a result"
        yield finding_in(query, 0, "result-columns", Severity.ERROR, message, "write a SELECT")
        return
    first, columns = results[0]
    problems = [(first, problem) for problem in result_problems(query.header, columns, types.declared)]
    problems += [
        (statement, problem) for statement, others in results[1:] for problem in unlike(columns, others)
    ]
    for statement, problem in problems:
        offset = _result_offset(query, trial, statement, problem, len(columns))
        yield finding_in(query, offset, problem.rule, problem.severity, problem.message, problem.hint)


def _columns(described: Columns, types: ResultTypes) -> list[ResultColumn]:
    return [ResultColumn(name, oid, types.names.get(oid, f"type {oid}")) for name, oid in described]


def _result_offset(
    query: Query, trial: Trial, statement: Statement, problem: ResultProblem, count: int
) -> int:
    if problem.in_header is not None:
        return header_offset(query.text, problem.in_header)
    return trial.expansion.source_offset(
        item_offset(statement.text, problem.column, count) + statement.offset
    )
