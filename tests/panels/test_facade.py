"""What `from generator import panels as p` offers."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from generator import panels as p

untyped: Any = p


def test_a_panel_type_in_a_file_of_its_own_is_found_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("generator.panels.visualizations.sparkle")
    module.sparkle = lambda: "made"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert untyped.sparkle() == "made"


def test_a_name_that_is_nowhere_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no panel type or other part named stta"):
        untyped.stta  # noqa: B018


def test_all_that_is_listed_is_there() -> None:
    assert all(hasattr(p, name) for name in p.__all__)
