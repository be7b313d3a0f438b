"""What earlier builds have written for alerting, read from the files that they left.

Grafana keeps a rule, a contact point, a mute timing and a template when its file no longer has it; they go
only when a file says so (#67036, #103597). Which ones to name is known from the present files alone: what
they define, and what they already delete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
import yaml

from generator.errors import Location, LogloomError
from generator.provisioning.documents import MARK
from generator.provisioning.interpolation import read_back

ALERTING = "alerting"
"""The folder of a store's files for alerting."""


@attrs.frozen
class Written:
    """What a build has written: rules and integrations by uid, mute timings and templates by name.

    `policies` says that a build has written the organisation's policy tree.
    """

    rules: frozenset[str] = frozenset()
    integrations: frozenset[str] = frozenset()
    mute_timings: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    policies: bool = False


def read_written(folder: Path) -> Written:
    """What earlier builds have written below provisioning/<store>/.

    Raises LogloomError for a file of ours that cannot be read: what it says of deletions would be lost.
    """
    documents = [_document(path) for path in sorted((folder / ALERTING).glob("*.yaml"))]
    return written_in(document for document in documents if document is not None)


def written_in(documents: Iterable[Mapping[str, Any]]) -> Written:
    """What the documents define or delete."""
    listed = list(documents)
    groups = list(_items(listed, "groups"))
    points = list(_items(listed, "contactPoints"))
    return Written(
        rules=_ids((*_items(groups, "rules"), *_items(listed, "deleteRules")), "uid"),
        integrations=_ids((*_items(points, "receivers"), *_items(listed, "deleteContactPoints")), "uid"),
        mute_timings=_names(_items(listed, "muteTimes"), _items(listed, "deleteMuteTimes")),
        templates=_names(_items(listed, "templates"), _items(listed, "deleteTemplates")),
        policies=any(document.get("policies") or document.get("resetPolicies") for document in listed),
    )


def _document(path: Path) -> Mapping[str, Any] | None:
    """The file's content; None for a file that is not ours."""
    try:
        text = path.read_text(encoding="utf-8")
        if not text.startswith(MARK):
            return None
        document = yaml.safe_load(text)
        if not isinstance(document, Mapping):
            raise ValueError("it holds no mapping")
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise LogloomError(
            f"cannot be read, and says what Grafana must delete: {error}",
            Location(path),
            "restore it, or remove it if nothing was ever provisioned from it",
        ) from error
    return document


def _items(documents: Iterable[Mapping[str, Any]], key: str) -> Iterator[Mapping[str, Any]]:
    for document in documents:
        yield from document.get(key) or ()


def _ids(items: Iterable[Mapping[str, Any]], key: str) -> frozenset[str]:
    return frozenset(str(item[key]) for item in items if key in item)


def _names(defined: Iterable[Mapping[str, Any]], deleted: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Grafana expands dollars in a name that it is to delete, and takes one that it is to keep as it is."""
    return _ids(defined, "name") | {read_back(name) for name in _ids(deleted, "name")}
