"""The languages that queries are written in: what the rules look at, and which rules those are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol

import attrs
from logloom import Contract

from generator.checks.rule import SubjectKind
from generator.queries.model import INSIGHTS_ENDING, SQL_ENDING, Query


class Subject(Protocol):
    """A query as the rules of its language look at it."""

    @property
    def kinds(self) -> frozenset[type]:
        """The kinds of nodes that rules may be about; see `Rule.about`."""


MakeSubject = Callable[[Query, Contract], Subject]


@attrs.frozen
class Language:
    """A language of queries: the kind of its rules, and what makes their subject of a query.

    `subject` is `module:class`, since to load one is for those who have a query in it.
    """

    rules: SubjectKind
    subject: str

    def subject_of(self, query: Query, contract: Contract) -> Subject:
        """What this language's rules look at."""
        return _load(self.subject)(query, contract)


@cache
def _load(subject: str) -> MakeSubject:
    module, _, name = subject.partition(":")
    made: MakeSubject = getattr(import_module(module), name)
    return made


SQL = Language("query", "generator.checks.query_subject:QuerySubject")

LANGUAGES: Mapping[str, Language] = {
    SQL_ENDING: SQL,
    INSIGHTS_ENDING: Language("insights", "generator.checks.insights_subject:InsightsSubject"),
}
"""By the ending of a query file."""


def language_of(query: Query) -> Language:
    """The language of a query. A file of another ending is read as SQL, as it always was."""
    return LANGUAGES.get(query.path.suffix.lower(), SQL)
