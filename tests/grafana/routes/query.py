"""/api/ds/query: what is right and wrong with a request is decided here, what comes back by the test."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import coded, refuse
from tests.grafana.insights import ACTION
from tests.grafana.queries import result
from tests.grafana.router import Call, Routes
from tests.grafana.routes.rules import EXPRESSION
from tests.grafana.state import Json
from tests.grafana.wire import Response

ROUTES = Routes()


@ROUTES.post("/api/ds/query")
def query(call: Call) -> Any:
    queries = call.body.get("queries") or []
    if not queries:
        raise coded(400, "query.noQueries", "No queries found")
    named = [(one.get("refId") or "A", one) for one in queries]
    if len({ref_id for ref_id, _ in named}) < len(named):
        raise coded(400, "query.duplicateRefId", "Multiple queries using the same RefId is not allowed ")
    for _, one in named:
        check_datasource(call, one)
    # A query without text is left out without a word.
    asked = [(ref_id, one) for ref_id, one in named if one.get("rawSql") != ""]
    results = {ref_id: _result(call, one, ref_id) for ref_id, one in asked}
    failed = any("error" in one for one in results.values())
    return Response(400 if failed else 200, {"results": results})


def _result(call: Call, one: Json, ref_id: str) -> Json:
    if one.get("type") == ACTION:
        return call.state.insights.act(one, ref_id, call.state.answer_query)
    return result(one, ref_id, call.state.answer_query)


def check_datasource(call: Call, one: Json) -> None:
    datasource = one.get("datasource") or {}
    uid = datasource.get("uid") if isinstance(datasource, dict) else datasource
    if "datasourceId" in one and not uid:
        known = any(stored["id"] == one["datasourceId"] for stored in call.state.datasources.values())
    else:
        known = uid == EXPRESSION or uid in call.state.datasources
    if not known:
        raise refuse(404, "Data source not found")
