"""What reaches CloudWatch of a query in a panel: Grafana puts a command of its own before it."""

from __future__ import annotations

EFFECTIVE_PREFIX = (
    "fields @timestamp,ltrim(@log) as __log__grafana_internal__,"
    "ltrim(@logStream) as __logstream__grafana_internal__|"
)
"""Its fields tell the rows' log group and stream. Source: `log_actions.go` of the CloudWatch datasource."""

INTERNAL = "__grafana_internal__"
"""How the names end that the command adds."""

QUERY_LENGTH = 10_000
"""The characters that CloudWatch takes of a query, Grafana's own among them (`StartQuery`, queryString)."""
