"""Lists of what Grafana itself holds: alerts and dashboards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Unpack

from generator.panels.build import Common, Panel, build_bare
from generator.panels.panel import Visualization

AlertState = Literal["firing", "pending", "noData", "normal", "error", "recovering"]
_ORDER = {"name": 1, "name_desc": 2, "importance": 3, "newest": 5, "oldest": 4}


def alert_list(
    *,
    states: Sequence[AlertState] = ("firing", "pending", "error", "recovering"),
    name: str = "",
    labels: str = "",
    group_by: Sequence[str] = (),
    folder: tuple[str, str] | None = None,
    this_dashboard: bool = False,
    max_items: int = 20,
    order: Literal["name", "name_desc", "importance", "newest", "oldest"] = "importance",
    count_only: bool = False,
    **common: Unpack[Common],
) -> Panel:
    """Alerts in some states. `name` and `labels` (`{severity="page"}`) filter; `folder` is (uid, title).

    `count_only` shows how many there are.
    """
    every = ("firing", "pending", "noData", "normal", "error", "recovering")
    options: dict[str, Any] = {
        "alertInstanceLabelFilter": labels,
        "alertName": name,
        "dashboardAlerts": this_dashboard,
        "groupBy": list(group_by),
        "groupMode": "custom" if group_by else "default",
        "maxItems": max_items,
        "showInactiveAlerts": False,
        "sortOrder": _ORDER[order],
        "stateFilter": {state: state in states for state in every},
        "viewMode": "stat" if count_only else "list",
    }
    if folder is not None:
        options["folder"] = {"uid": folder[0], "title": folder[1]}
    return build_bare(Visualization, common, type="alertlist", options=options)


def dashboard_list(
    *,
    tags: Sequence[str] = (),
    query: str = "",
    folder_uid: str = "",
    starred: bool = False,
    recent: bool = False,
    headings: bool = False,
    folder_names: bool = False,
    max_items: int = 30,
    keep_time: bool = True,
    keep_variables: bool = False,
    **common: Unpack[Common],
) -> Panel:
    """Dashboards by tag, text or folder, and those a viewer starred or opened lately."""
    options: dict[str, Any] = {
        "includeVars": keep_variables,
        "keepTime": keep_time,
        "maxItems": max_items,
        "query": query,
        "showFolderNames": folder_names,
        "showHeadings": headings,
        "showRecentlyViewed": recent,
        "showSearch": bool(tags or query or folder_uid),
        "showStarred": starred,
        "tags": list(tags),
    }
    if folder_uid:
        options["folderUID"] = folder_uid
    return build_bare(Visualization, common, type="dashlist", options=options)
