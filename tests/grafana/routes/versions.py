"""/api/dashboards/uid/.../versions: the history of a dashboard."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import refuse
from tests.grafana.dashboards import save
from tests.grafana.paging import skipped, token_after
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes.dashboards import existing, saved
from tests.grafana.state import Dashboard, Json, State, Version

ROUTES = Routes()


def shown(state: State, board: Dashboard, version: Version) -> Json:
    return {
        "id": version.number,
        "dashboardId": board.id,
        "uid": board.uid,
        "parentVersion": version.parent,
        "restoredFrom": version.restored_from,
        "version": version.number,
        "created": version.created,
        "message": version.message,
        "data": version.spec | {"uid": board.uid, "version": version.number},
        "createdBy": state.writer(version.by),
    }


@ROUTES.get("/api/dashboards/uid/{uid}/versions")
def list_versions(call: Call) -> Any:
    board = existing(call.state, call.params["uid"])
    newest_first = board.history[::-1]
    limit = call.number("limit", 1000) or 1000
    start = call.number("start", 0)
    start += skipped(call.text("continueToken"), newest_first, lambda version: version.number)
    page = newest_first[start : start + limit]
    more = len(newest_first) > start + limit
    # The list has its own words for the first version, whatever was said when it was saved.
    listed = [in_list(call.state, board, version) for version in page]
    if not call.state.has(Feature.VERSIONS_IN_PAGES):
        return [{name: value for name, value in one.items() if name != "data"} for one in listed]
    return {
        "continueToken": token_after(call.state, start + len(page), page[-1].number) if more else "",
        "versions": listed,
    }


def in_list(state: State, board: Dashboard, version: Version) -> Json:
    """In unified storage only the list knows the names of service accounts."""
    entry = shown(state, board, version)
    if version.number == 1:
        entry["message"] = "Initial save"
    if state.unified:
        entry["createdBy"] = version.by.name
    return entry


@ROUTES.get("/api/dashboards/uid/{uid}/versions/{number}")
def get_version(call: Call) -> Any:
    board = existing(call.state, call.params["uid"])
    number = call.params["number"]
    version = numbered(board, int(number)) if number.isdigit() else None
    if version is None:
        raise refuse(500, f"Dashboard version {number} not found for dashboardId {board.id}")
    return shown(call.state, board, version)


def numbered(board: Dashboard, number: int) -> Version | None:
    return next((version for version in reversed(board.history) if version.number == number), None)


@ROUTES.post("/api/dashboards/uid/{uid}/restore", role="Editor", permission="dashboards:write")
def restore(call: Call) -> Any:
    board = existing(call.state, call.params["uid"])
    number = call.body.get("version") or 0
    version = numbered(board, number)
    if version is None:
        raise refuse(404, "Dashboard version not found")
    if version.spec == board.spec:
        raise refuse(400, "Current dashboard is identical to the specified version")
    save(
        call.state,
        board,
        board.folder_uid,
        version.spec,
        call.who,
        f"Restored from version {number}",
        restored_from=number,
    )
    return saved(board, board.newest.number)
