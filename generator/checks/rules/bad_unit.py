from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.literals import UNITS
from generator.checks.query_subject import QuerySubject
from generator.checks.reading import Reading
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries, text_value
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Call, Expression
from generator.suggest import nearest

_LENGTH_NAMES = """
microseconds milliseconds second minute hour day week month quarter year decade century millennium
"""
_LENGTHS = tuple(_LENGTH_NAMES.split())
_PART_NAMES = "epoch dow isodow doy isoyear timezone timezone_hour timezone_minute julian"
_PARTS = (*_LENGTHS, *_PART_NAMES.split())
# What PostgreSQL also takes, from its datetktbl and deltatktbl.
_ABBREVIATIONS = frozenset({*UNITS, "qtr", "timezone_h", "timezone_m"})


_NO_FIXED_LENGTH = re.compile(
    r"\d\s*(?:mon(?:th)?s?|y(?:ea)?rs?|dec(?:ade)?s?|cent(?:ur(?:y|ies))?)\b", re.IGNORECASE
)


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for call in statement.of(Call):
            if call.name in ("date_trunc", "extract", "date_part") and call.arguments:
                known = _LENGTHS if call.name == "date_trunc" else _PARTS
                unit = text_value(call.arguments[0])
                if unit is None or unit.lower() in known or unit.lower() in _ABBREVIATIONS:
                    continue
                meant = nearest(unit, known)
                hint = f"did you mean {meant}?" if meant else f"the units are {', '.join(known[1:11])}"
                if call.name == "date_trunc" and any(character.isdigit() for character in unit):
                    hint = f"date_bin('{unit}', timestamp, '2000-01-01') cuts time into pieces of any length"
                yield Problem(f"{call.name} knows no unit {unit!r}", hint, _place(reading, call.arguments[0]))

            elif call.name == "date_bin" and call.arguments:
                stride = text_value(call.arguments[0])
                if stride is not None and _NO_FIXED_LENGTH.search(stride):
                    yield Problem(
                        "date_bin takes no months or years, which differ in length",
                        "write date_trunc('month', timestamp)",
                        _place(reading, call.arguments[0]),
                    )


def _place(reading: Reading, literal: Expression) -> int:
    return reading.source_of_literal(literal.start, literal.end)


RULE = Rule(
    "bad-unit",
    "date_trunc and extract refuse a unit that they do not know, but only when the query runs.",
    "query",
    Severity.ERROR,
    check,
)
