"""/api/admin/provisioning: read the files again."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import Refusal, refuse
from tests.grafana.files import BadFileError
from tests.grafana.router import Call, Routes

ROUTES = Routes()


@ROUTES.post("/api/admin/provisioning/{kind}/reload", role="Server admin", permission="provisioning:reload")
def reload(call: Call) -> Any:
    kind = call.params["kind"]
    if kind not in ("dashboards", "datasources", "alerting"):
        raise refuse(404, "Not found")
    try:
        call.files.load(kind)
    except (BadFileError, Refusal, KeyError):
        raise refuse(500, "Internal Server Error") from None
    return {"message": f"{kind.title()} config reloaded"}
