from __future__ import annotations

import re
from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.regexes import foreign_escape, patterns, replacements
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import queries
from generator.finding import Severity

_DOLLAR_GROUP = re.compile(r"\$(?:([1-9])|\{([1-9])\}|&)(?!\d)")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        for pattern in patterns(statement):
            fault = foreign_escape(pattern.value)
            if fault is not None:
                yield Problem(fault[0], fault[1], reading.source(pattern.start))
        for replacement in replacements(statement):
            group = _DOLLAR_GROUP.search(replacement.value)
            if group is not None:
                yield Problem(
                    f"{group[0]} is put in as it stands: PostgreSQL writes a group otherwise",
                    f"write \\{group[1] or group[2] or '&'}",
                    reading.source(replacement.start),
                )


RULE = Rule(
    "regex-dialect",
    "Some escapes mean other things to PostgreSQL than to Python or Perl, and match nothing.",
    "query",
    Severity.WARNING,
    check,
)
