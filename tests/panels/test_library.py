"""Library panels: whole in files and for the checks, a reference in Grafana."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import panels as p
from generator.errors import LogloomError
from generator.panels.encode import panel_id
from generator.panels.library import check_references, inlined, referring
from tests.panels.examples import PANELS, dashboard_json, panel_json

untyped: Any = p


def library(logs: p.Store, *, title: str = "Errors") -> p.LibraryPanel:
    return p.library_panel("lib", "Errors of all", p.stat(logs.query("errors/total"), title=title, width=4))


@pytest.mark.parametrize("name", sorted(set(PANELS) - {"row_open", "row_collapsed"}))
def test_a_panel_of_any_type_is_the_same_in_the_library_and_outside(name: str, logs: p.Store) -> None:
    direct = panel_json(PANELS[name](logs))
    placed = panel_json(p.from_library(p.library_panel("lib", "L", PANELS[name](logs))))
    assert placed.pop("libraryPanel") == {"uid": "lib", "name": "L"}
    assert {**placed, "gridPos": direct["gridPos"], "id": direct["id"]} == direct


def test_grafana_keeps_only_a_reference(logs: p.Store) -> None:
    built = dashboard_json(
        [p.from_library(library(logs), width=8, height=5), p.text("x", title="T")],
        p.row("R", [[p.from_library(library(logs), key="again")]], collapsed=True),
    )
    kept = referring(built)
    reference = {
        "type": "library-panel-ref",
        "title": "Errors",
        "libraryPanel": {"uid": "lib", "name": "Errors of all"},
    }
    assert kept["panels"][0] == {
        **reference,
        "id": panel_id("Errors"),
        "gridPos": {"x": 0, "y": 0, "w": 8, "h": 5},
    }
    assert kept["panels"][1] == built["panels"][1]
    (inner,) = kept["panels"][2]["panels"]
    assert inner == {**reference, "id": panel_id("again"), "gridPos": inner["gridPos"]}


def test_a_file_has_the_panel_itself(logs: p.Store) -> None:
    built = dashboard_json(
        [p.from_library(library(logs))],
        p.row("R", [[p.from_library(library(logs), key="k")]], collapsed=True),
    )
    direct = dashboard_json(
        [p.stat(logs.query("errors/total"), title="Errors", width=4)],
        p.row("R", [[p.stat(logs.query("errors/total"), title="Errors", width=4, key="k")]], collapsed=True),
    )
    assert inlined(built) == direct
    assert "libraryPanel" in built["panels"][0]  # and neither form changes the other


def test_the_model_has_no_place(logs: p.Store) -> None:
    assert not library(logs).model.keys() & {"id", "gridPos", "libraryPanel"}


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (lambda logs: [], "shows the library panel lib, which no library_panels"),
        (lambda logs: [library(logs, title="Other")], "shows another panel than the library panel lib"),
        (lambda logs: [library(logs)], ""),
    ],
)
def test_a_dashboard_shows_what_the_library_has(
    made: Callable[[p.Store], list[p.LibraryPanel]], message: str, logs: p.Store
) -> None:
    built = dashboard_json([p.from_library(library(logs))])
    if not message:
        check_references(built, made(logs), {})
        return
    with pytest.raises(LogloomError, match=message):
        check_references(built, made(logs), {})


def test_mistakes_are_at_the_authors_line(logs: p.Store) -> None:
    mistakes: list[tuple[Callable[[], Any], str]] = [
        (lambda: p.from_library(untyped.text("x")), r"Text is no library panel .*p\.library_panel"),
        (lambda: p.library_panel("a b", "N", p.text("x")), "the uid 'a b' of library panel 'N' is none"),
        (lambda: p.library_panel("a", "", p.text("x")), "a library panel has no name"),
        (lambda: p.library_panel("a", "N", untyped), "module is no panel"),
        (lambda: p.library_panel("a", "N", p.row("R")), "RowPanel is no panel"),
    ]
    for call, message in mistakes:
        with pytest.raises(LogloomError, match=message) as caught:
            call()
        assert caught.value.location is not None
        assert caught.value.location.path == Path(__file__)
        assert caught.value.location.line == call.__code__.co_firstlineno
