"""Logs Insights as the CloudWatch datasource answers it: a query is begun, and asked about until it is done.

The steps and their frames are those of `log_actions.go` (12.2). What the query finds is the test's answer to
its `StartQuery`, whose `QueryError` is CloudWatch's refusal.
"""

from __future__ import annotations

from itertools import count
from typing import Any

import attrs

from tests.grafana.queries import AnswerQuery, QueryError, Table, frame
from tests.grafana.wire import Json

ACTION = "logAction"


@attrs.define
class Running:
    """A query that was begun: what it finds, and how often it is asked about before it is done."""

    found: Table
    asks: int
    stopped: bool = False


@attrs.define
class Insights:
    """The queries by their id. `asks` is how long each next one takes, `ends` how it ends."""

    asks: int = 1
    ends: str = "Complete"
    queries: dict[str, Running] = attrs.field(factory=dict)
    _numbers: Any = attrs.field(factory=count)

    def act(self, query: Json, ref_id: str, answer: AnswerQuery) -> Json:
        """The result of one step."""
        match query.get("subtype"):
            case "StartQuery":
                return self._start(query, ref_id, answer)
            case "GetQueryResults":
                return self._results(query, ref_id)
            case "StopQuery":
                self.queries[query["queryId"]].stopped = True
                return _framed(ref_id, Table([("success", "bool")], [[True]]))
        return {"error": f"invalid log action {query.get('subtype')}", "errorSource": "plugin", "status": 500}

    def _start(self, query: Json, ref_id: str, answer: AnswerQuery) -> Json:
        if not query.get("logGroups"):
            message = "failed to execute log action with subtype: StartQuery: log group is required"
            return {"error": message, "errorSource": "downstream", "status": 500}
        try:
            found = answer(query)
        except QueryError as error:
            return {"error": str(error), "errorSource": error.source, "status": 400}
        query_id = f"query-{next(self._numbers)}"
        self.queries[query_id] = Running(found, self.asks)
        return _framed(ref_id, Table([("queryId", "string")], [[query_id]]))

    def _results(self, query: Json, ref_id: str) -> Json:
        running = self.queries[query["queryId"]]
        running.asks -= 1
        if running.stopped or running.asks >= 0:
            return _framed(ref_id, Table(), "Cancelled" if running.stopped else "Running")
        return _framed(ref_id, running.found if self.ends == "Complete" else Table(), self.ends)


def _framed(ref_id: str, table: Table, status: str = "") -> Json:
    made = frame(ref_id, table)
    if status:
        made["schema"]["meta"]["custom"] = {"Status": status, "Statistics": {}}
    return {"status": 200, "frames": [made]}
