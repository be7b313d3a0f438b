"""How resources are named in what we print and in what is typed, and why a push does not go past one."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime

from generator.sync.diff.difference import printable
from generator.sync.model import Comparison, Key, Status


def named(key: Key, title: str) -> str:
    """`dashboard app-errors 'Errors'`; the title is left out where it says nothing more."""
    return printable(f"{key} '{title}'" if title and title not in (key.id, key.kind) else str(key))


def hyphened(kind: str) -> str:
    """A kind as one word for the command line: `alert-rule`."""
    return kind.replace(" ", "-")


def typed(key: Key) -> str:
    """What one types for a resource, safe for a shell: its uid, or its kind where there is only one of it."""
    return shlex.quote(key.id) if key.id else hyphened(key.kind)


def names_of(key: Key) -> frozenset[str]:
    """All that may be typed for a resource: uid, and kind and uid for where several kinds have that uid."""
    kinds = {key.kind, hyphened(key.kind)}
    return frozenset({key.id, *(f"{kind}/{key.id}" for kind in kinds)} if key.id else kinds)


def why(comparison: Comparison) -> str:
    """Why a push does not go past this resource, and the ways on."""
    key = comparison.key
    name = named(key, comparison.title)
    match comparison.status:
        case Status.TAKEN:
            another = ", or give yours another uid" if key.id else ""
            return (
                f"{name} is in Grafana already and does not carry our mark: "
                f"--adopt {typed(key)} takes it over{another}"
            )
        case Status.BLOCKED:
            return f"{name} {owner(comparison)}"
        case Status.CONFLICT:
            too = " and is changed in the project too"
        case Status.ORPHAN:
            too = " and is no longer in the project"
        case _:
            too = ""
    return f"{name} was edited in Grafana{by(comparison)}{too}: {ways_on(key)}"


def owner(comparison: Comparison) -> str:
    """To whom a blocked resource belongs, and what to do about that."""
    live = comparison.live
    blocked, advice = (live.blocked, live.advice) if live else ("", "")
    return (
        f"belongs to {blocked or 'somebody else'}: {advice or 'change it there, or give yours another uid'}"
    )


def ways_on(key: Key) -> str:
    """The three ways on from an edit."""
    return f"--on-edit overwrite, --on-edit keep, or `logloom pull {typed(key)}`"


def by(comparison: Comparison) -> str:
    """` by admin, 2026-01-05 11:02:07 UTC`, as far as Grafana says."""
    edit = comparison.live.edit if comparison.live else None
    if edit is None:
        return ""
    who = f" by {printable(edit.by)}" if edit.by else ""
    return f"{who}{', ' if edit.by and edit.at else ' ' if edit.at else ''}{moment(edit.at)}"


def moment(at: str) -> str:
    """Grafana's ISO 8601 to the second, in UTC; as it came where it is not one."""
    try:
        return f"{datetime.fromisoformat(at).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else ""
    except ValueError:
        return at
