"""The names of the fields that a panel's queries return, as far as they are fixed."""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.dashboard_queries import insights_result
from generator.checks.grafana_json import Json
from generator.checks.subjects import PanelSubject, TargetSubject
from generator.queries.model import Column

TIME_FIELD = "Time"
"""What Grafana's SQL datasources call the time column of a time series, whatever its case in the query."""

_TIMES = frozenset(
    {"timestamptz", "timestamp", "timestamp with time zone", "timestamp without time zone", "date"}
)
_TIME_NAMES = frozenset({"time", "timeend"})
_NUMBERS = frozenset(
    {
        "smallint",
        "integer",
        "bigint",
        "int2",
        "int4",
        "int8",
        "int",
        "real",
        "double precision",
        "float4",
        "float8",
        "numeric",
        "decimal",
    }
)

# Transformations that change neither which fields there are nor their names.
_KEEP_NAMES = frozenset(
    {"sortBy", "limit", "filterByValue", "convertFieldType", "formatTime", "formatString", "merge"}
)


def is_time(column: Column) -> bool:
    """A column of times. A number named `time` is one too: Grafana reads it as epoch seconds."""
    return _base(column) in _TIMES or column.name in _TIME_NAMES


def is_number(column: Column) -> bool:
    return _base(column) in _NUMBERS


def is_text(column: Column) -> bool:
    return not is_time(column) and not is_number(column)


def _base(column: Column) -> str:
    """The type without its modifier: `numeric(10, 2)` is a numeric."""
    return column.type.partition("(")[0].strip().lower()


def result_fields(panel: PanelSubject) -> frozenset[str] | None:
    """Every name by which a field of the panel's result can be taken; None where the data decides.

    The names are those that the library queries declare, renamed or taken away by the panel's
    transformations, and the display names its overrides give.
    """
    names: set[str] = set()
    for target in panel.targets:
        fields = _target_fields(target)
        if fields is None:
            return None
        names |= fields
    for transformation in panel.json.get("transformations") or ():
        if transformation.get("disabled") or transformation.get("id") in _KEEP_NAMES:
            continue
        if transformation.get("id") != "organize":
            return None
        names = _organized(names, transformation.get("options") or {})
    return frozenset(names | set(_display_names(panel))) if names else None


def _target_fields(target: TargetSubject) -> set[str] | None:
    if target.is_insights:
        return _insights_fields(target)
    query = target.text.query if target.text else None
    if query is None or query.header.columns is None:
        return None
    columns = query.header.columns
    if target.format != "time_series":
        return {column.name for column in columns}
    # Text columns of a time series become labels, and series are named by them.
    if any(is_text(column) for column in columns):
        return None
    return {TIME_FIELD if column.name == "time" else column.name for column in columns}


def _insights_fields(target: TargetSubject) -> set[str] | None:
    """Grafana names a field of one of several frames by the frame as well, until they are merged."""
    result = insights_result(target)
    first: Json = next(iter(target.panel.json.get("transformations") or ()), {})
    if result is None or (result.is_parted and first.get("id") != "merge"):
        return None
    return set(result.columns)


def _organized(names: set[str], options: Json) -> set[str]:
    """The effect of `organize`: excluded fields are gone; a renamed one answers to both names."""
    excluded = {name for name, is_out in (options.get("excludeByName") or {}).items() if is_out}
    renamed = {
        new for old, new in (options.get("renameByName") or {}).items() if new and old in names - excluded
    }
    return (names - excluded) | renamed


def _display_names(panel: PanelSubject) -> Iterator[str]:
    config = panel.json.get("fieldConfig") or {}
    default = (config.get("defaults") or {}).get("displayName")
    if default:
        yield default
    for override in config.get("overrides") or ():
        for prop in override.get("properties") or ():
            if prop.get("id") == "displayName" and prop.get("value"):
                yield str(prop["value"])
