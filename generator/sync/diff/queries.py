"""The texts that a resource asks its datasources, by who asks and as what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from generator.sync.diff.difference import Difference
from generator.sync.diff.panels import flat, owner, query_text

Json = Mapping[str, Any]


@attrs.frozen
class TextChange:
    """A query that is not the same: `owner` is the panel's id, empty for what is no dashboard."""

    owner: str
    ref_id: str
    before: str
    after: str


def text_changes(before: Json, after: Json) -> list[TextChange]:
    """The queries that both have, with another text."""
    old, new = texts(before), texts(after)
    return [
        TextChange(owner, ref_id, old[owner, ref_id], text)
        for (owner, ref_id), text in new.items()
        if (owner, ref_id) in old and old[owner, ref_id] != text
    ]


def is_about_queries(difference: Difference) -> bool:
    """Whether a difference says of a query that its text changed."""
    return "query" in difference.part or "query" in difference.what


def texts(body: Json) -> dict[tuple[str, str], str]:
    """The text of each query, by who asks (see Difference.owner) and its refId."""
    return dict(_texts(body))


def _texts(body: Json) -> Iterator[tuple[tuple[str, str], str]]:
    """Of a dashboard, a library panel or an alert rule; whatever else it may be asks nothing."""
    asking: list[tuple[str, Any]] = [("", [step.get("model") for step in body.get("data") or ()])]
    if isinstance(body.get("model"), Mapping):
        asking.append(("", body["model"].get("targets")))
    if isinstance(body.get("dashboard"), Mapping):
        asking += [
            (owner(panel), panel.get("targets")) for panel in flat(body["dashboard"].get("panels") or ())
        ]
    for who, targets in asking:
        for target in targets or ():
            if isinstance(target, Mapping) and query_text(target):
                yield (who, str(target.get("refId", ""))), query_text(target)
