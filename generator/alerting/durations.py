"""Prometheus durations, as Grafana reads them (`1h30m`) and as it writes them back.

Source: prometheus/common, model.ParseDuration and Duration.String, which Grafana 12.2 uses for `for`,
intervals and waits. Recorded: 60s comes back as 1m, 90s as 1m30s; 1h and 1d stay.
"""

from __future__ import annotations

import re
from datetime import timedelta

from generator.errors import Location
from generator.mistakes import mistake

_UNITS = {
    "y": timedelta(days=365),
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
    "ms": timedelta(milliseconds=1),
}
_WHOLE_ONLY = frozenset({"y", "w"})
"""Units that Grafana writes only where nothing is left over: 8d, not 1w1d."""

_DURATION = re.compile("".join(f"(?:([0-9]+){unit})?" for unit in _UNITS))
_LONGEST = timedelta(milliseconds=(2**63 - 1) // 1_000_000)
"""Go counts nanoseconds in 64 bits."""


def parse_duration(text: str) -> timedelta | None:
    """What the text means; None for one that Grafana does not read."""
    if text == "0":
        return timedelta()
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        return None
    try:
        length = sum(
            (int(count) * unit for count, unit in zip(found.groups(), _UNITS.values(), strict=True) if count),
            timedelta(),
        )
    except OverflowError:
        return None
    return length if length <= _LONGEST else None


def format_duration(length: timedelta) -> str:
    """The text that Grafana gives back, whatever it was given."""
    text = ""
    for name, unit in _UNITS.items():
        count, rest = divmod(length, unit)
        if count and not (rest and name in _WHOLE_ONLY):
            text += f"{count}{name}"
            length = rest
    return text or "0s"


def format_in_one_unit(length: timedelta) -> str:
    """The text for a resample's window, of which Grafana reads one number and one unit: 36h, not 1d12h."""
    whole = [name for name, unit in _UNITS.items() if name not in _WHOLE_ONLY and not length % unit]
    return f"{length // _UNITS[whole[0]]}{whole[0]}"


def duration(text: str, what: str, location: Location | None = None) -> timedelta:
    """The duration that an author gave for `what`. Raises LogloomError for one that Grafana does not read."""
    length = parse_duration(text) if isinstance(text, str) else None
    if length is None:
        raise mistake(
            f"{what} {text!r} is no duration",
            'write numbers with units, the largest first: "1h30m"',
            location,
        )
    return length
