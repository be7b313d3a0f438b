"""What a query means, as far as it can be known without a server: names, types, result columns."""

from __future__ import annotations

from generator.languages.grafana_sql.analysis.model import Analysis, Fault, Output
from generator.languages.grafana_sql.analysis.queries import Queries
from generator.languages.grafana_sql.analysis.schema import Schema
from generator.languages.grafana_sql.parser import NotUnderstood
from generator.languages.grafana_sql.tree import Query

__all__ = ["Analysis", "Fault", "Output", "Schema", "analyse"]


def analyse(query: Query, schema: Schema) -> Analysis:
    """Resolve every name of a query and infer every type. Raises NotUnderstood for one nested too deeply."""
    analyser = Queries(schema)
    try:
        analyser.query(query, None)
    except RecursionError:
        raise NotUnderstood("nested too deeply") from None
    return analyser.analysis
