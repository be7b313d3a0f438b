"""From a place in a statement to what its author wrote there: a variable, a macro, or plain text."""

from __future__ import annotations

from collections.abc import Sequence

from generator.checks.postgres_place import SYNTAX_ERROR, meaningful, place
from generator.checks.postgres_session import Diagnosis, Statement
from generator.checks.postgres_syntax import Place
from generator.languages.grafana.model import Expansion, Segment
from generator.languages.grafana_sql.lexer import Kind, Token

_SHOWN = 80
"""As many characters of what a macro or a variable makes are shown."""


def origin(diagnosis: Diagnosis, statement: Statement, expansion: Expansion) -> Place:
    """The place in the query's source that a diagnosis is about.

    Where a variable has a part in it, it is the variable: its author wrote that, and not its value.
    """
    found = meaningful(statement.text)
    where = place(diagnosis, found)
    start, end = _suspects(diagnosis, found, where.offset, len(statement.text))
    variable = _variable(expansion, start + statement.offset, end + statement.offset)
    if variable is not None:
        made = _shown(expansion.text[variable.start : variable.end])
        return Place(variable.source_start, f"here the variable {variable.name} puts in {made}")
    at = where.offset + statement.offset
    segment = expansion.segment_at(at)
    if segment.kind == "macro":
        made = _shown(_written(expansion, segment))
        return Place(segment.source_start, where.hint or f"here {segment.name} writes {made}")
    return Place(expansion.source_offset(at), where.hint)


def _suspects(diagnosis: Diagnosis, found: Sequence[Token], offset: int, length: int) -> tuple[int, int]:
    """Where in the statement a variable would be to blame: the token, and what it needs beside it."""
    if diagnosis.sqlstate == SYNTAX_ERROR:
        noticed = length if diagnosis.position is None else diagnosis.position
        # From the token before, since a variable that puts in nothing is no token.
        start = max((token.end for token in found if token.end <= noticed), default=0)
        return start, next((token.end for token in found if token.end > noticed), length)
    index = next((number for number, token in enumerate(found) if token.end > offset), None)
    if index is None:
        return offset, length
    if found[index].kind is Kind.OPERATOR:
        beside = found[max(index - 1, 0) : index + 2]
        return beside[0].start, beside[-1].end
    return found[index].start, found[index].end


def _variable(expansion: Expansion, start: int, end: int) -> Segment | None:
    """The first variable in a run of the text, an empty one at its edges included."""
    for segment in expansion.segments:
        is_empty = segment.start == segment.end
        if segment.kind == "variable" and (
            start <= segment.start <= end if is_empty else start < segment.end and segment.start < end
        ):
            return segment
    return None


def _written(expansion: Expansion, macro: Segment) -> str:
    """All that a macro call has written, its arguments included."""
    own = [
        segment
        for segment in expansion.segments
        if macro.source_start <= segment.source_start and segment.source_end <= macro.source_end
    ]
    return expansion.text[own[0].start : own[-1].end]


def _shown(text: str) -> str:
    if not text:
        return "nothing"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
