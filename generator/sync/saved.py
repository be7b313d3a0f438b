"""A plan as a file: enough to know whether anything has moved since, without what the resources hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from generator.errors import Location, LogloomError
from generator.sync.files import write_whole
from generator.sync.model import Comparison, Status
from generator.sync.notes import NAMED
from generator.sync.plan import Plan

FORMAT = 1
"""Goes up when an older logloom could misread what a newer one wrote."""


class MovedOn(LogloomError):
    """Grafana or the project is not as a saved plan saw it, so it is not pushed."""

    exit_code = 1


@attrs.frozen
class SavedPlan:
    """`resources` lead from kind and uid to what the plan saw: status, digests, live version."""

    url: str
    org: int
    store: str
    resources: dict[str, dict[str, Any]]


def save(path: Path, plan: Plan) -> None:
    """Write a plan whole or not at all. Raises LogloomError where the file cannot be written."""
    content = {"logloom_plan": FORMAT, **attrs.asdict(_seen(plan))}
    write_whole(path, json.dumps(content, indent=2) + "\n")


def load(path: Path) -> SavedPlan:
    """Read what `save` wrote. Raises LogloomError for anything else."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise LogloomError(f"cannot be read: {error.strerror}", Location(path)) from error
    except ValueError as error:
        raise LogloomError(
            "is no saved plan", Location(path), "logloom plan --out FILE writes one"
        ) from error
    match content:
        case {
            "logloom_plan": int(written),
            "url": str(url),
            "org": int(org),
            "store": str(store),
            "resources": dict(resources),
        } if written == FORMAT and all(isinstance(each, dict) for each in resources.values()):
            return SavedPlan(url, org, store, resources)
        case {"logloom_plan": int(written)} if written != FORMAT:
            raise LogloomError(
                f"is a plan of form {written}, and this logloom knows form {FORMAT}",
                Location(path),
                "make the plan again",
            )
    raise LogloomError("is no saved plan", Location(path), "logloom plan --out FILE writes one")


def check(saved: SavedPlan, now: Plan) -> None:
    """Raises MovedOn, which names what is not as it was when the plan was made."""
    for name, was, is_ in (
        ("url", saved.url, now.url),
        ("organisation", saved.org, now.org),
        ("store", saved.store, now.store),
    ):
        if was != is_:
            raise MovedOn(f"the plan was made for {name} {was}, not {is_}", hint="make the plan again")
    moved = list(_moved(saved.resources, _seen(now).resources))
    if moved:
        more = f" and {len(moved) - NAMED} more" if len(moved) > NAMED else ""
        raise MovedOn(
            f"since the plan was made: {'; '.join(moved[:NAMED])}{more}",
            hint="nothing is pushed: make the plan again",
        )


def _seen(plan: Plan) -> SavedPlan:
    return SavedPlan(
        plan.url,
        plan.org,
        plan.store,
        {_name(comparison): _resource(comparison) for comparison in plan.comparisons},
    )


def _name(comparison: Comparison) -> str:
    return f"{comparison.key.kind}/{comparison.key.id}"


def _resource(comparison: Comparison) -> dict[str, Any]:
    """What is not there is left out, and so is the version of what is as it should be."""
    desired, live = comparison.desired, comparison.live
    seen = {
        "status": str(comparison.status),
        "project": desired.digest if desired else None,
        "grafana": live.digest if live and comparison.status is not Status.UNCHANGED else None,
        "version": live.version if live and comparison.status is not Status.UNCHANGED else None,
    }
    return {key: value for key, value in seen.items() if value is not None}


def _moved(before: dict[str, dict[str, Any]], now: dict[str, dict[str, Any]]) -> Iterator[str]:
    for name in [*before, *(name for name in now if name not in before)]:
        old, new = before.get(name, {}), now.get(name, {})
        if old == new:
            continue
        if old.get("status") != new.get("status"):
            yield f"{name} was {old.get('status', 'not there')} and is {new.get('status', 'not there')}"
        elif old.get("project") != new.get("project"):
            yield f"{name} has changed in the project"
        else:
            yield f"{name} has changed in Grafana"
