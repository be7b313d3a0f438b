"""One colour for each log level, the same in every panel."""

from __future__ import annotations

from collections.abc import Mapping

from generator.panels.fields import Override, ValueMapping, map_value, override

LEVEL_COLORS: Mapping[str, str] = {
    "DEBUG": "text",
    "INFO": "blue",
    "WARNING": "orange",
    "ERROR": "red",
    "CRITICAL": "dark-red",
}


def level_mappings() -> list[ValueMapping]:
    """Colours for cells that hold a level, which `column("level", cell="color-text", ...)` shows."""
    return [map_value(level, color=color) for level, color in LEVEL_COLORS.items()]


def level_overrides() -> list[Override]:
    """Colours for series named by level."""
    return [override(level, color=color) for level, color in LEVEL_COLORS.items()]
