"""Changing stored dashboards, whichever API asks for it."""

from __future__ import annotations

from tests.grafana.identifiers import slug
from tests.grafana.people import Identity
from tests.grafana.state import Dashboard, FromFile, Json, State, Version, timestamp


def url(board: Dashboard) -> str:
    return f"/d/{board.uid}/{slug(board.title)}"


def add(
    state: State,
    uid: str,
    folder: str,
    spec: Json,
    who: Identity,
    message: str = "",
    *,
    stored_as: str = "v0alpha1",
    file: FromFile | None = None,
) -> Dashboard:
    """A new dashboard, with a history that begins here."""
    now = timestamp()
    board = Dashboard(
        id=state.dashboard_ids.next(),
        uid=uid,
        folder_uid=folder,
        created=now,
        created_by=who,
        history=[Version(1, 0, now, message, who, spec)],
        stored_as=stored_as,
        file=file,
    )
    state.dashboards[uid] = board
    return board


def save(
    board: Dashboard,
    folder: str,
    spec: Json,
    who: Identity,
    message: str = "",
    *,
    stored_as: str = "v0alpha1",
    restored_from: int = 0,
) -> None:
    """A new version, whether anything has changed or not."""
    number = board.newest.number
    board.history.append(Version(number + 1, number, timestamp(), message, who, spec, restored_from))
    board.folder_uid = folder
    board.stored_as = stored_as


def remove(state: State, board: Dashboard) -> None:
    del state.dashboards[board.uid]
