"""The notification policy: one route of ours in the organisation's tree, or all of it where that is asked.

Our route is the one at the top of the tree that asks for our label, so that only our alerts enter it. It is
put before the others', which would take some of our alerts else, and all of those goes back as it was read.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import attrs

from generator.alerting.labels import MARK_LABEL
from generator.errors import ServerError
from generator.sync.alerting import provenance, record
from generator.sync.alerting.recorded import Thing, check_untouched, live_of, write
from generator.sync.client.errors import LostUpdate
from generator.sync.client.grafana import Grafana
from generator.sync.forms import without_keys
from generator.sync.forms.notifications import BELOW, route
from generator.sync.kind import Source
from generator.sync.model import Change, Desired, Json, Key, Live, digest

NAME = "notification policy"
PATH = "/api/v1/provisioning/policies"
KEY = Key(NAME, "")

ROUTE = Key(NAME, "route")
TREE = Key(NAME, "tree")
"""What stands in the record: which of the two we own."""

_UNTOUCHED: Json = {"receiver": "grafana-default-email", "group_by": ["grafana_folder", "alertname"]}
"""The tree that comes with Grafana (recorded: 581)."""


@attrs.frozen
class NotificationPolicy:
    """See the module."""

    name: str = NAME
    order: int = 70
    writers: int = 1

    def desired(self, source: Source) -> Iterable[Desired]:
        policy = source.project.notifications.policy
        if policy is None:
            return
        if policy.whole_tree:
            body = route(policy.to_json_data()) | {"provenance": provenance.wanted(source)}
        else:
            body = route(policy.marked_route(_label(source)).to_json_data())
        yield Desired(KEY, NAME, body, policy.location)

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        live = self._live(grafana, source, wanted.get(KEY))
        return [live] if live is not None else []

    def read_one(self, grafana: Grafana, source: Source, key: Key) -> Live | None:
        return self._live(grafana, source, next(iter(self.desired(source)), None)) if key == KEY else None

    def batch(self, change: Change) -> Hashable:
        return change.key

    def apply(self, grafana: Grafana, source: Source, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.desired is None:
                _delete(grafana, source, change)
                continue
            want = change.desired
            which = _which(want.body, source)
            now = _live_of(grafana, source, want, which)
            moved = now is not None and BELOW in now.body
            put = (
                partial(_put_tree, grafana) if which == TREE else partial(_put_route, grafana, source, moved)
            )
            write(grafana, source, change, want, which, now, partial(put, want), _without_receivers)
            record.put(grafana, source.app, {ROUTE if which == TREE else TREE: None})

    def _live(self, grafana: Grafana, source: Source, want: Desired | None) -> Live | None:
        """What the project wants, as it stands; where it wants nothing, what we have once pushed."""
        if want is not None:
            return _live_of(grafana, source, want, _which(want.body, source))
        entries = record.read(grafana, source.app).entries
        which = next((key for key in (TREE, ROUTE) if key in entries), None)
        return _live_of(grafana, source, None, which) if which else None


KIND = NotificationPolicy()


def _live_of(grafana: Grafana, source: Source, want: Desired | None, which: Key) -> Live | None:
    tree = _read_tree(grafana)
    entry = record.read(grafana, source.app).entries.get(which)
    given = provenance.stored(tree)
    if which == TREE:
        body = _tree_body(tree)
        if want is None and _is_untouched(tree, source, ours_too=False):
            return None  # there is always a tree: this one is as good as none
        live = live_of(Thing(KEY, NAME, body, tree, given), entry, want)
        if not live.owned and _is_untouched(tree, source, ours_too=True):
            return attrs.evolve(live, owned=True, base_digests=frozenset({live.digest}))
        return live
    ours = _our_route(tree, source)
    if ours is None and entry is not None:
        ours = _moved_route(tree, source)
    if ours is None:
        blocked = provenance.other_owner(given)
        if want is not None and blocked:
            return Live(KEY, NAME, {}, tree, blocked=blocked, advice="add our route there")
        return None
    return live_of(Thing(KEY, NAME, ours, tree, given), entry, want)


def _put_route(grafana: Grafana, source: Source, moved: bool, want: Desired) -> Json | None:
    """Our route, first or where it stands, in the tree as it is at this moment: Grafana checks no version.

    `moved` says that it stands below another route, from which it is taken.
    """
    tree = _read_tree(grafana)
    before = _our_route(tree, source)
    routes, index = list(tree.get("routes") or ()), _index(tree, source)
    if index is not None:
        routes[index] = want.body
    else:
        routes = [want.body, *(_without_ours(routes, source) if moved else routes)]
    _write_tree(grafana, tree, routes)
    return _as_kept(before, want.body, _our_route(_read_tree(grafana), source))


def _put_tree(grafana: Grafana, want: Desired) -> Json | None:
    before = _tree_body(_read_tree(grafana))
    body, headers = without_keys(want.body, "provenance"), provenance.headers(want.body["provenance"])
    grafana.put(PATH, body, headers)
    return _as_kept(before, want.body, _tree_body(_read_tree(grafana)))


def _as_kept(before: Json | None, sent: Json, after: Json | None) -> Json:
    """What Grafana made of what was sent. Raises LostUpdate where it stands as if nothing had been sent.

    Then somebody has put back the tree that they had read before.
    """
    if after is None or (after == before and after != sent):
        raise LostUpdate(
            "the notification policy was changed in Grafana at the same moment as it was pushed",
            hint="look at it in Grafana, and plan again",
        )
    return after


def _delete(grafana: Grafana, source: Source, change: Change) -> None:
    entries = record.read(grafana, source.app).entries
    which = TREE if TREE in entries else ROUTE
    now = _live_of(grafana, source, None, which)
    if now is not None:
        check_untouched(change, now, _without_receivers)
        if which == TREE:
            grafana.delete(PATH)
        else:
            tree = _read_tree(grafana)
            routes, index = list(tree.get("routes") or ()), _index(tree, source)
            if index is not None:
                del routes[index]
            _write_tree(grafana, tree, routes if index is not None else _without_ours(routes, source))
    record.put(grafana, source.app, {ROUTE: None, TREE: None})


def _write_tree(grafana: Grafana, tree: Json, routes: Sequence[Json]) -> None:
    """The tree with other routes. It stays open to the UI, or locked, as it was: it is not ours alone."""
    given = provenance.stored(tree)
    if owner := provenance.other_owner(given):
        raise ServerError(f"the notification policy belongs to {owner}", hint="plan again")
    body = without_keys(tree, "provenance", "routes") | ({"routes": list(routes)} if routes else {})
    grafana.put(PATH, body, provenance.headers(given))


def _read_tree(grafana: Grafana) -> Json:
    tree: Json = grafana.get(PATH)
    return tree


def _tree_body(tree: Json) -> Json:
    """The canonical form of a whole tree."""
    return route(tree) | {"provenance": provenance.stored(tree)}


def _our_route(tree: Json, source: Source) -> Json | None:
    """The canonical form of our route in a tree."""
    index = _index(tree, source)
    return None if index is None else route(tree["routes"][index])


def _moved_route(tree: Json, source: Source) -> Json | None:
    """The canonical form of our route where it stands below another."""
    above = list(tree.get("routes") or ())
    while above:
        parent = above.pop(0)
        for each in parent.get("routes") or ():
            if _is_ours(each, source):
                where = ", ".join(" ".join(matcher) for matcher in _matchers(parent))
                return route(each) | {BELOW: where or "of everything"}
            above.append(each)
    return None


def _without_ours(routes: Sequence[Json], source: Source) -> list[Json]:
    """Routes without ours, however deep it stands."""
    return [
        {**each, "routes": _without_ours(each["routes"], source)} if each.get("routes") else each
        for each in routes
        if not _is_ours(each, source)
    ]


def _is_ours(body: Json, source: Source) -> bool:
    """Whether a route asks for our label alone."""
    return _asks_for_label(body, source) and len(_matchers(body)) == 1


def _which(body: Json, source: Source) -> Key:
    return ROUTE if _asks_for_label(body, source) else TREE


def _index(tree: Json, source: Source) -> int | None:
    """Where our route is: the one that asks for our label alone, or the only one that asks for it at all."""
    asking = [at for at, each in enumerate(tree.get("routes") or ()) if _asks_for_label(each, source)]
    exact = [at for at in asking if _is_ours(tree["routes"][at], source)]
    return exact[0] if exact else asking[0] if len(asking) == 1 else None


def _asks_for_label(body: Json, source: Source) -> bool:
    return (MARK_LABEL, "=", _label(source)) in _matchers(body)


def _matchers(body: Json) -> list[tuple[str, ...]]:
    """The matchers of a route in any of the ways in which Grafana has had them."""
    found = [tuple(map(str, each)) for each in body.get("object_matchers") or ()]
    found += [(label, "=", str(value)) for label, value in (body.get("match") or {}).items()]
    for text in body.get("matchers") or ():
        label, sign, value = str(text).partition("=")
        operator = sign if not value.startswith("~") and not label.endswith("!") else "?"
        found.append((label.strip(' "'), operator, value.strip(' "')))
    return [(label, operator, value.strip('"')) for label, operator, value in found]


def _is_untouched(tree: Json, source: Source, *, ours_too: bool) -> bool:
    """Whether the tree is as it comes with Grafana, but for our route where that may be in it."""
    routes = tree.get("routes") or []
    ours = ours_too and len(routes) == 1 and _index(tree, source) == 0
    return route(without_keys(tree, "routes")) == _UNTOUCHED and (not routes or ours)


def _without_receivers(body: Json) -> str:
    """A contact point's new name is put into the tree by Grafana itself."""
    return digest(_without(body, "receiver"))


def _without(body: Any, key: str) -> Any:
    if isinstance(body, Mapping):
        return {name: _without(value, key) for name, value in body.items() if name != key}
    return [_without(item, key) for item in body] if isinstance(body, list) else body


def _label(source: Source) -> str:
    return source.project.contract.app.name
