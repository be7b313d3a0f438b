"""Every panel type: a golden file each, Grafana's schemas, and a round trip through Grafana's own models."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from grafanalib import core

from generator import panels as p
from generator.panels.encode import encode
from tests.panels.examples import PANELS, SHARED, dashboard_json, golden, golden_text, panel_json
from tests.panels.library_panels import LIBRARY_PANELS

SCHEMAS = SHARED / "jsonschema"
needs_schemas = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not beside the project")
# The definition of a panel type's own field options, where it has another name.
FIELD_OPTIONS = {"timeseries": "GraphFieldConfig", "table": "TableFieldOptions"}


@pytest.mark.parametrize("name", PANELS)
def test_each_panel_type_encodes_as_its_golden_file(name: str, logs: p.Store) -> None:
    assert golden_text(name, logs) == golden(name).read_text(encoding="utf-8")


def test_every_golden_file_has_its_panel() -> None:
    assert {path.stem for path in golden("any").parent.iterdir()} == set(PANELS)


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


@needs_schemas
@pytest.mark.parametrize("name", PANELS)
def test_each_panel_type_passes_grafanas_schema(name: str, logs: p.Store) -> None:
    assert panel_faults(panel_json(PANELS[name](logs))) == []


@needs_schemas
@pytest.mark.parametrize("name", LIBRARY_PANELS)
def test_grafanalibs_own_panels_pass_grafanas_schema(name: str) -> None:
    found, _ = encode(core.Dashboard(title="Test", uid="test", panels=[LIBRARY_PANELS[name]()]))
    assert panel_faults(found["panels"][0]) == []


def whole_dashboard(logs: p.Store) -> dict[str, Any]:
    """Every panel type, every variable type, an annotation and links."""
    return dashboard_json(
        *(
            made if name.startswith("row") else [made]
            for name, make in PANELS.items()
            for made in [make(logs)]
        ),
        description="All there is",
        tags=["logs"],
        refresh="1m",
        variables=[
            logs.variable("category"),
            p.custom_variable("one", {"One, or 1": "1", "Two": "2"}, default="2"),
            p.query_variable("user", logs.query("users/choices"), multi=True, include_all=True),
            p.textbox_variable("q", label="Search"),
            p.interval_variable("width", auto=True),
            p.datasource_variable("ds", "grafana-postgresql-datasource", default=("Logs", "logs-postgres")),
            p.constant_variable("table", "app_logs"),
        ],
        annotations=[logs.annotation("releases/list", color="blue")],
        links=[
            p.dashboard_link("Errors", uid="errors"),
            p.dashboard_link("All", tags=["logs"], dropdown=True),
        ],
    )


@needs_schemas
def test_a_dashboard_with_everything_passes_grafanas_schema(logs: p.Store) -> None:
    made = whole_dashboard(logs)
    made["panels"] = []  # tested one by one, for messages that a person can read
    assert faults(made, schema(SCHEMAS / "dashboard.jsonschema.json"), "Dashboard") == []


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


def test_a_round_trip_through_grafanas_models_loses_nothing(logs: p.Store) -> None:
    made = whole_dashboard(logs)
    assert list(lost(made, through_grafanas_models(made))) == []


@pytest.mark.parametrize("name", LIBRARY_PANELS)
def test_a_round_trip_of_grafanalibs_own_panels_loses_nothing(name: str) -> None:
    made, _ = encode(core.Dashboard(title="Test", uid="test", panels=[LIBRARY_PANELS[name]()]))
    assert list(lost(made, through_grafanas_models(made))) == []


def test_the_comparison_of_the_round_trip_sees_a_lost_key(logs: p.Store) -> None:
    made = dashboard_json([p.text("x", title="T", raw={"options": {"unheardOf": 1}})])
    assert list(lost(made, through_grafanas_models(made))) == ["/panels/0/options/unheardOf"]
