"""The other way round: variables as the `params:` of a header."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.languages.grafana.model import Variable
from generator.queries.params import FLAGS

_PLAIN = re.compile(r"[\w.%:/@*+-]+")


def format_params(variables: Iterable[Variable]) -> str:
    """The variables as a header has them, on one line: their values hold no line break."""
    return "; ".join(_format_variable(variable) for variable in variables)


def _format_variable(variable: Variable) -> str:
    words = [f"{variable.name}={','.join(map(_quote, variable.values))}"]
    if variable.multi:
        words.append("multi")
    if variable.include_all:
        words.append("all" if variable.all_value is None else f"all={_quote(variable.all_value)}")
    if variable.text_box:
        words.append("textbox")
    return " ".join(words)


def _quote(value: str) -> str:
    if _PLAIN.fullmatch(value) and value not in FLAGS:
        return value
    return '"' + value.replace('"', '""') + '"'
