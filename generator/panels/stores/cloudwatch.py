"""CloudWatch Logs Insights: the query's text as it stands, in the form of Grafana's own editor (12.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from logloom.contract import Aws, Store

from generator.datasources import CLOUDWATCH
from generator.languages.insights.record import record_of
from generator.languages.insights.result import Result, result_of
from generator.mistakes import mistake
from generator.panels.insights_result import as_rows, as_series
from generator.panels.stores import Ask, Backend
from generator.panels.transformations import Transformation
from generator.queries.model import INSIGHTS_ENDING
from generator.suggest import did_you_mean

MOST_LOG_GROUPS = 50
"""What one query may ask (StartQuery, logGroupIdentifiers)."""


def log_groups(store: Store, names: Sequence[str] = ()) -> list[dict[str, str]]:
    """The log groups of these names, by default all that hold every record, as Grafana names them.

    Raises LogloomError for a name that the contract does not have, and for more than a query may ask.
    """
    aws = _aws(store)
    known = {group.name: group for group in store.log_groups}
    for name in names:
        if name not in known:
            raise mistake(f"the contract has no log group {name}", did_you_mean(name, known))
    chosen = tuple(dict.fromkeys(names)) or tuple(group.name for group in store.complete_log_groups)
    if len(chosen) > MOST_LOG_GROUPS:
        raise mistake(f"{len(chosen)} log groups are more than a query may ask", f"{MOST_LOG_GROUPS} at most")
    return [{"arn": aws.log_group_arn(name), "name": name, "accountId": aws.account_id} for name in chosen]


def _aws(store: Store) -> Aws:
    if store.aws is None:
        raise mistake(
            f"the contract does not say where store {store.name} is", f"add [stores.{store.name}.aws]"
        )
    return store.aws


def _target(ask: Ask) -> dict[str, Any]:
    return {
        "id": "",
        "queryMode": "Logs",
        "queryLanguage": "CWLI",
        "region": _aws(ask.store).region,
        "logGroups": log_groups(ask.store, ask.log_groups),
        "expression": ask.query.text,
        "statsGroups": list(_result(ask).stats_groups),
    }


def _result(ask: Ask) -> Result:
    header = ask.query.header
    record = record_of(ask.contract, [(field.name, field.type) for field in header.fields])
    return result_of(ask.query.text, header.params, record)


def _in_alerts(ask: Ask) -> dict[str, Any]:
    # Grafana asks by name where its feature of several accounts is off; the pages hide the field.
    named = {"logGroupNames": [group["name"] for group in log_groups(ask.store, ask.log_groups)]}
    # Without a time each group would be a frame of one number, and rules take no more than one of these:
    # ungrouped they are one table, whose texts are labels.
    return named if _result(ask).times else {**named, "statsGroups": []}


def _reshape(ask: Ask) -> tuple[Transformation, ...]:
    if ask.format == "logs":
        return ()
    result = _result(ask)
    return as_series(result) if ask.format == "time_series" else as_rows(result)


BACKEND = Backend(CLOUDWATCH, INSIGHTS_ENDING, _target, in_alerts=_in_alerts, reshape=_reshape)
