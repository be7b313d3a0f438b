"""Value mappings as since Grafana 8, for those that grafanalib still writes as before (its StatMapping)."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

_VALUE, _RANGE = 1, 2


def modern_mappings(mappings: list[Json]) -> list[Json]:
    """The mappings in today's form; those that have it are left as they are."""
    return [_modern(mapping, index) for index, mapping in enumerate(mappings)]


def _modern(mapping: Json, index: int) -> Json:
    kind = mapping.get("type")
    result = {"text": mapping.get("text", ""), "index": index}
    if kind == _VALUE:
        value = mapping.get("value", "")
        if value == "null":
            return {"type": "special", "options": {"match": "null", "result": result}}
        return {"type": "value", "options": {value: result}}
    if kind == _RANGE:
        bounds = {"from": float(mapping.get("from", 0)), "to": float(mapping.get("to", 0))}
        return {"type": "range", "options": {**bounds, "result": result}}
    return mapping
