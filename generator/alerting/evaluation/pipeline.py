"""The steps of a rule, run in order at one evaluation.

Source: grafana pkg/expr/graph.go and ngalert/eval. A rule is read from the JSON of the provisioning API,
as it is sent to Grafana: so what is tested is what will run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

import attrs

from generator.alerting.evaluation.ask import SqlQuery, sql_query
from generator.alerting.evaluation.ask_insights import QUERY_MODE, InsightsQuery, insights_query
from generator.alerting.evaluation.classic import ClassicCommand, Match, classic_command
from generator.alerting.evaluation.convert import converted
from generator.alerting.evaluation.mathexp.command import MathCommand, math_command
from generator.alerting.evaluation.reduce import ReduceCommand, reduce_command
from generator.alerting.evaluation.resample import ResampleCommand, resample_command
from generator.alerting.evaluation.threshold import Fingerprint, ThresholdCommand, threshold_command
from generator.alerting.evaluation.values import StepError, Values
from generator.alerting.expressions import EXPRESSION_DATASOURCE

if TYPE_CHECKING:
    import psycopg
    from logloom import Contract

Query = SqlQuery | InsightsQuery
Command = MathCommand | ReduceCommand | ResampleCommand | ThresholdCommand | ClassicCommand

_OLD_EXPRESSION_DATASOURCE = "-100"


@attrs.frozen
class Answers:
    """What each step came to: its values, or why it has none.

    `matches` are what passed where the condition is of the classic kind.
    """

    values: Mapping[str, Values]
    errors: Mapping[str, StepError]
    matches: tuple[Match, ...] | None = None


@attrs.frozen
class Pipeline:
    """The steps of a rule by refId, in an order in which each comes after what it reads."""

    condition: str
    queries: Mapping[str, Query]
    commands: Mapping[str, Command]

    def run(
        self, connection: psycopg.Connection, now: datetime, firing: Set[Fingerprint] = frozenset()
    ) -> Answers:
        """Ask and compute. `firing` are the results that a recovery threshold must let go of."""
        values: dict[str, Values] = {}
        errors: dict[str, StepError] = {}
        matches: tuple[Match, ...] | None = None
        for ref_id, query in self.queries.items():
            try:
                values[ref_id] = _read(query, connection, now)
            except StepError as error:
                errors[ref_id] = error
        for ref_id, command in self.commands.items():
            failed = next((errors[need] for need in command.needs if need in errors), None)
            try:
                if failed is not None:
                    raise failed
                if isinstance(command, ClassicCommand):
                    number, passed = command.execute(values)
                    values[ref_id] = (number,)
                    if ref_id == self.condition:
                        matches = passed
                else:
                    values[ref_id] = _execute(command, values, now, firing)
            except StepError as error:
                errors[ref_id] = error
        return Answers(values, errors, matches)


def _read(query: Query, connection: psycopg.Connection, now: datetime) -> Values:
    frames = query.frames(connection, now)
    try:
        return converted(frames)
    except StepError as error:
        raise StepError(
            f"[sse.readDataError] [{query.ref_id}] got error: {error.message}", query.ref_id
        ) from None


def _execute(
    command: MathCommand | ReduceCommand | ResampleCommand | ThresholdCommand,
    values: Mapping[str, Values],
    now: datetime,
    firing: Set[Fingerprint],
) -> Values:
    if isinstance(command, ThresholdCommand):
        return command.execute(values, firing)
    if isinstance(command, ResampleCommand):
        return command.execute(values, now)
    return command.execute(values)


def build(rule: Mapping[str, Any], contract: Contract | None = None) -> Pipeline:
    """The pipeline of a rule; by the contract Logs Insights is translated.

    Raises StepError, in Grafana's words, for a rule that it cannot run at all.
    """
    steps: Sequence[Mapping[str, Any]] = rule.get("data") or ()
    condition = rule.get("condition", "")
    queries = {step["refId"]: _query(step, contract) for step in steps if not _is_expression(step)}
    commands = {step["refId"]: _command(step, condition) for step in steps if _is_expression(step)}
    for ref_id, command in commands.items():
        for need in command.needs:
            _check_reference(ref_id, need, command, queries, commands)
    try:
        order = TopologicalSorter({ref: command.needs for ref, command in commands.items()}).static_order()
        commands = {ref_id: commands[ref_id] for ref_id in order if ref_id in commands}
    except CycleError:
        raise StepError("the expressions of the rule read each other in a circle") from None
    if condition not in queries and condition not in commands:
        known = " ".join([*queries, *commands])
        raise StepError(f"condition {condition} does not exist, must be one of [{known}]")
    return Pipeline(condition, queries, commands)


def _is_expression(step: Mapping[str, Any]) -> bool:
    return step.get("datasourceUid") in {EXPRESSION_DATASOURCE, _OLD_EXPRESSION_DATASOURCE}


def _query(step: Mapping[str, Any], contract: Contract | None) -> Query:
    if contract is not None and (step.get("model") or {}).get("queryMode") == QUERY_MODE:
        return insights_query(step, contract)
    return sql_query(step)


def _command(step: Mapping[str, Any], condition: str) -> Command:
    model = step.get("model") or {}
    ref_id, kind = step["refId"], model.get("type", "")
    if kind not in _COMMANDS:
        raise StepError(
            f"invalid command type in expression '{ref_id}': '{kind}' is not a recognized expression type"
        )
    try:
        command = _COMMANDS[kind](model, step.get("relativeTimeRange") or {})
    except StepError as error:
        raise StepError(f"failed to parse expression '{ref_id}': {error.message}") from None
    if isinstance(command, ThresholdCommand) and command.recovers and ref_id != condition:
        raise StepError(
            f"failed to build query '{ref_id}': recovery threshold '{ref_id}' is only allowed to be the "
            "alert condition"
        )
    return command


_COMMANDS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, int]], Command]] = {
    "math": lambda model, _range: math_command(model),
    "reduce": lambda model, _range: reduce_command(model),
    "threshold": lambda model, _range: threshold_command(model),
    "classic_conditions": lambda model, _range: classic_command(model),
    "resample": lambda model, range_: resample_command(
        model, timedelta(seconds=range_.get("from", 0)), timedelta(seconds=range_.get("to", 0))
    ),
}


def _check_reference(
    ref_id: str,
    need: str,
    command: Command,
    queries: Mapping[str, Query],
    commands: Mapping[str, Command],
) -> None:
    if need == ref_id:
        raise StepError(f"expression '{need}' cannot reference itself. Must be query or another expression")
    if need not in queries and need not in commands:
        raise StepError(f"unable to find dependent node '{need}'")
    if isinstance(command, ClassicCommand) and need in commands:
        raise StepError(
            f"only data source queries may be inputs to a classic condition, {need} is a Expression"
        )
    if isinstance(commands.get(need), ClassicCommand):
        raise StepError(
            "classic conditions may not be the input for other expressions, "
            f"but {need} is the input for {ref_id}"
        )
