"""One expansion of a query, read as PostgreSQL would read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TypeVar

import attrs

from generator.languages.grafana.model import Expansion, Scenario, Segment
from generator.languages.grafana_sql.analysis import Analysis, Fault, Schema, analyse
from generator.languages.grafana_sql.analysis.calls import is_aggregate
from generator.languages.grafana_sql.lexer import Kind, Token, statements, tokens
from generator.languages.grafana_sql.mistakes import diagnose
from generator.languages.grafana_sql.parser import NotUnderstood, SyntaxFault, parse
from generator.languages.grafana_sql.tree import Call, Node, Query, Statement

N = TypeVar("N", bound=Node)


@attrs.frozen(eq=False, slots=False)
class StatementReading:
    """One statement of an expansion. `tokens` are without comments; there is a `tree` or a `fault`, or
    neither when the statement is beyond the parser."""

    tokens: Sequence[Token]
    tree: Statement | None
    fault: Fault | None
    analysis: Analysis | None

    @property
    def query(self) -> Query | None:
        return self.tree.query if self.tree is not None else None

    @property
    def is_faulty(self) -> bool:
        """Whether some name or type is wrong, so that what the statement means is not known for sure."""
        return self.analysis is None or bool(self.analysis.faults)

    @cached_property
    def nodes(self) -> dict[type[Node], list[Node]]:
        """The nodes of queries by their type, in the order in which the analysis has come to them."""
        found: dict[type[Node], list[Node]] = defaultdict(list)
        if self.analysis is not None:
            analysis = self.analysis
            for node in chain(analysis.types, analysis.outputs, analysis.sources, analysis.ctes):
                found[type(node)].append(node)
        return found

    @cached_property
    def aggregates(self) -> list[Call]:
        """The calls that make one value out of many rows."""
        return [call for call in self.of(Call) if is_aggregate(call)]

    @cached_property
    def window_calls(self) -> list[Call]:
        return [call for call in self.of(Call) if call.over is not None]

    def of(self, kind: type[N]) -> Sequence[N]:
        """The nodes of one type."""
        return self.nodes.get(kind, ())  # type: ignore[return-value]


class Reading:
    """An expansion with everything that can be read from it; all of it is worked out when it is asked for."""

    def __init__(self, expansion: Expansion, scenario: Scenario, schema: Schema) -> None:
        self.expansion = expansion
        self.scenario = scenario
        self.schema = schema

    @property
    def text(self) -> str:
        return self.expansion.text

    @cached_property
    def tokens(self) -> list[Token]:
        return tokens(self.text)

    @cached_property
    def statements(self) -> tuple[StatementReading, ...]:
        significant = [token for token in self.tokens if token.kind is not Kind.COMMENT]
        return tuple(self._read(part) for part in statements(significant))

    @property
    def query(self) -> StatementReading | None:
        """The statement whose rows Grafana shows: the first that is a query."""
        return next((part for part in self.statements if part.query is not None), None)

    def _read(self, significant: Sequence[Token]) -> StatementReading:
        try:
            tree = parse(significant)
            analysis = analyse(tree.query, self.schema) if tree.query is not None else None
        except SyntaxFault as error:
            fault = diagnose(significant, error.index, error.message)
            return StatementReading(
                significant, None, self._at_variable(significant, error.index, fault), None
            )
        except NotUnderstood:
            return StatementReading(significant, None, None, None)
        return StatementReading(significant, tree, None, analysis)

    def faults(self) -> Iterator[Fault]:
        """What PostgreSQL would refuse, with the places in the expanded text."""
        for part in self.statements:
            if part.fault is not None:
                yield part.fault
            elif part.analysis is not None:
                yield from part.analysis.faults

    # --- the way back ---

    def source(self, offset: int) -> int:
        """The offset in the source for an offset in the expanded text."""
        return self.expansion.source_offset(offset)

    def source_of_literal(self, start: int, end: int) -> int:
        """The offset in the source of a literal, or of the first variable that puts something into it."""
        for segment in self.expansion.segments:
            if segment.kind == "variable" and start < segment.start < end:
                return segment.source_start
        return self.source(start)

    def segment(self, offset: int) -> Segment | None:
        """What stands at the offset if the author did not write it: a variable's value or a macro's text."""
        if not self.expansion.segments:
            return None
        segment = self.expansion.segment_at(offset)
        return segment if segment.kind in ("variable", "macro") else None

    def _at_variable(self, significant: Sequence[Token], index: int, fault: Fault) -> Fault:
        """The fault, moved to the variable that puts in nothing right before the token that does not fit."""
        start = significant[index - 1].end if index else 0
        end = significant[index].start if index < len(significant) else len(self.text)
        for segment in self.expansion.segments:
            if segment.kind == "variable" and segment.start == segment.end and start <= segment.start <= end:
                return attrs.evolve(fault, start=segment.start, rule="empty-variable")
        return fault
