"""Grafana's folders: where dashboards, library panels and alert rules stand."""

from __future__ import annotations

import attrs

from generator.errors import Location
from generator.mistakes import author_location


@attrs.frozen
class Folder:
    """A folder by its uid; `parent_uid` is empty for one at the top."""

    uid: str
    title: str
    parent_uid: str = ""
    location: Location = attrs.field(eq=False, kw_only=True)


def folder(uid: str, title: str, *, parent: str = "") -> Folder:
    """A folder for a module's `FOLDERS`; `parent` is the uid of the folder that it stands in."""
    return Folder(uid, title, parent, location=author_location())
