"""What holds for the words of every resource: uids, names, and choices among Grafana's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.errors import Location
from generator.mistakes import mistake
from generator.suggest import did_you_mean

UID_LENGTH = 40
NAME_LENGTH = 190
"""Grafana's limits: of the uids of all resources, and of the titles of rules and the names of groups."""

_UID = re.compile(r"[A-Za-z0-9_-]+")


def checked_uid(uid: str, what: str, location: Location | None = None) -> str:
    """The uid of `what` as it is. Raises LogloomError for one that Grafana refuses."""
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        raise mistake(f"the uid {uid!r} of {what} is none", "use letters, digits, - and _ only", location)
    if len(uid) > UID_LENGTH:
        raise mistake(
            f"the uid {uid!r} of {what} has {len(uid)} characters",
            f"Grafana takes at most {UID_LENGTH}",
            location,
        )
    return uid


def checked_name(name: str, what: str, location: Location | None = None) -> str:
    """The name or title of `what` as it is.

    Raises LogloomError for none, for one that is too long, and for blanks around it: Grafana keeps them in
    one place and takes them off in another.
    """
    if not isinstance(name, str) or not name.strip():
        raise mistake(f"{what} has no name", "a text: people find it by that", location)
    if name != name.strip():
        raise mistake(f"the name {name!r} of {what} has blanks around it", "take them off", location)
    if len(name) > NAME_LENGTH:
        raise mistake(
            f"the name of {what} has {len(name)} characters", f"Grafana takes at most {NAME_LENGTH}", location
        )
    return name


def one_of(word: str, known: Iterable[str], what: str, location: Location | None = None) -> str:
    """The word as it is. Raises LogloomError for one that is not among the known ones."""
    choices = tuple(known)
    if word not in choices:
        raise mistake(f"there is no {what} {word!r}", did_you_mean(str(word), choices), location)
    return word


def texts(given: Iterable[str], what: str, location: Location | None = None) -> tuple[str, ...]:
    """The texts. Raises LogloomError for a single text in place of several, and for what is none."""
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
        raise mistake(f"{what}={given!r} is no list of texts", f"write {what}=[...]", location)
    return tuple(given)
