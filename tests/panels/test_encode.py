"""What encoding promises for every dashboard: ids, order, nothing null, nothing shared, raw JSON merged."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from enum import Enum, IntEnum
from pathlib import Path
from typing import Any

import pytest
from grafanalib import core
from hypothesis import given
from hypothesis import strategies as st

from generator import panels as p
from generator.errors import Location, LogloomError
from generator.panels.encode import encode, panel_id
from tests.panels.examples import PANELS, dashboard_json, panel_json

titles = st.lists(st.text(min_size=1), unique=True, min_size=1, max_size=12)


def ids(titles: list[str]) -> dict[str, int]:
    panels = dashboard_json(*([p.text("x", title=title)] for title in titles))["panels"]
    return {panel["title"]: panel["id"] for panel in panels}


@given(titles, st.randoms(use_true_random=False))
def test_a_panels_id_does_not_change_with_the_panels_around_it(titles: list[str], random: Any) -> None:
    before = ids(titles)
    others = [title for title in titles if random.random() < 0.7] + [f"{''.join(titles)} new"]
    random.shuffle(others)
    after = ids(others)
    assert {title: after[title] for title in others if title in before} == {
        title: before[title] for title in others if title in before
    }


@given(st.text())
def test_an_id_is_a_positive_number_of_31_bits(key: str) -> None:
    assert 0 < panel_id(key) < 2**31
    assert panel_id(key) != panel_id(key, row=True)


def test_ids_are_the_same_in_every_process_and_release() -> None:
    # They are in links and in people's bookmarks: a change breaks those.
    assert (panel_id("Errors"), panel_id("Errors", row=True)) == (1957147775, 1165066618)


def test_a_key_keeps_a_panels_id_when_its_title_changes() -> None:
    before, after = p.text("x", title="Old", key="note"), p.text("x", title="New", key="note")
    assert panel_json(before)["id"] == panel_json(after)["id"] == panel_id("note")


def test_a_panel_moved_into_a_row_keeps_its_id() -> None:
    outside = dashboard_json([p.text("x", title="A")])["panels"][0]
    inside = dashboard_json(p.row("R", [[p.text("x", title="A")]], collapsed=True))["panels"][0]["panels"][0]
    assert outside["id"] == inside["id"]


def test_a_row_and_a_panel_may_have_one_title() -> None:
    panels = dashboard_json(p.row("Errors", [[p.text("x", title="Errors")]]))["panels"]
    assert panels[0]["id"] != panels[1]["id"]


def test_an_id_that_an_author_gives_is_kept() -> None:
    found, _ = encode(core.Dashboard(title="T", panels=[core.Text(title="A", content="a", id=7)]))
    assert found["panels"][0]["id"] == 7


def test_two_panels_of_one_key_are_named_with_both_places() -> None:
    first, second = p.text("x", title="Same"), p.text("y", title="Same")
    with pytest.raises(
        LogloomError, match=r"two panels have the key 'Same' \(the other: line \d+\)"
    ) as caught:
        dashboard_json([first, second])
    assert caught.value.hint == "give one a key="
    assert caught.value.location is not None
    assert caught.value.location.path.name == "test_encode.py"


def test_two_different_panels_that_come_out_at_one_id_are_named() -> None:
    with pytest.raises(LogloomError, match="panels 'A' and 'B' have one id"):
        dashboard_json([p.text("x", title="A", raw={"id": 5}), p.text("x", title="B", raw={"id": 5})])


def test_findings_can_point_at_the_line_that_made_a_panel() -> None:
    inner = p.text("x", title="Inner")
    made = p.dashboard("T", [[p.text("x", title="A")], p.row("R", [[inner]], collapsed=True)], uid="t")
    found, locations = encode(made)
    here = {place.path.name for place in locations.values()}
    row = found["panels"][1]
    assert here == {"test_encode.py"}
    assert locations.keys() == {found["panels"][0]["id"], row["id"], row["panels"][0]["id"]}
    assert locations[panel_id("A")].line - locations[panel_id("Inner")].line == 1


def test_a_panel_without_a_factory_has_its_dashboards_place() -> None:
    made = p.dashboard("T", [[core.Text(title="A", content="a")]], uid="t")
    _, locations = encode(made)
    assert locations[panel_id("A")] == made.authored.location
    bare, home = (
        core.Dashboard(title="T", panels=[core.Text(title="A", content="a")]),
        Location(Path("a.py"), 3),
    )
    assert encode(bare)[1] == {}
    assert encode(bare, home)[1] == {panel_id("A"): home}


def test_a_mistake_in_a_bare_dashboard_points_to_its_home_and_never_into_the_generator() -> None:
    twice = [core.Text(title="A", content="a"), core.Text(title="A", content="b")]
    home = Location(Path("a.py"), 3)
    with pytest.raises(LogloomError) as caught:
        encode(core.Dashboard(title="T", panels=twice), home)
    assert caught.value.location == home
    with pytest.raises(LogloomError) as caught:
        encode(core.Dashboard(title="T", panels=twice))
    assert caught.value.location is None


class Mode(str, Enum):  # noqa: UP042  the older way to write one
    NONE = "none"


class Side(IntEnum):
    LEFT = 1


def test_enums_are_written_as_their_values() -> None:
    options = panel_json(p.text("x", title="A", raw={"options": {"mode": Mode.NONE, "side": Side.LEFT}}))[
        "options"
    ]
    assert (options["mode"], options["side"]) == ("none", 1)
    assert type(options["mode"]) is str
    assert type(options["side"]) is int


def everything(logs: p.Store) -> Any:
    lines = [
        line
        for name, make in PANELS.items()
        for line in [make(logs) if name.startswith("row") else [make(logs)]]
    ]
    return p.dashboard("T", lines, uid="t", variables=[logs.variable("level")], tags=["a"])


def test_encoding_twice_gives_the_same_and_leaves_the_dashboard_as_it_was(logs: p.Store) -> None:
    made = everything(logs)
    first, places = encode(made)
    kept = copy.deepcopy(first)
    assert encode(made) == (first, places)
    spoil(first)
    assert encode(made)[0] == kept


def spoil(value: Any) -> None:
    """Change every object and list in the value."""
    if isinstance(value, dict):
        for each in value.values():
            spoil(each)
        value["spoilt"] = True
    elif isinstance(value, list):
        for each in value:
            spoil(each)
        value.append("spoilt")


def test_two_builds_give_the_same_bytes(logs: p.Store) -> None:
    assert json.dumps(encode(everything(logs))[0]) == json.dumps(encode(everything(logs))[0])


def nulls(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from nulls(each, f"{path}/{key}")
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from nulls(each, f"{path}/{index}")
    elif value is None:
        yield path


def test_nothing_is_null_but_the_base_of_thresholds(logs: p.Store) -> None:
    found = [path for path in nulls(encode(everything(logs))[0]) if not path.endswith("/steps/0/value")]
    assert found == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
raw_objects = st.dictionaries(
    st.text(min_size=1, max_size=3).map(lambda key: f"x{key}"), json_values, max_size=4
)


def without_null_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_null_keys(each) for key, each in value.items() if each is not None}
    return [without_null_keys(each) for each in value] if isinstance(value, list) else value


@given(raw_objects)
def test_any_raw_json_reaches_a_panels_options_as_it_is(raw: dict[str, Any]) -> None:
    options = panel_json(p.text("x", title="A", raw={"options": raw}))["options"]
    assert options == {"content": "x", "mode": "markdown", **without_null_keys(raw)}


def test_raw_json_is_merged_into_panel_row_and_dashboard(logs: p.Store) -> None:
    panel = p.stat(
        logs.query("errors/total"),
        raw={"options": {"colorMode": "none", "graphMode": None}, "pluginVersion": "12.2.0"},
    )
    found = dashboard_json(
        p.row("R", [[panel]], raw={"repeat": "level"}),
        raw={"timepicker": {"hidden": True}, "preload": True, "time": {"from": "now-1d"}},
    )
    row, stat = found["panels"]
    assert (row["repeat"], stat["pluginVersion"]) == ("level", "12.2.0")
    assert stat["options"]["colorMode"] == "none"
    assert "graphMode" not in stat["options"]
    assert stat["options"]["textMode"] == "auto"
    assert (found["timepicker"], found["preload"]) == ({"hidden": True}, True)
    assert found["time"] == {"from": "now-1d", "to": "now"}


def test_raw_json_of_one_panel_does_not_reach_another(logs: p.Store) -> None:
    stacked = p.timeseries(
        logs.query("errors/over_time"),
        title="A",
        raw={"fieldConfig": {"defaults": {"custom": {"stacking": {"mode": "percent"}}}}},
    )
    plain = p.timeseries(logs.query("errors/over_time"), title="B", stack="normal")
    panels = dashboard_json([stacked, plain])["panels"]
    modes = [panel["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"] for panel in panels]
    assert modes == ["percent", "normal"]


def test_ref_ids_are_filled_in_around_those_given(logs: p.Store) -> None:
    given_ids = ["", "A", "", "C", ""]
    targets = [logs.query("errors/total", ref_id=each) for each in given_ids]
    assert [each["refId"] for each in panel_json(p.stat(targets))["targets"]] == ["B", "A", "D", "C", "E"]


def test_ref_ids_go_on_after_z(logs: p.Store) -> None:
    targets = panel_json(p.stat([logs.query("errors/total") for _ in range(28)]))["targets"]
    assert [each["refId"] for each in targets[24:]] == ["Y", "Z", "AA", "AB"]


def test_a_panel_that_asks_two_datasources_is_mixed(logs: p.Store) -> None:
    panel = panel_json(p.table([logs.query("errors/total"), logs.xray("1-5-6")], title="Both"))
    assert panel["datasource"] == {"type": "datasource", "uid": "-- Mixed --"}
    assert [each["datasource"]["uid"] for each in panel["targets"]] == ["logs-postgres", "xray"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_is_no_json_is_said_with_the_dashboards_place(value: object) -> None:
    with pytest.raises(LogloomError, match="cannot be written as JSON") as caught:
        dashboard_json([p.text("x", title="A", raw={"options": {"bad": value}})])
    assert isinstance(caught.value.location, Location)
