"""Ask Logs Insights through a running Grafana, as a panel does: begin a query, and ask until it is done.

The plain way, which other datasources are asked by, would take it for a query of metrics. Wire format:
`log_actions.go` of the CloudWatch datasource, 12.2; and a recorded browser.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from generator.sync.client.grafana import Grafana
from generator.sync.model import Json

LONGEST = 60.0
"""Seconds after which a query is stopped: whoever looks at a panel has gone by then."""

_PAUSE = 0.5
_DONE = frozenset({"Complete", "Failed", "Cancelled", "Timeout"})

Sleep = Callable[[float], None]


def is_insights(query: Mapping[str, Any]) -> bool:
    """Whether a target has to be asked in this way."""
    datasource = query.get("datasource")
    of_cloudwatch = isinstance(datasource, Mapping) and datasource.get("type") == "cloudwatch"
    return of_cloudwatch and query.get("queryMode") == "Logs"


def ask_insights(
    grafana: Grafana, body: Json, *, sleep: Sleep = time.sleep, clock: Callable[[], float] = time.monotonic
) -> Any:
    """What /api/ds/query answers when the one query in `body` is done, or to the step that failed.

    Raises Refused as any request does. A query that takes too long is stopped, and answered by an error.
    """
    (query,) = body["queries"]
    started = _act(grafana, body, "StartQuery", _start_keys(query))
    query_id = next((value for frame in _frames(started) for value in _column(frame, "queryId")), None)
    if query_id is None:
        return started
    keys = {"queryId": query_id, "statsGroups": query.get("statsGroups") or []}
    begun = clock()
    while True:
        answer = _act(grafana, body, "GetQueryResults", keys)
        status = next(_statuses(answer), "Complete")
        if status == "Complete" or _failed(answer):
            return answer
        if status in _DONE or clock() - begun > LONGEST:
            if status not in _DONE:
                _act(grafana, body, "StopQuery", {"queryId": query_id})
                status = f"not done after {LONGEST:g} s"
            return {"results": {query["refId"]: {"error": f"CloudWatch: the query is {status.lower()}"}}}
        sleep(_PAUSE)


def _start_keys(query: Json) -> Json:
    return {
        "queryString": query.get("expression") or "",
        "queryLanguage": query.get("queryLanguage") or "CWLI",
        "logGroups": query.get("logGroups") or [],
        "logGroupNames": query.get("logGroupNames") or [],
    }


def _act(grafana: Grafana, body: Json, action: str, keys: Json) -> Any:
    (query,) = body["queries"]
    kept = {key: query[key] for key in ("refId", "datasource", "intervalMs", "maxDataPoints") if key in query}
    sent = {
        **kept,
        "id": "",
        "region": query.get("region") or "default",
        "type": "logAction",
        "subtype": action,
        **keys,
    }
    return grafana.post("/api/ds/query", {**body, "queries": [sent]})


def _frames(answer: Any) -> Iterator[Json]:
    results = answer.get("results") if isinstance(answer, Mapping) else None
    for result in (results or {}).values():
        yield from result.get("frames") or ()


def _failed(answer: Any) -> bool:
    results = answer.get("results") if isinstance(answer, Mapping) else None
    return not results or any(result.get("error") for result in results.values())


def _statuses(answer: Any) -> Iterator[str]:
    for frame in _frames(answer):
        custom = ((frame.get("schema") or {}).get("meta") or {}).get("custom") or {}
        if custom.get("Status"):
            yield str(custom["Status"])


def _column(frame: Json, name: str) -> list[Any]:
    names = [field.get("name") for field in (frame.get("schema") or {}).get("fields") or ()]
    values = (frame.get("data") or {}).get("values") or []
    return list(values[names.index(name)]) if name in names else []
