"""Reading JSON out of a text that may be anything, without an error where it is none."""

from __future__ import annotations

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL, Given
from generator.languages.insights.lower.values import Value

DEEPEST = 8
"""How deep maps and lists may lie in each other; what is deeper counts as no JSON."""

# Surrogates stand in pairs, and PostgreSQL holds no NUL.
_STRING = (
    r'"(?:[^"\\[:cntrl:]]|\\["\\/bfnrt]|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}'
    r'|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})*"'
)
_SCALAR = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,3})?|true|false|null"
_BLANK = r"[ \t\n\r]*"
# Two quotes for a string: one alone is what no string ends.
_ITEM = f'{_BLANK}(?:""|0){_BLANK}'
_PAIR = f'{_BLANK}""{_BLANK}:{_ITEM}'
_INNERMOST = rf"\[(?:{_ITEM}(?:,{_ITEM})*|{_BLANK})\]|\{{(?:{_PAIR}(?:,{_PAIR})*|{_BLANK})\}}"


def guarded(value: Value) -> SQL:
    """The map or list that a text is in JSON, else NULL.

    Before PostgreSQL 16 there is no asking whether a text is JSON. So its strings become `""`, then its
    other scalars `0`, then level by level what holds nothing else `0` too: of JSON a single 0 is left.
    """

    def build(given: Given) -> SQL:
        left: SQL = given()
        for pattern, replacement in ((_STRING, '""'), (_SCALAR, "0"), *((_INNERMOST, "0"),) * DEEPEST):
            left = nodes.call(
                "REGEXP_REPLACE", left, nodes.text(pattern), nodes.text(replacement), nodes.text("g")
            )
        is_structure = nodes.matches(given(), nodes.text(rf"^{_BLANK}[\[{{]"))
        is_json = nodes.matches(left, nodes.text(f"^{_BLANK}0{_BLANK}$"))
        return nodes.case(
            (nodes.all_of([is_structure, is_json]), nodes.cast(given(), nodes.JSONB)),
        )

    return nodes.guarded([value.sql], build)
