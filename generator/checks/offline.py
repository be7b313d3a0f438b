"""The tiers that need no server: a query's header, its names and types, and every rule."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from logloom import Contract

from generator.checks.alert_query_subject import of_its_own
from generator.checks.fault_rule import FaultRule
from generator.checks.languages import language_of
from generator.checks.rule import Problem, Rule, rules, rules_about
from generator.finding import Finding, Severity
from generator.queries.model import Query


def check_query(query: Query, contract: Contract) -> list[Finding]:
    """What is wrong with a query, as far as it can be known without a server, in the order of the text.

    Pure: no file is read and nothing is asked. At one place there is one error, that of the rule which
    knows most about it.
    """
    language = language_of(query)
    subject = language.subject_of(query, contract)
    found = [*_problems(rules_about(language.rules, subject.kinds), subject)]
    if query.header.use == "alert" and (alert := of_its_own(query, contract)) is not None:
        found += _problems(rules("alert-query"), alert)
    lines = _line_starts(query.text)
    return sorted({_finding(query, rule, problem, lines) for rule, problem in _best(found)})


def _problems(asked: Iterable[Rule], looked_at: object) -> Iterator[tuple[Rule, Problem]]:
    for rule in asked:
        try:
            problems = tuple(rule.check(looked_at))
        except RecursionError:
            continue  # a query nested so deeply that it cannot be walked is left to the server
        for problem in problems:
            yield rule, problem


def _best(found: list[tuple[Rule, Problem]]) -> Iterator[tuple[Rule, Problem]]:
    """Drop what is said less well of a place, by a parser, a server or another rule."""
    replaced = frozenset[str]().union(*(rule.instead_of for rule, _ in found))
    known = {
        problem.start
        for rule, problem in found
        if not isinstance(rule, FaultRule) and (problem.severity or rule.severity) is Severity.ERROR
    }
    for rule, problem in found:
        if rule.name not in replaced and (not isinstance(rule, FaultRule) or problem.start not in known):
            yield rule, problem


def _line_starts(text: str) -> list[int]:
    starts = [0]
    position = text.find("\n")
    while position >= 0:
        starts.append(position + 1)
        position = text.find("\n", position + 1)
    return starts


def _finding(query: Query, rule: Rule, problem: Problem, lines: list[int]) -> Finding:
    offset = min(problem.start or 0, len(query.text))
    line = bisect_right(lines, offset)
    column = offset - lines[line - 1] + 1
    severity = problem.severity or rule.severity
    return Finding(query.path, line, column, rule.name, severity, problem.message, problem.hint)
