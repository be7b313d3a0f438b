"""Log records, one below the other."""

from __future__ import annotations

from typing import Literal, Unpack

from grafanalib import core

from generator.panels.build import Fields, Panel, Targets, build


def logs_panel(
    targets: Targets,
    *,
    newest_first: bool = True,
    wrap: bool = True,
    show_time: bool = True,
    labels: bool = False,
    details: bool = True,
    prettify_json: bool = False,
    dedup: Literal["none", "exact", "numbers", "signature"] = "none",
    **fields: Unpack[Fields],
) -> Panel:
    """Log records. The query gives `time`, `body` or `message`, and `severity` or `level`.

    For reading only: Grafana shows no data links here (#71020); records to click on are a table's."""
    return build(
        core.Logs,
        targets,
        fields,
        sortOrder="Descending" if newest_first else "Ascending",
        wrapLogMessages=wrap,
        showTime=show_time,
        showLabels=labels,
        enableLogDetails=details,
        prettifyLogMessage=prettify_json,
        dedupStrategy=dedup,
    )
