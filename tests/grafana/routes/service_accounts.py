"""/api/serviceaccounts, and what one may do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.grafana.answers import coded
from tests.grafana.people import Identity, Token
from tests.grafana.router import Call, Routes
from tests.grafana.state import Json, timestamp
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/serviceaccounts"
ADMIN = {"role": "Admin", "permission": "serviceaccounts:write"}
AVATAR = "/public/img/user_profile.png"


def shown(account: Identity, tokens: int = 0, avatar: str = AVATAR) -> Json:
    return {
        "id": account.id,
        "uid": account.uid,
        "name": account.name,
        "login": account.login,
        "orgId": 1,
        "isDisabled": account.disabled,
        "role": account.role,
        "tokens": tokens,
        "avatarUrl": avatar,
    }


def in_full(account: Identity) -> Json:
    answer = shown(account)
    del answer["tokens"]
    return answer | {"createdAt": account.created, "updatedAt": account.updated, "teams": None}


def accounts(call: Call) -> list[Identity]:
    return [one for one in call.state.people.accounts.values() if one.is_service_account]


def existing(call: Call) -> Identity:
    for account in accounts(call):
        if str(account.id) == call.params["id"]:
            return account
    raise coded(404, "serviceaccounts.ErrNotFound", "service account not found")


@ROUTES.post(PATH, **ADMIN)
def create_account(call: Call) -> Any:
    name = call.body.get("name") or ""
    if any(account.name == name for account in accounts(call)):
        raise coded(400, "serviceaccounts.ErrAlreadyExists", "service account already exists")
    account = call.state.people.add_service_account(name, call.body.get("role") or "Viewer")
    account.disabled = bool(call.body.get("isDisabled"))
    return Response(201, shown(account, avatar=""))


@ROUTES.get(f"{PATH}/search", **ADMIN)
def search_accounts(call: Call) -> Any:
    found = [account for account in accounts(call) if call.text("query") in account.login]
    found.sort(key=lambda account: account.login)
    per_page, page = call.number("perpage", 1000), call.number("page", 1)
    tokens = [token.owner for token in call.state.people.tokens.values()]
    return {
        "totalCount": len(found),
        "serviceAccounts": [
            shown(account, tokens.count(account.id))
            for account in found[(page - 1) * per_page : page * per_page]
        ],
        "page": page,
        "perPage": per_page,
    }


@ROUTES.get(f"{PATH}/{{id}}", **ADMIN)
def get_account(call: Call) -> Any:
    return in_full(existing(call))


@ROUTES.patch(f"{PATH}/{{id}}", **ADMIN)
def update_account(call: Call) -> Any:
    account = existing(call)
    account.disabled = bool(call.body.get("isDisabled", account.disabled))
    account.role = call.body.get("role") or account.role
    account.updated = timestamp()
    return {
        "id": account.id,
        "message": "Service account updated",
        "name": account.name,
        "serviceaccount": in_full(account),
    }


@ROUTES.post(f"{PATH}/{{id}}/tokens", **ADMIN)
def create_token(call: Call) -> Any:
    account = existing(call)
    name = call.body.get("name") or ""
    if any(token.name == name for token in call.state.people.tokens.values()):
        raise coded(
            400,
            "serviceaccounts.ErrTokenAlreadyExists",
            "service account token with given name already exists in the organization",
        )
    token = call.state.people.add_token(account, name, timestamp(), call.body.get("secondsToLive") or 0)
    return {"id": token.id, "name": token.name, "key": token.key}


@ROUTES.get(f"{PATH}/{{id}}/tokens", **ADMIN)
def list_tokens(call: Call) -> Any:
    account = existing(call)
    return [shown_token(token) for token in call.state.people.tokens.values() if token.owner == account.id]


def shown_token(token: Token) -> Json:
    expires = token.expires_at
    now = datetime.now(UTC).timestamp()
    return {
        "id": token.id,
        "name": token.name,
        "created": token.created,
        "lastUsedAt": None,
        "expiration": expires and datetime.fromtimestamp(expires, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "secondsUntilExpiration": 0 if expires is None else max(expires - now, 0.0),
        "hasExpired": token.expired,
        "isRevoked": False,
    }
