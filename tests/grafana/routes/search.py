"""/api/search: folders and dashboards, by title, tag, folder and uid."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.grafana.answers import refuse
from tests.grafana.dashboards import url
from tests.grafana.identifiers import slug
from tests.grafana.router import Call, Routes
from tests.grafana.routes.dashboards import GENERAL, folder_of
from tests.grafana.routes.folders import folder_url
from tests.grafana.state import Dashboard, Folder, Json, State

ROUTES = Routes()
MOST = 5000


def hit(state: State, item: Dashboard | Folder) -> Json:
    is_folder = isinstance(item, Folder)
    above = item.parent_uid if isinstance(item, Folder) else item.folder_uid
    answer = {
        "id": 0 if state.unified else item.id,
        "uid": item.uid,
        "orgId": 1,
        "title": item.title,
        "uri": f"db/{slug(item.title)}",
        "url": folder_url(item) if isinstance(item, Folder) else url(item),
        "slug": "",
        "type": "dash-folder" if is_folder else "dash-db",
        "tags": [] if isinstance(item, Folder) else sorted(item.tags),
        "isStarred": False,
        "sortMeta": 0,
        "isDeleted": False,
    }
    return answer | (folder_of(state, above) if above else {})


@ROUTES.get("/api/search")
def search(call: Call) -> Any:
    limit = call.number("limit", 1000) or 1000
    if limit > MOST:
        raise refuse(
            422, f"Limit is above maximum allowed ({MOST}), use page parameter to access hits beyond limit"
        )
    found = [item for item in of_type(call) if wanted(call, item)]
    found.sort(key=call.state.by_title)
    if call.text("sort") == "alpha-desc":
        found.reverse()
    start = (max(call.number("page", 1), 1) - 1) * limit
    hits = [hit(call.state, item) for item in found[start : start + limit]]
    return hits if call.state.unified else without_lone_tag(hits)


def without_lone_tag(hits: list[Json]) -> list[Json]:
    """Grafana's own mistake: a result of one row, which is one dashboard with one tag, loses the tag."""
    if len(hits) == 1 and len(hits[0]["tags"]) == 1:
        return [hits[0] | {"tags": []}]
    return hits


def of_type(call: Call) -> list[Dashboard | Folder]:
    kind = call.text("type")
    folders = [] if kind == "dash-db" else list(call.state.folders.values())
    boards = [] if kind == "dash-folder" else list(call.state.dashboards.values())
    return [*folders, *boards]


def wanted(call: Call, item: Dashboard | Folder) -> bool:
    tags = set(item.tags) if isinstance(item, Dashboard) else set()
    above = item.folder_uid if isinstance(item, Dashboard) else item.parent_uid
    uids = call.values("dashboardUIDs") + call.values("dashboardUID")
    folders = [uid for text in call.values("folderUIDs") for uid in text.split(",")]
    return (
        has_tags(call, tags)
        and call.text("query").lower() in item.title.lower()
        and (not uids or item.uid in uids)
        and (not folders or (above or GENERAL) in folders)
    )


def has_tags(call: Call, tags: set[str]) -> bool:
    """All that are asked for; one is enough in unified storage."""
    asked = set(call.values("tag"))
    return bool(asked & tags) or not asked if call.state.unified else asked <= tags


@ROUTES.get("/api/dashboards/tags")
def tags(call: Call) -> Any:
    count = Counter(tag for board in call.state.dashboards.values() for tag in board.tags)
    return [{"term": term, "count": count[term]} for term in sorted(count)]
