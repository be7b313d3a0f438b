"""Grafana's folders: where dashboards, library panels and alert rules stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from generator.errors import Location
from generator.mistakes import all_different, author_location, mistake
from generator.suggest import did_you_mean
from generator.words import checked_name, checked_uid, text

DEEPEST = 5
"""Folders inside one another; Grafana refuses a sixth (recorded: 230)."""

RESERVED = frozenset({"general"})
"""Grafana's own name for no folder; it answers a folder of that uid with an error of its own (210)."""


@attrs.frozen
class Folder:
    """A folder by its uid; `parent_uid` is empty for one at the top."""

    uid: str
    title: str
    parent_uid: str = ""
    location: Location = attrs.field(eq=False, kw_only=True)


def folder(uid: str, title: str, *, parent: str = "") -> Folder:
    """A folder for a module's `FOLDERS`; `parent` is the uid of the folder that it stands in.

    Raises LogloomError for a uid or a title that Grafana refuses.
    """
    location = author_location()
    checked_uid(uid, f"folder {checked_name(title, 'a folder', location)!r}", location)
    if uid in RESERVED:
        raise mistake(f"a folder cannot have the uid {uid}", "that is Grafana's own for no folder", location)
    if title.endswith("\\"):
        raise mistake(
            f"the title {title!r} ends with a backslash", "alert files have no way to name it", location
        )
    return Folder(uid, title, text(parent, f"the parent of folder {uid}", location), location=location)


def all_folders(contracts: Folder, others: Iterable[Folder]) -> tuple[Folder, ...]:
    """The contract's folder and the others, each after the one that it stands in.

    Raises LogloomError for two of one uid or of one title in one place, for an unknown parent, for folders
    inside each other, and for more than Grafana nests.
    """
    folders = all_different((contracts, *others), lambda each: each.uid, "folders have the uid")
    all_different(folders, lambda each: (each.parent_uid, each.title), "folders in one place are called")
    by_uid = {each.uid: each for each in folders}
    return tuple(sorted(folders, key=lambda each: len(ancestry(each, by_uid))))


def ancestry(folder: Folder, by_uid: Mapping[str, Folder]) -> tuple[Folder, ...]:
    """The folders that it stands in, the outermost first, and itself. Raises LogloomError, see above."""
    chain = [folder]
    while parent_uid := chain[0].parent_uid:
        if parent_uid not in by_uid:
            raise mistake(
                f"folder {chain[0].uid} stands in {parent_uid}, which is none",
                did_you_mean(parent_uid, by_uid),
                chain[0].location,
            )
        if by_uid[parent_uid] in chain:
            raise mistake(f"folder {parent_uid} stands in itself", "take it out", folder.location)
        chain.insert(0, by_uid[parent_uid])
        if len(chain) > DEEPEST:
            raise mistake(
                f"folder {folder.uid} stands in more than {DEEPEST - 1} others",
                "Grafana nests no deeper",
                folder.location,
            )
    return tuple(chain)


def title_path(folder: Folder, by_uid: Mapping[str, Folder]) -> str:
    """The folder as alert files name it: titles with slashes between them, a slash in one escaped."""
    return "/".join(each.title.replace("/", r"\/") for each in ancestry(folder, by_uid))


def known_folder(uid: str, folders: Iterable[Folder], what: str, location: Location) -> str:
    """The uid as it is. Raises LogloomError for a folder that the project does not have."""
    uids = [each.uid for each in folders]
    if uid not in uids:
        raise mistake(f"{what} stands in folder {uid}, which is none", did_you_mean(uid, uids), location)
    return uid
