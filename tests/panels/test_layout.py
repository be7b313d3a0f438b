"""Where panels stand: nothing overlaps, nothing passes the grid, and what an author asks for is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pytest
from grafanalib import core
from hypothesis import given
from hypothesis import strategies as st

from generator import panels as p
from generator.errors import LogloomError
from generator.panels.panel import Omitted
from tests.panels.examples import dashboard_json


def note(key: str, **options: Any) -> Any:
    return p.text("x", key=key, **options)


def places(panels: Sequence[dict[str, Any]]) -> list[tuple[int, int, int, int]]:
    """Each panel's x, y, width and height."""
    return [tuple(panel["gridPos"][side] for side in "xywh") for panel in panels]


def overlapping(panels: Sequence[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    for one, other in combinations(panels, 2):
        a, b = one["gridPos"], other["gridPos"]
        beside = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"]
        above = a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        if not beside and not above:
            yield one["id"], other["id"]


sizes = st.fixed_dictionaries(
    {}, optional={"width": st.integers(1, 6), "height": st.integers(1, 20), "id": st.just(None)}
)
lines = st.lists(sizes, min_size=0, max_size=4)
sections = st.tuples(st.booleans(), st.lists(lines, max_size=3))
layouts = st.lists(st.one_of(lines, sections), max_size=6)


def built(layout: list[Any]) -> list[Any]:
    """The layout as an author's lines, each panel and row with a key of its own."""
    numbers = iter(range(1000))

    def line(given_sizes: list[dict[str, Any]]) -> list[Any]:
        return [
            note(str(next(numbers)), **{name: size for name, size in each.items() if name != "id"})
            for each in given_sizes
        ]

    return [
        p.row(f"Row {next(numbers)}", [line(inner) for inner in each[1]], collapsed=each[0])
        if isinstance(each, tuple)
        else line(each)
        for each in layout
    ]


@given(layouts)
def test_panels_never_overlap_nor_pass_the_grid(layout: list[Any]) -> None:
    panels = dashboard_json(*built(layout))["panels"]
    groups = [panels, *(panel["panels"] for panel in panels if panel.get("panels"))]
    for group in groups:
        assert list(overlapping(group)) == []
        assert all(x >= 0 and x + width <= 24 and height > 0 for x, _, width, height in places(group))


@given(layouts)
def test_a_collapsed_row_comes_before_all_that_is_inside_it(layout: list[Any]) -> None:
    for panel in dashboard_json(*built(layout))["panels"]:
        assert all(inner["gridPos"]["y"] > panel["gridPos"]["y"] for inner in panel.get("panels", ()))


@given(st.integers(1, 24))
def test_equal_shares_fill_the_row(count: int) -> None:
    panels = dashboard_json([note(str(number)) for number in range(count)])["panels"]
    widths = [panel["gridPos"]["w"] for panel in panels]
    assert sum(widths) == 24
    assert max(widths) - min(widths) <= 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ([note("a"), note("b", width=16)], [(0, 0, 8, 4), (8, 0, 16, 4)]),
        ([note("a", width=6)], [(0, 0, 6, 4)]),
        ([note("a"), note("b"), note("c", height=10)], [(0, 0, 8, 10), (8, 0, 8, 10), (16, 0, 8, 10)]),
        ([note("a", height=3), note("b", height=10)], [(0, 0, 12, 3), (12, 0, 12, 10)]),
    ],
)
def test_widths_and_heights(line: list[Any], expected: list[Any]) -> None:
    assert places(dashboard_json(line)["panels"]) == expected


ABSENT = Omitted()


@pytest.mark.parametrize(
    ("line", "widths"),
    [
        ([note("a", width=5), note("b", width=4), note("c", width=4), ABSENT, ABSENT], [9, 8, 7]),
        ([note("a", width=8), ABSENT], [24]),
        ([ABSENT, note("a", width=9), note("b")], [9, 15]),
        ([note("a", width=6), note("b", width=6), ABSENT, note("c", width=6)], [8, 8, 8]),
    ],
)
def test_those_beside_a_panel_that_the_store_does_not_have_take_its_place(
    line: list[Any], widths: list[int]
) -> None:
    panels = dashboard_json(line)["panels"]
    assert [panel["gridPos"]["w"] for panel in panels] == widths
    assert list(overlapping(panels)) == []
    assert sum(widths) == 24


def test_a_row_of_which_the_store_has_no_panel_is_left_out() -> None:
    panels = dashboard_json(
        p.row("Gone", [[ABSENT], [ABSENT, ABSENT]], collapsed=True),
        p.row("Here", [[ABSENT], [note("a")]]),
        p.row("Header"),  # over lines of its own
        [ABSENT],
        [note("b")],
    )["panels"]
    assert [panel.get("title", "") for panel in panels] == ["Here", "", "Header", ""]
    assert [panel["gridPos"]["y"] for panel in panels] == [0, 1, 5, 6]


def test_rows_open_and_collapsed() -> None:
    panels = dashboard_json(
        [note("a", height=5)],
        p.row("Open", [[note("b", height=6)]]),
        p.row("Closed", [[note("c", height=7)], [note("d", height=8)]], collapsed=True),
        [note("e", height=9)],
    )["panels"]
    assert [panel["gridPos"]["y"] for panel in panels] == [0, 5, 6, 12, 13]
    assert [inner["gridPos"]["y"] for inner in panels[3]["panels"]] == [13, 20]
    assert [panel.get("title", "") for panel in panels] == ["", "Open", "", "Closed", ""]


def test_the_same_lines_can_be_placed_again() -> None:
    again = [p.row("Open", [[note("a")]]), p.row("Closed", [[note("b")]], collapsed=True)]
    assert dashboard_json(*again) == dashboard_json(*again)


def test_a_panel_of_grafanalibs_keeps_its_size_and_is_placed() -> None:
    panel = core.Text(title="A", content="a", gridPos=core.GridPos(h=3, w=5, x=9, y=99))
    assert places(dashboard_json([note("a", width=4), panel])["panels"]) == [(0, 0, 4, 3), (4, 0, 5, 3)]


def test_panels_that_stand_nowhere_come_below_the_others_two_side_by_side() -> None:
    from generator.panels.encode import encode

    placed = core.Text(title="A", content="a", gridPos=core.GridPos(h=3, w=24, x=0, y=0))
    others = [core.Text(title=title, content="x") for title in "BCD"]
    rows = [core.RowPanel(title="R", collapsed=True, panels=[core.Text(title="E", content="x")])]
    found, _ = encode(core.Dashboard(title="T", panels=[*others, *rows, placed]))
    assert places(found["panels"]) == [
        (0, 3, 12, 8),
        (12, 3, 12, 8),
        (0, 11, 12, 8),
        (0, 19, 24, 1),
        (0, 0, 24, 3),
    ]
    assert list(overlapping(found["panels"])) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ([note("a", width=25)], "width 25 is not from 1 to 24"),
        ([note("a", width=0)], "width 0 is not from 1 to 24"),
        ([note("a", height=0)], "height 0 is less than 1"),
        ([note("a", width=16), note("b", width=9)], "a row of 2 panels needs at least 25 columns of 24"),
        ([note("a", width=24), note("b")], "needs at least 25 columns of 24"),
        ([note(str(number)) for number in range(25)], "a row of 25 panels"),
        (["text"], "str 'text' is no panel"),
        ([None], "NoneType is no panel"),
        ([p.row("R")], "a row header stands on a line of its own"),
        (note("a"), "a row is a list of panels, not Text"),
        ("ab", "a row is a list of panels, not str 'ab'"),
        (p.row("R", [p.row("S")]), "a row cannot stand inside a row"),
    ],
)
def test_what_cannot_be_placed_is_said_with_its_place(line: Any, message: str) -> None:
    with pytest.raises(LogloomError, match=message) as caught:
        p.dashboard("T", [line], uid="t")
    assert caught.value.location is not None
    assert caught.value.location.path.name == "test_layout.py"
    assert caught.value.location.line > 0
