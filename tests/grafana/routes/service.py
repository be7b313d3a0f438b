"""Health, settings, the organization, and who one is."""

from __future__ import annotations

from typing import Any

from tests.grafana.router import Call, Routes

ROUTES = Routes()
COMMIT = "e531a4d6a2"


@ROUTES.get("/api/health", public=True)
def health(call: Call) -> Any:
    return {"database": "ok", "version": call.state.version, "commit": COMMIT}


@ROUTES.get("/api/frontend/settings")
def frontend_settings(call: Call) -> Any:
    version = call.state.version
    return {
        "buildInfo": {
            "hideVersion": False,
            "version": version,
            "versionString": f"Grafana v{version} ({COMMIT})",
            "commit": COMMIT,
            "commitShort": COMMIT,
            "buildstamp": 1758700000,
            "edition": "Open Source",
            "latestVersion": "",
            "hasUpdate": False,
            "env": "production",
        },
        "featureToggles": {},
        "unifiedAlerting": {"minInterval": "10s"},
        "unifiedAlertingEnabled": True,
        "namespace": "default",
    }


@ROUTES.get("/api/org")
@ROUTES.get("/api/orgs/1", role="Server admin", permission="orgs:read")
def organization(call: Call) -> Any:
    address = dict.fromkeys(("address1", "address2", "city", "zipCode", "state", "country"), "")
    return {"id": 1, "name": "Main Org.", "address": address}


@ROUTES.get("/api/user")
def user(call: Call) -> Any:
    who = call.who
    long_ago = "0001-01-01T00:00:00Z"
    robot = who.is_service_account
    return {
        "id": 0 if robot else who.id,
        "uid": f"service-account:{who.id}" if robot else who.uid,
        "email": who.login if robot else f"{who.login}@localhost",
        "name": who.name if robot else "",
        "login": who.login,
        "theme": "",
        "orgId": 1,
        "isGrafanaAdmin": who.role == "Server admin",
        "isDisabled": False,
        "isExternal": False,
        "isExternallySynced": False,
        "isGrafanaAdminExternallySynced": False,
        "authLabels": None,
        "updatedAt": long_ago if robot else who.updated,
        "createdAt": long_ago if robot else who.created,
        "avatarUrl": "" if robot else "/avatar/46d229b033af06a191ff2267bca9ae56",
        "isProvisioned": False,
    }
