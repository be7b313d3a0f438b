"""Grafana's own word on its JSON: its schemas where they lie beside the project, and its SDK's models."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema

from tests.shared import GRAFANA

SCHEMAS = GRAFANA / "jsonschema"
# The definition of a panel type's own field options, where it has another name.
FIELD_OPTIONS = {"timeseries": "GraphFieldConfig", "table": "TableFieldOptions"}


def schema(path: Path) -> dict[str, Any]:
    """A schema, mended where its generator misread Grafana's CUE, so that Grafana's own dashboards pass.

    CUE's `_` (anything) became an object in matchers and override values; `[...]` (links of a field) became
    dashboard links; cell options of which all but the type are optional exclude one another.
    """
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    definitions = found["definitions"]
    for definition, key in (("MatcherConfig", "options"), ("DynamicConfigValue", "value")):
        if definition in definitions:
            definitions[definition]["properties"][key] = {}
    if "FieldConfig" in definitions and "links" in definitions["FieldConfig"].get("properties", {}):
        definitions["FieldConfig"]["properties"]["links"] = {"type": "array"}
    if "TableCellOptions" in definitions:
        definitions["TableCellOptions"]["anyOf"] = definitions["TableCellOptions"].pop("oneOf")
    return found


def faults(value: Any, within: dict[str, Any], definition: str) -> list[str]:
    validator = jsonschema.Draft7Validator({**within, "$ref": f"#/definitions/{definition}"})
    return [
        f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in validator.iter_errors(value)
    ]


def panel_faults(panel: dict[str, Any]) -> list[str]:
    """What is wrong with a panel by the dashboard's schema and by its own type's."""
    found = faults(
        panel,
        schema(SCHEMAS / "dashboard.jsonschema.json"),
        "RowPanel" if panel["type"] == "row" else "Panel",
    )
    path = SCHEMAS / f"{panel['type'].replace('-', '')}.jsonschema.json"
    if path.is_file():
        own = schema(path)
        found += faults(panel["options"], own, "Options")
        definition = FIELD_OPTIONS.get(panel["type"], "FieldConfig")
        if definition in own["definitions"]:
            found += faults(panel["fieldConfig"]["defaults"].get("custom", {}), own, definition)
    return found


def lost(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Where `after` lacks or changes something that `before` has."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key in after:
                yield from lost(value, after[key], f"{path}/{key}")
            else:
                yield f"{path}/{key}"
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from lost(one, other, f"{path}/{index}")
    elif before != after:
        yield path


def through_grafanas_models(made: dict[str, Any]) -> dict[str, Any]:
    with warnings.catch_warnings():
        # The models of the classic format say that they would rather be those of the next one.
        warnings.simplefilter("ignore", DeprecationWarning)
        from grafana_foundation_sdk.cog.encoder import JSONEncoder
        from grafana_foundation_sdk.cog.plugins import register_default_plugins
        from grafana_foundation_sdk.models.dashboard import Dashboard

        register_default_plugins()
        text = JSONEncoder().encode(Dashboard.from_json(json.loads(json.dumps(made))))
    found: dict[str, Any] = json.loads(text)
    return found
