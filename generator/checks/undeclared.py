"""What is said of a variable that nobody declares, in whatever language it stands."""

from __future__ import annotations

from collections.abc import Collection

from generator.checks.rule import Problem
from generator.languages.grafana.model import Reference
from generator.suggest import nearest


def undeclared(reference: Reference, declared: Collection[str], marker: str) -> Problem:
    """Which variable may be meant, or how to declare it; `marker` begins a comment in the language."""
    name = reference.name
    meant = nearest(name, declared)
    return Problem(
        f"no variable {name} is declared, so that Grafana leaves its name as it stands",
        f"did you mean ${meant}?" if meant else f"declare it: {marker} params: {name}=value",
        reference.start,
    )
