"""The canonical form of a library panel: `{"name": ..., "folderUid": ..., "model": ...}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.sync.forms import Json, tidy, without_keys
from generator.sync.forms.panel import canonical_panel
from generator.sync.marks import KEY

_OF_A_PLACE = ("id", "gridPos", "libraryPanel", "repeat", "repeatDirection", "maxPerRow", KEY)
"""What the editor leaves in the model of the dashboard that it was edited in, and our mark."""


def canonical(name: str, folder_uid: str, model: Mapping[str, Any]) -> Json:
    return {
        "name": name,
        "folderUid": "" if folder_uid == "general" else folder_uid,
        "model": canonical_panel(without_keys(tidy(model), *_OF_A_PLACE)),
    }
