"""The scalar functions in SQL: one module a family, each a table of functions by the catalog's names."""

from __future__ import annotations

from collections.abc import Mapping

from generator.languages.insights.lower.functions import (
    addresses,
    choices,
    encodings,
    json,
    numbers,
    texts,
    times,
)
from generator.languages.insights.lower.functions.shared import Function

FUNCTIONS: Mapping[str, Function] = {
    **numbers.FUNCTIONS,
    **times.FUNCTIONS,
    **choices.FUNCTIONS,
    **texts.FUNCTIONS,
    **encodings.FUNCTIONS,
    **json.FUNCTIONS,
    **addresses.FUNCTIONS,
}
