"""What several rules ask of a Logs Insights query's tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from generator.languages.insights.tree import (
    Call,
    Command,
    Constant,
    Duration,
    Expression,
    Field,
    ListLiteral,
    Logical,
    Membership,
    Negative,
    Node,
    Number,
    Parenthesised,
    Parsed,
    Pipeline,
    Regex,
    Source,
    Stats,
    String,
    walk,
)

N = TypeVar("N", bound=Node)


@lru_cache(maxsize=16)  # every rule asks for the nodes of the query that is just being checked
def by_type(parsed: Parsed) -> Mapping[type[Node], Sequence[Node]]:
    """The nodes by their type, from left to right."""
    found: dict[type[Node], list[Node]] = defaultdict(list)
    for node in walk(parsed.pipeline):
        found[type(node)].append(node)
    return dict(found)


def of(parsed: Parsed, kind: type[N]) -> Sequence[N]:
    """The nodes of one type, from left to right."""
    return by_type(parsed).get(kind, ())  # type: ignore[return-value]


def outside_source(parsed: Parsed, kind: type[N]) -> Iterator[N]:
    """The nodes of one type, but those of SOURCE, which says what to search and has rules of its own."""
    inside = {id(node) for source in of(parsed, Source) for node in walk(source)}
    return (node for node in of(parsed, kind) if id(node) not in inside)


def pipelines(parsed: Parsed) -> Sequence[Pipeline]:
    """The query itself and those within it: what comes after what is a matter of one of them."""
    return of(parsed, Pipeline)


def behind(pipeline: Pipeline, kind: type[Command]) -> Iterator[Command]:
    """The commands behind the first of a kind."""
    seen = False
    for command in pipeline.commands:
        if seen:
            yield command
        seen = seen or isinstance(command, kind)


def stats_of(pipeline: Pipeline) -> list[Stats]:
    return [command for command in pipeline.commands if isinstance(command, Stats)]


def bare(expression: Expression) -> Expression:
    """The expression without parentheses around it."""
    while isinstance(expression, Parenthesised):
        expression = expression.inner
    return expression


def conjuncts(condition: Expression) -> Iterator[Expression]:
    """The conditions that must all hold."""
    waiting = [condition]
    while waiting:
        current = bare(waiting.pop())
        if isinstance(current, Logical) and current.word == "and":
            waiting.extend(reversed(current.operands))
        else:
            yield current


def fields_in(node: Node) -> Iterator[Field]:
    """Every field that is read below a node."""
    return (each for each in walk(node) if isinstance(each, Field))


def calls(parsed: Parsed, *names: str) -> Iterator[Call]:
    """The calls of the functions of these names, in lower case."""
    return (call for call in of(parsed, Call) if call.name in names)


def literal(expression: Expression) -> str | None:
    """What a constant stands for, a number as it is written; None for what is worked out."""
    inner = bare(expression)
    if isinstance(inner, String):
        return inner.value
    if isinstance(inner, Number):
        return inner.text
    if isinstance(inner, Negative) and (number := literal(inner.operand)) is not None:
        return f"-{number}"
    return None


def members(membership: Membership) -> tuple[Expression, ...]:
    """What stands in the list of an `in`; nothing for a subquery."""
    inner = membership.members
    return inner.items if isinstance(inner, ListLiteral) else ()


VALUES = (String, Number, Duration, Constant, Regex)
"""What is written down as it is and read from nowhere."""
