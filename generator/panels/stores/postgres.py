"""PostgreSQL: the query's text as it stands, in the code editor's form (Grafana 12.2)."""

from __future__ import annotations

from typing import Any

from generator.datasources import POSTGRES
from generator.panels.stores import Ask, Backend
from generator.queries.model import SQL_ENDING, Format, Query


def _target(ask: Ask) -> dict[str, Any]:
    return _model(ask.query, ask.format)


def _model(query: Query, shape: Format) -> dict[str, Any]:
    return {
        "editorMode": "code",
        # The backend knows only these two: a logs panel reads a table.
        "format": "time_series" if shape == "time_series" else "table",
        "rawQuery": True,
        "rawSql": query.text,
    }


def _variable(query: Query) -> dict[str, Any]:
    return {"query": query.text, "definition": query.text}


def _annotation(query: Query) -> dict[str, Any]:
    return {"refId": "Anno", **_model(query, "table")}


BACKEND = Backend(POSTGRES, SQL_ENDING, _target, _variable, _annotation)
