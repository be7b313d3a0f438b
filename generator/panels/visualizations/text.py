"""Text: Markdown or HTML that somebody wrote."""

from __future__ import annotations

from typing import Literal, Unpack

from grafanalib import core

from generator.panels.build import Common, Panel, build_bare


def text(content: str, *, mode: Literal["markdown", "html"] = "markdown", **common: Unpack[Common]) -> Panel:
    """A text. Dashboard variables in it are filled in."""
    return build_bare(core.Text, common, usual_height=4, content=content, mode=mode)
