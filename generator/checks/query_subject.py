"""What the rules for queries look at: a query file, its variables, and its text as PostgreSQL gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from logloom import Contract
from logloom.schema import TABLE, columns

from generator.checks.reading import Reading, StatementReading
from generator.checks.rule import Problem
from generator.checks.shapes import of_different_shape
from generator.languages.grafana.model import (
    Expansion,
    ExpansionError,
    MacroCall,
    Reference,
    Scenario,
    Variable,
)
from generator.languages.grafana_sql.analysis import Fault, Schema
from generator.languages.grafana_sql.analysis.schema import KEY_TYPES
from generator.languages.grafana_sql.expand import expand
from generator.languages.grafana_sql.lexer import Kind, Token, tokens
from generator.languages.grafana_sql.parser.type_names import type_by_name
from generator.languages.grafana_sql.places import Places
from generator.languages.grafana_sql.references import macro_calls, references
from generator.languages.grafana_sql.scenarios import is_made_up, scenarios
from generator.languages.grafana_sql.strings import literal_value
from generator.languages.grafana_sql.tree import Text
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

    kinds: frozenset[type] = frozenset()
    """No rule for SQL is about some kinds of nodes only."""

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

    @cached_property
    def places(self) -> Places:
        """What each place of the file is."""
        return Places(self.text)

    # --- what reaches PostgreSQL ---

    @cached_property
    def _expansions(self) -> tuple[list[tuple[Scenario, Expansion]], list[tuple[Scenario, ExpansionError]]]:
        """The text of each scenario that gives it another shape, the usual one first, and the refusals."""
        expanded: list[tuple[Scenario, Expansion]] = []
        refused: list[tuple[Scenario, ExpansionError]] = []
        every = scenarios(self.text, self.query.header.params)
        for scenario in of_different_shape(self.text, every, self.references, self.variables, self.places):
            try:
                expanded.append((scenario, expand(self.text, self.query.header.params, scenario)))
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
    def queries(self) -> Sequence[tuple[Reading, StatementReading]]:
        """Each query of the usual reading, with it."""
        reading = self.main
        if reading is None:
            return ()
        return [(reading, part) for part in reading.statements if part.analysis is not None]

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """One reading for each shape the text takes, the usual one first; none if it is always refused."""
        return tuple(Reading(expansion, scenario, self.schema) for scenario, expansion in self._expansions[0])

    @property
    def main(self) -> Reading | None:
        """The text under the usual setting."""
        return self.readings[0] if self.readings else None

    def other_values(self, reading: Reading, literal: Text) -> Iterator[str]:
        """What a literal into which a variable puts something holds under the other settings."""
        if not self.variables:
            return
        start = reading.source_of_literal(literal.start, literal.end)
        if all(reference.start != start or reference.builtin for reference in self.references):
            return
        for expansion, found in self._other_texts:
            for segment in expansion.segments:
                if segment.kind == "variable" and segment.source_start == start:
                    for token in found:
                        if (
                            token.kind is Kind.STRING
                            and token.start < segment.end
                            and segment.start < token.end
                        ):
                            yield literal_value(token.text)

    @cached_property
    def _other_texts(self) -> list[tuple[Expansion, list[Token]]]:
        """The texts of all settings but the usual one in which a variable has another value."""
        every = scenarios(self.text, self.query.header.params)
        texts = []
        for scenario in every[1:]:
            if scenario.values != every[0].values and not is_made_up(scenario, self.query.header.params):
                with suppress(ExpansionError):
                    expansion = expand(self.text, self.query.header.params, scenario)
                    texts.append((expansion, tokens(expansion.text)))
        return texts

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
            name = segment.name
            message = f"${name} puts in {written[:40] or 'nothing'} here: {fault.message}"
            hint = f"write ${{{name}:sqlstring}}" if name in self.variables else f"write '${name}'"
            rule = VARIABLE if written else fault.rule
            return rule, Problem(message, hint, segment.source_start)
        if fault.rule in SYNTAX_RULES:
            message = f"${segment.name} puts in {written[:60]}, which does not fit here"
            return MACRO, Problem(message, "", segment.source_start)
        return fault.rule, Problem(fault.message, fault.hint, segment.source_start)
