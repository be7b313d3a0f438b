"""Running an alert example on PostgreSQL: evaluation by evaluation, everything rolled back at the end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from generator.alerting.evaluation import clock
from generator.alerting.evaluation.ask import prepare
from generator.alerting.evaluation.compare import Difference, differences, moment_text
from generator.alerting.evaluation.examples import Example, columns_of
from generator.alerting.evaluation.instances import Instances
from generator.alerting.evaluation.outcome import failed, outcomes
from generator.alerting.evaluation.pipeline import Pipeline, build
from generator.alerting.evaluation.state import Instance, Policy
from generator.alerting.evaluation.template.errors import UnsupportedTemplate
from generator.alerting.evaluation.texts import Texts, texts
from generator.alerting.evaluation.threshold import Fingerprint, fingerprint
from generator.alerting.evaluation.values import StepError
from generator.errors import LogloomError
from generator.queries.given import Row, add_columns, insert_rows

if TYPE_CHECKING:
    from datetime import datetime

    import psycopg
    from logloom import Contract

DEFAULT_MISSING_EVALUATIONS = 2


@attrs.frozen
class Evaluation:
    """The instances after the evaluation at a moment, and all that there have been."""

    moment: datetime
    instances: tuple[Instance, ...]
    seen: tuple[Instance, ...]


def run_example(connection: psycopg.Connection, example: Example, folder: str) -> list[Difference]:
    """What differs from what the example expects, evaluation by evaluation; nothing where all is well.

    `connection` leads to a database with the contract's schema and no records. `folder` is the title of the
    folder of the rule's group. Raises LogloomError for given rows that do not fit, and for a rule that cannot
    be tested here.
    """
    found: list[Difference] = []
    for evaluation in evaluations(connection, example, folder):
        expected = [each for each in example.expect if evaluation.moment in each.ticks]
        if expected:
            moment = moment_text(evaluation.moment, example.start)
            found += differences(moment, evaluation.instances, expected, example.rule.labels, evaluation.seen)
    return found


def evaluations(connection: psycopg.Connection, example: Example, folder: str) -> Iterator[Evaluation]:
    """The example's evaluations in order, up to the last that it expects something of."""
    for query in example.rule.queries:
        if query.target.query is not None:
            clock.check_clock(query.target.query)
    rule = {**example.rule.to_json_data(), "folderUID": example.group.folder_uid}
    try:
        made = texts(rule, folder)
        with connection.transaction(force_rollback=True):
            prepare(connection)
            clock.install(connection)
            add_columns(connection, columns_of(example.rule))
            yield from _evaluations(connection, example, _pipeline(rule, example.contract), made)
    except UnsupportedTemplate as error:
        raise LogloomError(f"a text of this rule cannot be tested: {error}", example.rule.location) from None


def _pipeline(rule: dict[str, object], contract: Contract) -> Pipeline | StepError:
    try:
        return build(rule, contract)
    except StepError as error:
        return error


def _evaluations(
    connection: psycopg.Connection, example: Example, pipeline: Pipeline | StepError, made: Texts
) -> Iterator[Evaluation]:
    policy = _policy(example)
    waiting = deque(sorted(example.arrivals, key=lambda arrival: arrival.moment))
    instances = Instances()
    seen: dict[Fingerprint, Instance] = {}
    for now in example.ticks:
        arrived = []
        while waiting and waiting[0].moment <= now:
            arrived.append(waiting.popleft().row)
        _insert(connection, arrived, example)
        clock.set_to(connection, now)
        if isinstance(pipeline, StepError):
            results = failed(pipeline)
        else:
            results = outcomes(pipeline, pipeline.run(connection, now, instances.firing))
        instances = instances.after(results, policy, example.interval, now, made.instance)
        seen |= {fingerprint(each.labels): each for each in instances.current}
        yield Evaluation(now, instances.current, tuple(seen.values()))


def _insert(connection: psycopg.Connection, rows: Sequence[Row], example: Example) -> None:
    import psycopg

    if not rows:
        return
    try:
        insert_rows(connection, rows)
    except psycopg.Error as error:
        message = f"the given rows do not fit the table: {error.diag.message_primary or error}"
        raise LogloomError(message, example.location) from None


def _policy(example: Example) -> Policy:
    rule = example.rule
    return Policy(
        for_=rule.for_,
        keep_firing_for=rule.keep_firing_for,
        no_data=rule.no_data,
        error=rule.error,
        missing_evaluations=rule.missing_series_evals_to_resolve or DEFAULT_MISSING_EVALUATIONS,
        datasources={query.ref_id: query.target.datasource["uid"] for query in rule.queries},
    )
