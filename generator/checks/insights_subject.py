"""What the rules for Logs Insights look at: a query file, and its text as CloudWatch gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from logloom import Contract

from generator.checks.insights_nodes import by_type
from generator.checks.insights_shapes import of_different_shape
from generator.checks.rule import Problem
from generator.languages.grafana.model import Expansion, Scenario, Segment, Variable
from generator.languages.insights.analysis import Analysis, analyse
from generator.languages.insights.expand import expand, scenarios
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Record, record_of
from generator.languages.insights.references import Place, PlacedReference, placed_references
from generator.languages.insights.tree import Fault, Node, Parsed
from generator.queries.model import Column, Query

VARIABLE = "insights-variable"
"""A fault in what a variable puts in."""

_records: dict[tuple[str, tuple[Column, ...]], Record] = {}


def record_for(contract: Contract, fields: tuple[Column, ...] = ()) -> Record:
    """The contract's record, with the fields that a query's header adds to it."""
    key = (contract.digest, fields)
    if key not in _records:
        _records[key] = record_of(contract, [(field.name, field.type) for field in fields])
    return _records[key]


class InsightsReading:
    """One expansion of a query, read as CloudWatch would read it."""

    def __init__(self, expansion: Expansion, scenario: Scenario, record: Record) -> None:
        self.expansion = expansion
        self.scenario = scenario
        self.record = record

    @cached_property
    def parsed(self) -> Parsed:
        return parse(self.expansion.text)

    @cached_property
    def nodes(self) -> Mapping[type[Node], Sequence[Node]]:
        """The nodes of the tree by their type."""
        return by_type(self.parsed)

    @cached_property
    def analysis(self) -> Analysis:
        return analyse(self.parsed, self.record)

    @property
    def faults(self) -> Iterator[Fault]:
        """What is wrong with it, at places of the expanded text."""
        yield from self.parsed.faults
        yield from self.analysis.faults

    def source(self, offset: int) -> int:
        """The offset in the file for one in the expanded text: where the variable stands that put it in."""
        return self.expansion.source_offset(offset)

    def variable(self, fault: Fault) -> Segment | None:
        """The variable that has put in what a fault is about: some of it, or nothing right before it."""
        for segment in self.expansion.segments:
            if segment.start > fault.start:
                return None
            if segment.kind == "variable":
                is_nothing = segment.start == segment.end
                if fault.start < segment.end or (
                    is_nothing and not self.expansion.text[segment.end : fault.start].strip()
                ):
                    return segment
        return None


class InsightsSubject:
    """A query and all that is read from it. Every part is worked out when a rule first asks for it.

    Offsets in problems are those of `text`, the file.
    """

    def __init__(self, query: Query, contract: Contract) -> None:
        self.query = query
        self.contract = contract
        self.text = query.text
        self.record = record_for(contract, query.header.fields)

    @cached_property
    def params(self) -> Mapping[str, Variable]:
        """The variables that the header declares, by name."""
        return {variable.name: variable for variable in self.query.header.params}

    @cached_property
    def readings(self) -> tuple[InsightsReading, ...]:
        """One for each shape that the settings of the dashboard give the text, the usual one first."""
        variables = self.query.header.params
        every = scenarios(self.text, variables)
        if len(every) > 1:
            every = tuple(of_different_shape(every, self.references, self.params))
        expansions = ((expand(self.text, variables, scenario), scenario) for scenario in every)
        return tuple(InsightsReading(expansion, scenario, self.record) for expansion, scenario in expansions)

    @cached_property
    def references(self) -> tuple[PlacedReference, ...]:
        """Where the file names variables, comments left out."""
        return tuple(each for each in placed_references(self.text) if each.place is not Place.COMMENT)

    @property
    def kinds(self) -> frozenset[type]:
        """The kinds of nodes in any of the readings."""
        return frozenset().union(*(reading.nodes for reading in self.readings))

    @property
    def main(self) -> InsightsReading:
        """The text under the usual setting."""
        return self.readings[0]

    @cached_property
    def faults(self) -> Mapping[str, Sequence[Problem]]:
        """What cannot be read or means nothing in any reading, by rule, each mistake once."""
        found: dict[str, dict[int, Problem]] = {}
        for reading in self.readings:
            for fault in reading.faults:
                rule, problem = self._located(reading, fault)
                found.setdefault(rule, {}).setdefault(problem.start or 0, problem)
        return {rule: tuple(problems.values()) for rule, problems in found.items()}

    def _located(self, reading: InsightsReading, fault: Fault) -> tuple[str, Problem]:
        """The rule and the problem in the file: a fault in what a variable puts in is the variable's."""
        segment = reading.variable(fault) if self.params else None
        if segment is None or segment.name not in self.params:
            return fault.rule, Problem(fault.message, fault.hint, reading.source(fault.start))
        written = reading.expansion.text[segment.start : segment.end]
        message = f"${segment.name} puts in {written[:40] or 'nothing'} here: {fault.message}"
        return VARIABLE, Problem(message, self._hint(segment), segment.source_start)

    def _hint(self, segment: Segment) -> str:
        """How to write a variable where it stands."""
        name = segment.name
        places = (each for each in self.references if each.reference.start == segment.source_start)
        placed = next(places, None)
        if placed is None or placed.place is Place.REGEX:
            return f"write ${{{name}:regex}}"
        if placed.place is Place.TEXT:
            return f"write ${{{name}:doublequote}} without quotes around it"
        if placed.place is Place.LIST:
            return f"write in [${{{name}:doublequote}}]"
        if self.params[name].multi:
            return f"write in [${{{name}:doublequote}}]"
        return f'for a text write "${name}"'
