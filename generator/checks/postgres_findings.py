"""From what PostgreSQL answered to findings at the author's line and column: one a mistake, not one a try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import psycopg

from generator.checks.finding import Finding, Severity
from generator.checks.postgres_place import place, previous_end, token_end
from generator.checks.postgres_result import ResultColumn, ResultProblem, item_offset, result_problems
from generator.checks.postgres_session import Columns, Diagnosis, Outcome, Statement
from generator.checks.postgres_trials import Trial
from generator.checks.postgres_words import circumstances, explain
from generator.languages.grafana_sql.model import Expansion
from generator.queries.model import Query


@attrs.frozen
class ResultTypes:
    """PostgreSQL's name for each type OID, and the OID for each type named in a header, None for no type."""

    names: Mapping[int, str]
    declared: Mapping[str, int | None]

    @classmethod
    def read(cls, dsn: str, queries: Sequence[Query]) -> ResultTypes:
        """Ask the server."""
        wanted = {column.type for query in queries for column in query.header.columns or ()}
        with psycopg.connect(dsn, autocommit=True) as connection:
            rows = connection.execute("SELECT oid, format_type(oid, NULL) FROM pg_type").fetchall()
            declared = {name: _oid(connection, name) for name in sorted(wanted)}
        return cls(dict(rows), declared)


def _oid(connection: psycopg.Connection, name: str) -> int | None:
    try:
        row = connection.execute("SELECT to_regtype(%s)::oid", [name]).fetchone()
    except psycopg.Error:
        return None
    return row[0] if row else None


@attrs.frozen
class _Failure:
    """A statement that PostgreSQL refused in one trial; `offset` is the place in the query's source."""

    trial: Trial
    diagnosis: Diagnosis
    offset: int


def findings(
    query: Query, tried: Sequence[Trial], outcomes: Sequence[Sequence[Outcome]], types: ResultTypes
) -> list[Finding]:
    """What is wrong with a query, in the order of the text."""
    failures = [
        failure
        for trial, answers in zip(tried, outcomes, strict=True)
        if (failure := _failure(trial, answers)) is not None
    ]
    failed = {id(failure.trial) for failure in failures}
    passed = [trial for trial in tried if id(trial) not in failed]
    by_offset: dict[int, list[_Failure]] = {}
    for failure in failures:
        by_offset.setdefault(failure.offset, []).append(failure)
    found = []
    for offset, same in by_offset.items():
        first = same[0]
        rule, message, hint = explain(first.diagnosis)
        # One that was executed may fail where one that was only prepared cannot.
        alike = [trial for trial in passed if trial.executed or not first.trial.executed]
        message += circumstances(first.trial.scenarios, [s for trial in alike for s in trial.scenarios])
        found.append(_finding(query, offset, rule, Severity.ERROR, message, hint))
    if tried and id(tried[0]) not in failed:
        found += _result_findings(query, tried[0], outcomes[0], types)
    return sorted(found)


def _finding(query: Query, offset: int, rule: str, severity: Severity, message: str, hint: str) -> Finding:
    line_start = query.text.rfind("\n", 0, offset) + 1
    line = query.text.count("\n", 0, offset) + 1
    return Finding(query.path, line, offset - line_start + 1, rule, severity, message, hint)


def _failure(trial: Trial, answers: Sequence[Outcome]) -> _Failure | None:
    for statement, answer in zip(trial.statements, answers, strict=False):
        if isinstance(answer, Diagnosis):
            return _Failure(trial, answer, _source_offset(trial.expansion, statement, answer))
        if statement.writes:
            refusal = statement.refusal()
            return _Failure(trial, refusal, _source_offset(trial.expansion, statement, refusal))
    return None


def _source_offset(expansion: Expansion, statement: Statement, diagnosis: Diagnosis) -> int:
    """The place in the source; a variable, where it is its value that does not fit."""
    at = place(diagnosis, statement.text)
    start, end = at, token_end(statement.text, at)
    if diagnosis.sqlstate == "42601":
        position = len(statement.text) if diagnosis.position is None else diagnosis.position
        start = previous_end(statement.text, position)
        end = max(position, start)
    for segment in expansion.segments:
        is_empty = segment.start == segment.end
        if segment.kind == "variable" and (
            start + statement.offset <= segment.start <= end + statement.offset
            if is_empty
            else start + statement.offset < segment.end and segment.start < end + statement.offset
        ):
            return segment.source_start
    return expansion.source_offset(at + statement.offset)


def _result_findings(
    query: Query, trial: Trial, answers: Sequence[Outcome], types: ResultTypes
) -> Iterator[Finding]:
    """What is wrong with the columns of the first statement that has any, which are those Grafana shows."""
    for statement, answer in zip(trial.statements, answers, strict=True):
        if answer and not isinstance(answer, Diagnosis):
            columns = _columns(answer, types)
            for problem in result_problems(query.header, columns, types.declared):
                offset = _result_offset(query, trial, statement, problem, len(columns))
                yield _finding(query, offset, problem.rule, problem.severity, problem.message, problem.hint)
            return
    message = "no statement here gives a result"
    yield _finding(query, 0, "result-columns", Severity.ERROR, message, "write a SELECT")


def _columns(described: Columns, types: ResultTypes) -> list[ResultColumn]:
    return [ResultColumn(name, oid, types.names.get(oid, f"type {oid}")) for name, oid in described]


def _result_offset(
    query: Query, trial: Trial, statement: Statement, problem: ResultProblem, count: int
) -> int:
    if problem.in_header is not None:
        return query.text.find(problem.in_header, query.text.find("columns"))
    return trial.expansion.source_offset(
        item_offset(statement.text, problem.column, count) + statement.offset
    )
