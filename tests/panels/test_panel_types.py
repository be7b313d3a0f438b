"""Every panel type: a golden file each, Grafana's schemas, and a round trip through Grafana's own models."""

from __future__ import annotations

from typing import Any

import pytest
from grafanalib import core

from generator import panels as p
from generator.panels.encode import encode
from tests.grafana_format import (
    SCHEMAS,
    faults,
    lost,
    panel_faults,
    schema,
    through_grafanas_models,
)
from tests.panels.examples import PANELS, dashboard_json, golden, golden_text, panel_json
from tests.panels.library_panels import LIBRARY_PANELS
from tests.shared import needs_shared


@pytest.mark.parametrize("name", PANELS)
def test_each_panel_type_encodes_as_its_golden_file(name: str, logs: p.Store) -> None:
    assert golden_text(name, logs) == golden(name).read_text(encoding="utf-8")


def test_every_golden_file_has_its_panel() -> None:
    assert {path.stem for path in golden("any").parent.iterdir()} == set(PANELS)


@needs_shared
@pytest.mark.parametrize("name", PANELS)
def test_each_panel_type_passes_grafanas_schema(name: str, logs: p.Store) -> None:
    assert panel_faults(panel_json(PANELS[name](logs))) == []


@needs_shared
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


@needs_shared
def test_a_dashboard_with_everything_passes_grafanas_schema(logs: p.Store) -> None:
    made = whole_dashboard(logs)
    made["panels"] = []  # tested one by one, for messages that a person can read
    assert faults(made, schema(SCHEMAS / "dashboard.jsonschema.json"), "Dashboard") == []


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
