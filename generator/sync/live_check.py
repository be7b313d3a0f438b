"""Ask a running Grafana every question that its users will, and name those that it does not answer well."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs

from generator.checks.catalogue import LIVE_DATASOURCE, LIVE_EMPTY, LIVE_ERROR, LIVE_NO_DATA, LIVE_SLOW
from generator.errors import Location
from generator.finding import Finding, Severity
from generator.project import Project
from generator.sync.client.errors import NotFound, Refused, Unanswered
from generator.sync.client.grafana import Grafana, segment
from generator.sync.client.refusals import said
from generator.sync.live_insights import ask_insights, is_insights
from generator.sync.live_questions import Question, questions
from generator.sync.model import Json

SLOW = 5.0
"""Seconds above which an answer is slow, unless another limit is given."""

Progress = Callable[[str, int, int], None]

_NOT_ALLOWED = frozenset({401, 403})


@attrs.frozen
class Fault:
    """What is wrong with an answer: a rule's name, and the words."""

    rule: str
    severity: Severity
    message: str
    hint: str = ""


def check_live(
    grafana: Grafana,
    project: Project,
    store: str,
    *,
    slow: float = SLOW,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Finding]:
    """Ask what the panels, variables, annotations and alert rules of a store ask, in parallel.

    Datasources are tried first; one that is not well is named once, and nothing is asked of it. Equal
    queries are asked once. Raises ServerError where Grafana cannot be reached, or lets us ask nothing.
    """
    asked = list(questions(project, store, grafana.version, datetime.now(UTC)))
    first_use = {each.datasource: each for each in reversed(asked) if each.datasource}
    ill = dict(zip(first_use, grafana.map(lambda uid: _health(grafana, uid), first_use), strict=True))
    findings = [
        _finding(fault, first_use[uid].location, f"datasource {uid}") for uid, fault in ill.items() if fault
    ]
    well: dict[str, list[Question]] = {}
    for each in asked:
        if ill.get(each.datasource) is None:
            well.setdefault(json.dumps(each.body, sort_keys=True), []).append(each)
    done: list[None] = []

    def try_one(alike: Sequence[Question]) -> list[Finding]:
        found = list(_try(grafana, alike, slow, clock))
        done.append(None)
        if progress:
            progress("asking Grafana", len(done), len(well))
        return found

    for found in grafana.map(try_one, well.values()):
        findings += found
    return sorted(set(findings))


def judge(answer: Any, question: Question) -> Fault | None:
    """What is wrong with an answer of /api/ds/query, if anything."""
    results = answer.get("results") if isinstance(answer, Mapping) else None
    result: Json | None = (results or {}).get(question.query.get("refId"))
    if result is None:
        if question.is_empty or results == {}:
            return Fault(LIVE_EMPTY, Severity.ERROR, "asks nothing: Grafana leaves it out without a word")
        return Fault(LIVE_ERROR, Severity.ERROR, said(answer) or "no answer")
    if result.get("error"):
        source = " (the datasource's plugin)" if result.get("errorSource") == "plugin" else ""
        return Fault(LIVE_ERROR, Severity.ERROR, f"{' '.join(str(result['error']).split())}{source}")
    if not any(_rows(frame) for frame in result.get("frames") or ()):
        return Fault(
            LIVE_NO_DATA,
            Severity.WARNING,
            f"nothing from {question.body['from']} to {question.body['to']}",
            "is the right thing asked for, or is there nothing of it?",
        )
    return None


def _try(
    grafana: Grafana, alike: Sequence[Question], slow: float, clock: Callable[[], float]
) -> Iterator[Finding]:
    question, begun = alike[0], clock()
    faults = [_ask(grafana, question)]
    took = clock() - begun
    if took > slow:
        words = f"the answer took {took:.1f} s, longer than {slow:g} s"
        faults.append(Fault(LIVE_SLOW, Severity.WARNING, words, "ask for less, or give the table an index"))
    for fault in faults:
        for each in alike:
            if fault is not None and fault.rule not in each.allowed:
                yield _finding(fault, each.location, each.place)


def _ask(grafana: Grafana, question: Question) -> Fault | None:
    """Not repeated where no answer comes: a query that takes too long would be asked again and again."""
    try:
        if is_insights(question.query):
            answer = ask_insights(grafana, question.body)
        else:
            answer = grafana.post("/api/ds/query", question.body)
    except Unanswered as error:
        return Fault(LIVE_ERROR, Severity.ERROR, error.message)
    except Refused as error:
        if error.status in _NOT_ALLOWED:
            raise
        answer = error.body
        if not (isinstance(answer, Mapping) and "results" in answer):
            return Fault(LIVE_ERROR, Severity.ERROR, said(answer) or str(error))
    return judge(answer, question)


def _health(grafana: Grafana, uid: str) -> Fault | None:
    """What Grafana's own test of a datasource says; None where it is well, or has no such test."""
    try:
        answer = grafana.get(f"/api/datasources/uid/{segment(uid)}/health")
    except NotFound as error:
        if "data source not found" in str(error).casefold():
            return Fault(LIVE_DATASOURCE, Severity.ERROR, "is not in this Grafana", "push it first")
        return None
    except Refused as error:
        if error.status in _NOT_ALLOWED:
            raise
        return Fault(LIVE_DATASOURCE, Severity.ERROR, said(error.body) or str(error))
    ill = isinstance(answer, Mapping) and str(answer.get("status", "OK")).upper() != "OK"
    return Fault(LIVE_DATASOURCE, Severity.ERROR, said(answer)) if ill else None


def _rows(frame: Json) -> int:
    columns: Iterable[Sequence[Any]] = (frame.get("data") or {}).get("values") or ()
    return max((len(column) for column in columns), default=0)


def _finding(fault: Fault, location: Location, place: str) -> Finding:
    return Finding(
        location.path,
        location.line,
        location.column,
        fault.rule,
        fault.severity,
        f"{place}: {fault.message}",
        fault.hint,
    )
