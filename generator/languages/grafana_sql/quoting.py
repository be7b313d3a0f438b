"""How Grafana's SQL datasources write a value for which a query names no format.

Source: `SqlDatasource.interpolateVariable` of Grafana.
"""

from __future__ import annotations

from generator.languages.grafana.formats import Picked, quote_literal
from generator.languages.grafana.model import Quoting, Variable


def sql_text(picked: Picked, variable: Variable | None, quoting: Quoting) -> str:
    """Several values as literals in a row; one as it is, or as a literal where the release does that."""
    value = picked.value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return ",".join(quote_literal(each) for each in value)
    may_be_many = variable is not None and (variable.multi or variable.include_all)
    if may_be_many and quoting is Quoting.MULTI_OR_ALL:
        return quote_literal(value)
    return value.replace("'", "''")
