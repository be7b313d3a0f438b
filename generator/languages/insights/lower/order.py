"""The order of `sort`: natural, with what is absent as the lowest (AWS, "sort")."""

from __future__ import annotations

from sqlglot import exp

from generator.languages.insights.lower import nodes
from generator.languages.insights.lower.nodes import SQL
from generator.languages.insights.lower.values import LOOKS_LIKE_NUMBER, Value, as_number, as_text
from generator.languages.insights.record import Type


def order_by(value: Value, *, descending: bool) -> list[exp.Ordered]:
    """What stands behind ORDER BY for one key. `value` is named several times: it should be a column."""
    if value.type in (Type.NUMBER, Type.TIME, Type.BOOLEAN):
        return [nodes.ordered(value.sql, descending=descending, nullable=not value.present)]
    text = as_text(value)
    number = as_number(Value(text.sql.copy(), Type.TEXT)).sql
    is_none = nodes.negated(nodes.matches(text.sql.copy(), nodes.text(LOOKS_LIKE_NUMBER)))
    # Numbers that are the same, such as 1 and 1.0, are alike as texts too.
    others = nodes.by_code_point(nodes.case((is_none, _natural(text.sql))))
    return [nodes.ordered(sql, descending=descending) for sql in (number, others)]


def _natural(sql: SQL) -> SQL:
    """The text with each run of digits led by its length, so that code points put 9 before 10.

    No character stands between the digits, so that a 0 does for any of them against the others.
    """
    run = nodes.element(nodes.column("run"), 1)
    length = nodes.call(
        "LPAD", nodes.cast(exp.Length(this=run.copy()), nodes.TEXT), nodes.number(9), nodes.text("0")
    )
    led = nodes.chain(exp.DPipe, [nodes.text("0"), length, run.copy()])
    shown = nodes.case((nodes.matches(run.copy(), nodes.text("^[0-9]")), led), otherwise=run)
    joined = exp.GroupConcat(
        this=exp.Order(this=shown, expressions=[exp.Ordered(this=nodes.column("place"), nulls_first=False)]),
        separator=nodes.text(""),
    )
    runs = nodes.call("REGEXP_MATCHES", sql, nodes.text("[0-9]+|[^0-9]+"), nodes.text("g"))
    query = nodes.select(joined, nodes.rows_of(runs, "runs", "run", "place", numbered=True))
    return nodes.coalesce(query, nodes.text(""))
