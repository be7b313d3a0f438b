"""Text: Markdown or HTML that somebody wrote."""

from __future__ import annotations

from typing import Any, Literal, Unpack

from grafanalib import core

from generator.panels.authored import author_location
from generator.panels.build import Common, finish
from generator.queries.model import Header


def text(content: str, *, mode: Literal["markdown", "html"] = "markdown", **common: Unpack[Common]) -> Any:
    """A text; dashboard variables in it are filled in."""
    return finish(core.Text, common, author_location(), Header(), content=content, mode=mode)
