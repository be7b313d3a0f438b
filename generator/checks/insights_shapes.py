"""Which settings of a dashboard give a Logs Insights query another shape, so that each is read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from generator.languages.grafana.formats import glob
from generator.languages.grafana.model import Scenario, Variable
from generator.languages.grafana.variables import reference_value
from generator.languages.insights.references import Place, PlacedReference

_PLAIN = r"[\w .,:/@-]+"
_PLAIN_TEXT = re.compile(_PLAIN)
"""What is as good as any other in a text: it does not end it, and means nothing to `like`."""

_LITERAL = re.compile(rf'"(?:{_PLAIN})?"')
_TEXTS = re.compile(rf'"{_PLAIN}"(?:,"{_PLAIN}")*')


def of_different_shape(
    every: Sequence[Scenario], references: Sequence[PlacedReference], variables: Mapping[str, Variable]
) -> Iterator[Scenario]:
    """The first scenario of each shape, the usual one first.

    Two texts have one shape when a parser makes the same tree of both, but for what texts hold and how many
    of them stand in a list.
    """
    seen: set[tuple[str, ...]] = set()
    for scenario in every:
        shape = tuple(_part(placed, scenario, variables) for placed in references)
        if shape not in seen:
            seen.add(shape)
            yield scenario


def _part(placed: PlacedReference, scenario: Scenario, variables: Mapping[str, Variable]) -> str:
    """The shape of what a reference puts in."""
    reference = placed.reference
    written = reference_value(reference.name, reference.field, reference.format, variables, scenario, glob)
    if written is None:
        return ""
    if placed.place is Place.TEXT and _PLAIN_TEXT.fullmatch(written):
        return "text"
    if placed.place is Place.BARE and _LITERAL.fullmatch(written):
        return "text"
    if placed.place is Place.LIST and _TEXTS.fullmatch(written):
        return "texts"
    return written
