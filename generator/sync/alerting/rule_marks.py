"""Our mark on alert rules, as an annotation that no notification shows."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from generator.sync.forms import without_keys
from generator.sync.forms.alert_rule import MARK
from generator.sync.marks import Mark, our_digests
from generator.sync.model import Json, digest


def marked(body: Json, app: str) -> Json:
    """A canonical form as it is sent: with our mark, without what stands elsewhere in the API.

    Each mark is written once: in a rule's history the same one stands again only where somebody went back.
    """
    rule = without_keys(body, "interval", "provenance")
    text = f"{Mark(app, (digest(body),))}: {body['uid']} {secrets.token_hex(4)}"
    return rule | {"annotations": body["annotations"] | {MARK: text}}


def marked_digests(rule: Mapping[str, Any], app: str) -> frozenset[str] | None:
    """The digests in our mark on a rule; None where it has none of ours.

    A copy that somebody makes in Grafana carries the mark along: the mark says which rule it was made for.
    """
    text = str((rule.get("annotations") or {}).get(MARK) or "")
    return our_digests(text, app) if f": {rule.get('uid')} " in text else None
