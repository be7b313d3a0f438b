from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from generator.checks.insights_nodes import bare, conjuncts, literal, of, pipelines
from generator.checks.insights_rule import reading_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.languages.insights.tree import (
    Command,
    Comparison,
    Expression,
    Field,
    Filter,
    FilterIndex,
    Logical,
    Pipeline,
)

if TYPE_CHECKING:
    from generator.checks.insights_subject import InsightsReading


def check(reading: InsightsReading) -> Iterator[Problem]:
    for pipeline in pipelines(reading.parsed):
        for run in _runs(pipeline):
            yield from _contradicting(part for condition in run for part in conjuncts(condition))
    for logical in of(reading.parsed, Logical):
        if logical.word == "or":
            yield from _always_true(logical)
            for operand in logical.operands:
                yield from _contradicting(conjuncts(operand))


def _runs(pipeline: Pipeline) -> Iterator[Sequence[Expression]]:
    """The conditions of filters between which no command gives a name another meaning."""
    run: list[Expression] = []
    for command in pipeline.commands:
        if isinstance(command, Filter | FilterIndex):
            run.append(command.condition)
        elif _gives_names(command):
            yield run
            run = []
    yield run


def _gives_names(command: Command) -> bool:
    return command.word not in ("sort", "limit", "dedup", "order", "head", "tail")


def _contradicting(conditions: Iterable[Expression]) -> Iterator[Problem]:
    known: dict[str, str] = {}
    for condition in conditions:
        found = _equality(condition, ("=", "=="))
        if found is None:
            continue
        name, value = found
        if known.setdefault(name, value) != value:
            yield Problem(
                f"{name} cannot be {_shown(known[name])} and {_shown(value)} at once",
                f'did you mean or? {name} in ["{known[name]}", "{value}"]',
                condition.start,
            )


def _always_true(logical: Logical) -> Iterator[Problem]:
    unequal: dict[str, str] = {}
    for operand in logical.operands:
        found = _equality(bare(operand), ("!=",))
        if found is not None and unequal.setdefault(found[0], found[1]) != found[1]:
            yield Problem(
                f"whatever {found[0]} is, it differs from one of the two, so that this is always true",
                f'did you mean and? {found[0]} not in ["{unequal[found[0]]}", "{found[1]}"]',
                operand.start,
            )


def _equality(condition: Expression, operators: tuple[str, ...]) -> tuple[str, str] | None:
    """The field and the constant that are compared."""
    if not isinstance(condition, Comparison) or condition.operator.text not in operators:
        return None
    for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
        field, value = bare(one), literal(other)
        if isinstance(field, Field) and value is not None:
            return field.name, value
    return None


def _shown(value: str) -> str:
    return f'"{value}"'


RULE = reading_rule(
    "insights-contradiction",
    "A field has one value: it never equals two at once, and always differs from one of two.",
    Severity.WARNING,
    check,
    about=(Comparison,),
)
