"""Take over what Grafana holds: a resource as a file, and what differs from the code, with its place."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from generator.errors import Location, LogloomError
from generator.suggest import did_you_mean
from generator.sync.apis import DASHBOARDS
from generator.sync.client.grafana import Grafana, segment
from generator.sync.decide import decide
from generator.sync.diff import Difference, differences
from generator.sync.diff.queries import TextChange, is_about_queries, text_changes, texts
from generator.sync.explain import last_pushed, was_edited
from generator.sync.files import near, write_whole
from generator.sync.kind import Kind, Source, kinds
from generator.sync.model import Comparison, Desired, Json, Key, Live
from generator.sync.plan import desired
from generator.sync.wording import hyphened

FORMAT = 1

TITLE = "title "


@attrs.frozen
class Carry:
    """A difference to carry over: `location` is the author's line, `diffs` the queries that changed."""

    difference: Difference
    location: Location | None
    diffs: tuple[str, ...] = ()

    @property
    def hint(self) -> str:
        """What is easily missed: a panel's id comes from its key, which is its title unless it has one."""
        if not self.difference.owner or not self.difference.what.startswith(TITLE):
            return ""
        title = self.difference.what.removeprefix(TITLE).partition(" -> ")[0]
        return f'write key="{title}" beside the new title: links and alerts know the panel by that'


@attrs.frozen
class Pulled:
    """What Grafana holds, how it stands to the project, and what there is to carry over.

    `comparison` is None for what is neither in the project nor ours. `resource` is the canonical form; what
    Grafana stores in a form that we do not write is as it is stored.
    """

    live: Live
    comparison: Comparison | None
    carries: tuple[Carry, ...]
    resource: Any

    @property
    def in_project(self) -> bool:
        return self.comparison is not None and self.comparison.desired is not None


def pull(grafana: Grafana, source: Source, name: str) -> Pulled:
    """Read the resource of this uid, or `kind/uid`, and compare it with the project's.

    Raises LogloomError for a name that is nothing in Grafana, or that is more than one thing.
    """
    wanted = desired(source)
    found = list(_candidates(grafana, source, name, wanted))
    if not found:
        known = [key.id or hyphened(key.kind) for of_kind in wanted.values() for key in of_kind]
        raise LogloomError(f"there is no {name} in Grafana", hint=did_you_mean(name, known))
    if len(found) > 1:
        names = ", ".join(f"{hyphened(live.key.kind)}/{live.key.id}" for live in found)
        raise LogloomError(f"{name} is several things in Grafana", hint=f"name one: {names}")
    live = found[0]
    comparison = decide(wanted[live.key.kind].get(live.key), live)
    carries = tuple(_carries(source, comparison)) if comparison else ()
    return Pulled(live, comparison, carries, _resource(grafana, live))


def _resource(grafana: Grafana, live: Live) -> Any:
    """A dashboard of the new form is read in the version that it is stored in, which alone shows it all."""
    thing = live.raw
    if not isinstance(thing, dict) or "apiVersion" not in thing:
        return live.body
    conversion = (thing.get("status") or {}).get("conversion") or {}
    group, plural = DASHBOARDS
    stored, served = conversion.get("storedVersion"), str(thing["apiVersion"]).rpartition("/")[2]
    if not stored or stored == served:
        return thing
    namespace = segment(str(thing["metadata"]["namespace"]))
    return grafana.get(
        f"/apis/{group}/{segment(stored)}/namespaces/{namespace}/{plural}/{segment(live.key.id)}"
    )


def _candidates(
    grafana: Grafana, source: Source, name: str, wanted: Mapping[str, Mapping[Key, Desired]]
) -> Iterator[Live]:
    """What is there under the name: of the kinds for which the project has it, else of any kind."""
    named = list(_named(name))
    ours = [(kind, key) for kind, key in named if key in wanted[kind.name]]
    for live in grafana.map(lambda each: each[0].read_one(grafana, source, each[1]), ours or named):
        if live is not None:
            yield live


def _named(name: str) -> Iterator[tuple[Kind, Key]]:
    """What a name may mean; a name in Grafana may hold a slash itself."""
    before, slash, after = name.partition("/")
    of_kind = [kind for kind in kinds() if hyphened(kind.name) == hyphened(before)]
    for kind in of_kind or kinds():
        yield kind, Key(kind.name, after if of_kind and slash else "" if of_kind else name)


def write(path: Path, pulled: Pulled, url: str) -> None:
    """Write what Grafana holds, but only over what was pulled before of the same resource."""
    key = pulled.live.key
    mark = {"logloom_pull": FORMAT, "kind": key.kind, "uid": key.id}
    if path.exists() and not _is_ours(path, mark):
        raise LogloomError(
            "is in the way: it is no earlier pull of this", Location(path), "name another with --out"
        )
    content = {**mark, "url": url, "title": pulled.live.title, "resource": pulled.resource}
    write_whole(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def file_name(key: Key) -> str:
    """A name for the file: a uid is one as it is, a name may hold anything."""
    words = "".join(each if each.isalnum() or each in "-_." else "-" for each in key.id or key.kind)
    return f"{words.strip('.-') or 'resource'}.json"


def _is_ours(path: Path, mark: Json) -> bool:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and all(content.get(name) == value for name, value in mark.items())


def _carries(source: Source, comparison: Comparison) -> Iterator[Carry]:
    """What the author would have to change: what the edit did, else all that is not as in the project."""
    want, live = comparison.desired, comparison.live
    if want is None or live is None:
        return
    edited = was_edited(comparison)
    before = (last_pushed(comparison) if edited else None) or want.body
    ours = texts(want.body)
    changes = text_changes(before, live.body)
    locations = _locations(source, want)
    for difference in differences(want.key.kind, before, live.body):
        about = [change for change in changes if change.owner == difference.owner]
        if not is_about_queries(difference):
            about = []
        diffs = tuple(_diff(source, each, ours.get((each.owner, each.ref_id), each.before)) for each in about)
        changes = [change for change in changes if change not in about]
        yield Carry(difference, locations.get(difference.owner, want.location), diffs)


def _locations(source: Source, want: Desired) -> dict[str, Location]:
    """Where the author made each panel of a dashboard; nothing for what has no panels."""
    if "dashboard" not in want.body:
        return {}
    for dashboard in source.project.dashboards[source.store]:
        if dashboard.uid == want.key.id:
            return {str(id_): location for id_, location in dashboard.panel_locations.items()}
    return {}


def _diff(source: Source, change: TextChange, ours: str) -> str:
    """The query's text as a diff, under the name of the library's file where ours comes from one."""
    query = source.project.library.by_text.get(ours)
    name = str(near(query.path)) if query else f"query {change.ref_id}"
    lines = difflib.unified_diff(
        change.before.splitlines(), change.after.splitlines(), name, f"{name} in Grafana", lineterm=""
    )
    return "\n".join(lines)
