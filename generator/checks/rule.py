"""What a rule is, and how the rules are found.

A rule is one module in `generator/checks/rules` or in a package there that ends with `RULE = Rule(...)`,
or with `RULES` for those that a table makes. Whoever adds one adds that file; no list is edited.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any, Literal

import attrs

from generator.errors import Location
from generator.finding import Severity

SubjectKind = Literal[
    "query", "insights", "panel", "dashboard", "project", "alert-query", "alert", "alerting"
]
"""What a rule looks at: `query` is SQL and `insights` Logs Insights, a kind for each language."""


@attrs.frozen
class Problem:
    """What a rule says of its subject.

    In a query `start` is the character offset in the file's text where the mistake begins. Elsewhere
    `location` names the place, and None is the place of the subject itself. `severity` overrides the
    rule's own.
    """

    message: str
    hint: str = ""
    start: int | None = None
    location: Location | None = None
    severity: Severity | None = None


@attrs.frozen
class Rule:
    """A named check: `why` says in one sentence what goes wrong for whoever breaks it.

    `check` is a pure function from one subject of the given kind to problems. `foretells` says that
    PostgreSQL refuses what it finds, so that nothing is wrong where PostgreSQL does not. `instead_of`
    names the rules that say less of the same mistake, and are silent where this one has found it. `about`
    are the kinds of nodes of which a query must have some for the rule to say anything; none for any query.
    """

    name: str
    why: str
    subject: SubjectKind
    severity: Severity
    check: Callable[[Any], Iterable[Problem]]
    foretells: bool = False
    instead_of: frozenset[str] = frozenset()
    about: frozenset[type] = frozenset()


@lru_cache(maxsize=4096)
def rules_about(subject: SubjectKind, kinds: frozenset[type]) -> tuple[Rule, ...]:
    """The rules that may say something of a subject with these kinds of nodes.

    Most rules are about what few queries have, and to ask them all takes as long as to parse the query.
    """
    return tuple(rule for rule in rules(subject) if not rule.about or not kinds.isdisjoint(rule.about))


@cache
def rules(subject: SubjectKind) -> tuple[Rule, ...]:
    """The rules for a kind of subject, by name. Raises ValueError for two rules of one name."""
    package = importlib.import_module("generator.checks.rules")
    found: dict[str, Rule] = {}
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.ispkg:
            continue
        loaded = importlib.import_module(module.name)
        made: tuple[Rule, ...] = loaded.RULES if hasattr(loaded, "RULES") else (loaded.RULE,)
        for rule in made:
            if rule.name in found:
                raise ValueError(f"two rules are named {rule.name}")
            found[rule.name] = rule
    return tuple(rule for _, rule in sorted(found.items()) if rule.subject == subject)
