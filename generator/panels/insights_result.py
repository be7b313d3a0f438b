"""What Grafana makes of a Logs Insights result, and what brings that into the shape of the other stores.

Where a result has a column of times, Grafana sorts its rows by it and parts them into one frame for each
group, in no order (`log_actions.go` and `log_query.go` of the CloudWatch datasource, 12.2). A table comes in
pieces then, and a series is called by its group and its field.
"""

from __future__ import annotations

from generator.languages.insights.result import Result
from generator.panels.transformations import (
    Transformation,
    grouping_to_matrix,
    merge,
    partition_by,
    sort_by,
)

METRIC = "metric"
"""The group whose values name the series, as PostgreSQL's datasource has it; others are labels of them."""


def as_series(result: Result) -> tuple[Transformation, ...]:
    """One field for each series: named by the metric, or by its value, with the groups as labels."""
    if not result.is_parted:
        return ()
    time, values = result.times[0], result.values
    if result.labels == (METRIC,) and len(values) == 1:
        return (merge(), sort_by(time), grouping_to_matrix(column=METRIC, row=time, value=values[0]))
    return (merge(), sort_by(time), partition_by(*result.labels))


def as_rows(result: Result) -> tuple[Transformation, ...]:
    """One frame, in the order of the query."""
    if not result.times:
        return ()
    order = result.order
    as_grafana_sorts = order is None or (order.column == result.times[0] and not order.descending)
    parts = (merge(),) if result.is_parted else ()
    if order is None or (as_grafana_sorts and not parts):
        return parts
    return (*parts, sort_by(order.column, descending=order.descending))
