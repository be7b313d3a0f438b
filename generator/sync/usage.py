"""Who uses a datasource: Grafana itself does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from generator.sync.client.errors import NotFound, Refused
from generator.sync.client.grafana import Grafana, segment
from generator.sync.client.listing import whole_list
from generator.sync.model import Json

PAGE = 5000


@attrs.frozen
class Usage:
    """The titles of what uses a datasource."""

    dashboards: tuple[str, ...]
    rules: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.dashboards or self.rules)

    def __str__(self) -> str:
        """`2 dashboards (A, B) and 1 alert rule (C)`."""
        parts = [
            _counted(self.dashboards, "dashboard"),
            _counted(self.rules, "alert rule"),
        ]
        return " and ".join(filter(None, parts)) or "nothing"


def usage(grafana: Grafana, uid: str, name: str) -> Usage:
    """All dashboards and rules that name a datasource. Each dashboard is read: this is for what is rare."""

    def page(number: int) -> Sequence[Json]:
        found: Sequence[Json] = grafana.get("/api/search", {"type": "dash-db", "limit": PAGE, "page": number})
        return found

    hits = whole_list(page, PAGE, lambda hit: str(hit["uid"]))
    using = grafana.map(lambda each: _dashboard_uses(grafana, each, uid, name), hits)
    titles = sorted(str(hit["title"]) for hit, uses in zip(hits.values(), using, strict=True) if uses)
    rules = grafana.get("/api/v1/provisioning/alert-rules") or ()
    named = sorted(
        str(rule["title"])
        for rule in rules
        if any(query.get("datasourceUid") == uid for query in rule.get("data") or ())
    )
    return Usage(tuple(titles), tuple(named))


def _dashboard_uses(grafana: Grafana, dashboard: str, uid: str, name: str) -> bool:
    try:
        answer = grafana.get(f"/api/dashboards/uid/{segment(dashboard)}")
    except NotFound:
        return False
    except Refused as error:
        if error.status == 406:  # stored in another form, which this API does not show
            return False
        raise
    return names_datasource(answer.get("dashboard"), uid, name)


def names_datasource(node: Any, uid: str, name: str) -> bool:
    """Whether any part of a dashboard refers to a datasource, by uid or, as old ones do, by name."""
    if isinstance(node, dict):
        reference = node.get("datasource")
        referred = reference.get("uid") if isinstance(reference, dict) else reference
        if referred is not None and referred in (uid, name):
            return True
        return any(names_datasource(each, uid, name) for each in node.values())
    return isinstance(node, list) and any(names_datasource(each, uid, name) for each in node)


def _counted(titles: Sequence[str], what: str) -> str:
    if not titles:
        return ""
    return f"{len(titles)} {what}{'s' if len(titles) > 1 else ''} ({', '.join(titles)})"
