"""What the rules for queries look at: a query file, its variables, and its text as PostgreSQL gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from logloom import Contract
from logloom.schema import TABLE, columns

from generator.checks.reading import Reading
from generator.checks.rule import Problem
from generator.checks.shapes import Shape, Shapes
from generator.languages.grafana_sql.analysis import Fault, Schema
from generator.languages.grafana_sql.analysis.schema import KEY_TYPES
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.lexer import Kind, Token, tokens
from generator.languages.grafana_sql.model import (
    Expansion,
    ExpansionError,
    MacroCall,
    Reference,
    Scenario,
    Variable,
)
from generator.languages.grafana_sql.parser.type_names import type_by_name
from generator.languages.grafana_sql.references import macro_calls, references
from generator.languages.grafana_sql.scenarios import scenarios
from generator.queries.model import Column, Query

JSON_PREFIX = "extra."
"""What begins the name of a key in the header's `fields:`."""

VARIABLE = "variable-quoting"
MACRO = "macro"
SYNTAX_RULES = frozenset({"syntax", "parenthesis", "trailing-comma", "unclosed", "misspelt-keyword"})
"""Rules that speak of the author's own text, and say nothing where Grafana has written it."""

_schemas: dict[tuple[str, tuple[Column, ...]], Schema] = {}


def schema_of(contract: Contract, fields: tuple[Column, ...] = ()) -> Schema:
    """The contract's table, with the fields that a query's header adds to it."""
    key = (contract.digest, fields)
    if key not in _schemas:
        known = {field.name: type_by_name(field.type.lower()) for field in columns(contract)}
        keys = {name: KEY_TYPES[extra.type] for name, extra in contract.extra.items()}
        for field in fields:
            if field.name.startswith(JSON_PREFIX):
                keys[field.name.removeprefix(JSON_PREFIX)] = field.type.lower()
            else:
                known[field.name] = type_by_name(field.type.lower())
        _schemas[key] = Schema({TABLE: known}, keys)
    return _schemas[key]


class QuerySubject:
    """A query and all that is read from it. Every part is worked out when a rule first asks for it.

    Offsets in problems are those of `text`, the file; a reading leads back to them.
    """

    def __init__(self, query: Query, contract: Contract) -> None:
        self.query = query
        self.contract = contract
        self.text = query.text
        self.schema = schema_of(contract, query.header.fields)

    # --- the source ---

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        return {variable.name: variable for variable in self.query.header.params}

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return references(self.text) if "$" in self.text or "[[" in self.text else ()

    @cached_property
    def macros(self) -> tuple[MacroCall, ...]:
        return macro_calls(self.text) if "$__" in self.text else ()

    @cached_property
    def source_tokens(self) -> list[Token]:
        """The tokens of the file itself, in which a variable is a `$` and a name."""
        return tokens(self.text)

    def in_comment(self, start: int, end: int) -> bool:
        """Whether a comment of the source holds this run."""
        return any(
            token.start <= start and end <= token.end
            for token in self.source_tokens
            if token.kind is Kind.COMMENT
        )

    # --- what reaches PostgreSQL ---

    @cached_property
    def _expansions(self) -> tuple[list[tuple[Scenario, Expansion]], list[tuple[Scenario, ExpansionError]]]:
        """Every scenario's text, the usual one first, and the refusals of Grafana."""
        expanded: list[tuple[Scenario, Expansion]] = []
        refused: list[tuple[Scenario, ExpansionError]] = []
        variables = self.query.header.params
        for scenario in _that_differ_in_shape(scenarios(self.text, variables)):
            try:
                expanded.append((scenario, expand(self.text, variables, scenario)))
            except ExpansionError as error:
                refused.append((scenario, error))
        return expanded, refused

    @property
    def refusals(self) -> Sequence[tuple[Scenario, ExpansionError]]:
        """The scenarios in which Grafana itself would refuse the text."""
        return self._expansions[1]

    @property
    def is_always_refused(self) -> bool:
        return not self._expansions[0]

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """One reading for each shape the text takes, the usual one first; none if it is always refused."""
        expanded = self._expansions[0]
        readings = [Reading(expansion, scenario, self.schema) for scenario, expansion in expanded]
        if len(readings) < 2:
            return tuple(readings)
        shapes = Shapes(readings[0].text, readings[0].tokens)
        by_shape: dict[Shape, Reading] = {}
        for reading in readings:
            by_shape.setdefault(shapes.shape(reading.text), reading)
        return tuple(by_shape.values())

    @property
    def main(self) -> Reading | None:
        """The text under the usual setting."""
        return self.readings[0] if self.readings else None

    @cached_property
    def faults(self) -> Mapping[str, Sequence[Problem]]:
        """What PostgreSQL would refuse in any reading, by rule, each mistake once."""
        found: dict[str, dict[int, Problem]] = {}
        for reading in self.readings:
            for fault in reading.faults():
                rule, problem = self._located(reading, fault)
                found.setdefault(rule, {}).setdefault(problem.start or 0, problem)
        return {rule: tuple(problems.values()) for rule, problems in found.items()}

    def _located(self, reading: Reading, fault: Fault) -> tuple[str, Problem]:
        """The rule and the problem in the source: a fault in what a variable puts in is the variable's."""
        segment = reading.segment(fault.start)
        if segment is None:
            return fault.rule, Problem(fault.message, fault.hint, reading.source(fault.start))
        written = reading.expansion.text[segment.start : segment.end]
        if segment.kind == "variable":
            shown = (
                f"${segment.name} puts in {written[:40]}"
                if written
                else f"${segment.name} may put in nothing"
            )
            hint = f"write ${{{segment.name}:sqlstring}}" if segment.name in self.variables else ""
            return VARIABLE, Problem(f"{shown} here: {fault.message}", hint, segment.source_start)
        if fault.rule in SYNTAX_RULES:
            message = f"${segment.name} puts in {written[:60]}, which does not fit here"
            return MACRO, Problem(message, "", segment.source_start)
        return fault.rule, Problem(fault.message, fault.hint, segment.source_start)


def _that_differ_in_shape(every: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios that may change the shape of the text: time ranges and intervals are but numbers."""
    usual = every[0]
    return [
        usual,
        *(each for each in every[1:] if (each.values, each.release) != (usual.values, usual.release)),
    ]
