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
    annotations: Json | None = None,
    labels: Json | None = None,
) -> Dashboard:
    """A new dashboard, with a history that begins here."""
    now = timestamp()
    first = Version(1, 0, now, message, who, spec, 0, state.moment(), annotations or {}, labels or {})
    board = Dashboard(
        id=state.dashboard_ids.next(),
        uid=uid,
        folder_uid=folder,
        created=now,
        created_by=who,
        history=[first],
        stored_as=stored_as,
        file=file,
    )
    state.dashboards[uid] = board
    return board


def save(
    state: State,
    board: Dashboard,
    folder: str,
    spec: Json,
    who: Identity,
    message: str = "",
    *,
    stored_as: str = "v0alpha1",
    restored_from: int = 0,
    annotations: Json | None = None,
    labels: Json | None = None,
) -> None:
    """A new entry of the history, whether anything has changed or not.

    It gets a new number too, but not in unified storage where the API under /api changes nothing.
    """
    parent = board.newest.number
    if state.unified and stored_as == "v0alpha1" and is_unchanged(board, folder, spec):
        parent -= 1
    entry = Version(
        number=parent + 1,
        parent=parent,
        created=timestamp(),
        message=message,
        by=who,
        spec=spec,
        restored_from=restored_from,
        moment=state.moment(),
        annotations=annotations or {},
        labels=labels or {},
    )
    board.history.append(entry)
    board.folder_uid = folder
    board.stored_as = stored_as


def is_unchanged(board: Dashboard, folder: str, spec: Json) -> bool:
    return board.spec == spec and board.folder_uid == folder


def remove(state: State, board: Dashboard) -> None:
    del state.dashboards[board.uid]
