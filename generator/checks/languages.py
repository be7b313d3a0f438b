"""The languages that queries are written in: what the rules look at, and which rules those are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

import attrs
from logloom import Contract

from generator.checks.rule import SubjectKind
from generator.queries.model import INSIGHTS_ENDING, SQL_ENDING, Query

Subject = Callable[[Query, Contract], object]


@attrs.frozen
class Language:
    """A language of queries: the kind of its rules, and what makes their subject of a query.

    `subject` is `module:class`, since to load one is for those who have a query in it.
    """

    rules: SubjectKind
    subject: str

    def subject_of(self, query: Query, contract: Contract) -> object:
        """What this language's rules look at."""
        return _load(self.subject)(query, contract)


@cache
def _load(subject: str) -> Subject:
    module, _, name = subject.partition(":")
    made: Subject = getattr(import_module(module), name)
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
