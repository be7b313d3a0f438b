"""Examples of what an alert rule does over time.

A file NAME.test.yaml beside the module NAME.py of the rules is a list of them:

    - name: fires after three minutes of errors, and goes on for ten more
      rule: logs-error-share              # the rule's uid
      start: 2026-01-15T10:00:00Z         # the first evaluation; this is the default
      given:                              # rows of the table, as in examples of queries, and streams
        - {level: ERROR, category: auth, every: 5s, from: -10m, to: +5m}
        - {level: INFO, category: auth, timestamp: -1m, lag: 3m}    # arrives three minutes late
      expect:
        - {at: +0m..+2m, state: pending, labels: {category: auth}}
        - at: +3m
          state: firing
          labels: {category: auth, severity: warning}
          annotations: {summary: 100% of what auth logs are errors}
          values: {B: 1}
        - {at: +40m, state: normal}       # without labels: all that there is

The group's interval is the time between evaluations. At an evaluation the table holds what has arrived by
then. A file says what it cares about: at a moment it names, each instance that is not normal must be
expected; of labels that the rule or Grafana gives, of annotations and values only what is named counts.
Labels are those of the alert that is sent: the one for no data has the alertname DatasourceNoData.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from pathlib import Path

import attrs
from logloom import Contract

from generator.alerting.evaluation.arrivals import Arrival, read_arrivals
from generator.alerting.evaluation.outcome import State
from generator.alerting.groups import RuleGroup
from generator.alerting.rules import AlertRule
from generator.errors import Location, LogloomError
from generator.queries.examples import START
from generator.queries.given import other_columns, table_columns
from generator.queries.model import Column
from generator.queries.moments import parse_moment
from generator.queries.positioned_yaml import Node, read_yaml
from generator.suggest import did_you_mean

KEYS = dict.fromkeys(("name", "rule", "start", "given", "expect"))
EXPECTED_KEYS = dict.fromkeys(("at", "state", "labels", "annotations", "values"))

STATES = {
    "normal": State.NORMAL,
    "pending": State.PENDING,
    "firing": State.ALERTING,
    "recovering": State.RECOVERING,
    "no-data": State.NO_DATA,
    "error": State.ERROR,
}
"""Grafana's states by the words of these files. One that recovers still counts as firing elsewhere."""

MOST_EVALUATIONS = 2000


@attrs.frozen
class Expectation:
    """An instance that there should be at some evaluations. `labels` is None where none are named."""

    ticks: tuple[datetime, ...]
    state: State
    labels: Mapping[str, str] | None
    annotations: Mapping[str, str]
    values: Mapping[str, float]
    location: Location


@attrs.frozen
class Example:
    """One example, with its rule and the group that evaluates it."""

    name: str
    contract: Contract
    group: RuleGroup
    rule: AlertRule
    start: datetime
    arrivals: tuple[Arrival, ...]
    expect: tuple[Expectation, ...]
    location: Location

    @property
    def interval(self) -> timedelta:
        return timedelta(seconds=self.group.interval)

    @property
    def ticks(self) -> Iterator[datetime]:
        """The evaluations up to the last one of which something is expected."""
        last = max(tick for expectation in self.expect for tick in expectation.ticks)
        moment = self.start
        while moment <= last:
            yield moment
            moment += self.interval


def load_examples(
    path: Path, contract: Contract, groups: Sequence[RuleGroup], elsewhere: Set[str] | None = frozenset()
) -> tuple[Example, ...]:
    """The examples of a file for the rules of these groups; those of rules that are `elsewhere` are left out.

    None says that there may be any elsewhere: then a rule that is not here is no mistake.
    Raises LogloomError at the place of the first fault.
    """
    root = read_yaml(path)
    nodes = root.items("the file") if root is not None else []
    if not nodes:
        raise LogloomError("there are no examples", Location(path), "write one, or remove the file")
    rules = {rule.uid: (group, rule) for group in groups for rule in group.rules}
    reader = _Reader(contract, rules, elsewhere)
    examples = [example for node in nodes if (example := reader.example(node)) is not None]
    names: set[str] = set()
    for example in examples:
        if example.name in names:
            raise LogloomError(f"two examples are named {example.name!r}", example.location)
        names.add(example.name)
    return tuple(examples)


def columns_of(rule: AlertRule) -> tuple[Column, ...]:
    """The columns that the rule's queries read and the contract does not know."""
    queries = [query.target.query for query in rule.queries if query.target.query is not None]
    return tuple(dict.fromkeys(column for query in queries for column in other_columns(query)))


@attrs.frozen
class _Reader:
    contract: Contract
    rules: Mapping[str, tuple[RuleGroup, AlertRule]]
    elsewhere: Set[str] | None

    def example(self, node: Node) -> Example | None:
        fields = node.fields("an example", KEYS)
        for key in ("name", "rule", "expect"):
            if key not in fields:
                raise node.error(f"an example needs {key}")
        name = fields["name"].text
        if not name:
            raise fields["name"].error("the name of an example says what it shows")
        uid = fields["rule"].text or ""
        if uid not in self.rules:
            if self.elsewhere is None or uid in self.elsewhere:
                return None
            raise fields["rule"].error(f"there is no rule with the uid {uid}", did_you_mean(uid, self.rules))
        group, rule = self.rules[uid]
        start = _moment(fields["start"], None) if "start" in fields else START
        columns = table_columns(self.contract) | {column.name: column.type for column in columns_of(rule)}
        given = fields["given"].items("given") if "given" in fields else []
        expect = tuple(
            _expectation(each, start, timedelta(seconds=group.interval))
            for each in fields["expect"].items("expect")
        )
        if not expect:
            raise fields["expect"].error("nothing expected tests nothing")
        return Example(
            name=name,
            contract=self.contract,
            group=group,
            rule=rule,
            start=start,
            arrivals=tuple(
                arrival for row in given for arrival in read_arrivals(row, columns, self.contract, start)
            ),
            expect=expect,
            location=node.location,
        )


def _expectation(node: Node, start: datetime, interval: timedelta) -> Expectation:
    fields = node.fields("an expectation", EXPECTED_KEYS)
    for key in ("at", "state"):
        if key not in fields:
            raise node.error(f"an expectation needs {key}")
    word = fields["state"].text or ""
    if word not in STATES:
        raise fields["state"].error(f"there is no state {word}", did_you_mean(word, STATES))
    if word == "normal" and "labels" not in fields:
        extra = next((key for key in ("annotations", "values") if key in fields), None)
        if extra is not None:
            raise fields[extra].error(f"{extra} need labels: normal without them is all that there is")
    return Expectation(
        ticks=tuple(_ticks(fields["at"], start, interval)),
        state=STATES[word],
        labels=_texts(fields["labels"], "labels") if "labels" in fields else None,
        annotations=_texts(fields["annotations"], "annotations") if "annotations" in fields else {},
        values=_numbers(fields["values"]) if "values" in fields else {},
        location=node.location,
    )


def _ticks(node: Node, start: datetime, interval: timedelta) -> Iterator[datetime]:
    """The evaluations of `+4m`, or of `+1m..+5m`, both ends included."""
    first_text, dots, last_text = (node.text or "").partition("..")
    first = _tick(node, first_text, start, interval)
    last = _tick(node, last_text, start, interval) if dots else first
    if last < first:
        raise node.error(f"{node.text} ends before it begins")
    if (last - start) / interval > MOST_EVALUATIONS:
        raise node.error(f"{node.text} is more than {MOST_EVALUATIONS} evaluations after the start")
    while first <= last:
        yield first
        first += interval


def _tick(node: Node, text: str, start: datetime, interval: timedelta) -> datetime:
    try:
        moment = parse_moment(text, start)
    except ValueError as error:
        raise node.error(str(error), "an evaluation is +4m, several are +1m..+5m") from None
    if moment < start or (moment - start) % interval:
        raise node.error(
            f"at {text} nothing is evaluated",
            f"the group does so every {interval.seconds}s from the start on",
        )
    return moment


def _texts(node: Node, what: str) -> dict[str, str]:
    texts = {}
    for name, value in node.fields(what).items():
        if value.text is None:
            raise value.error(f"{name} must be a text, not {value.kind}", 'an empty one is written ""')
        texts[name] = value.text
    return texts


def _numbers(node: Node) -> dict[str, float]:
    numbers = {}
    for name, value in node.fields("values").items():
        number = value.value()
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise value.error(f"the value of {name} is a number, not {value.kind}", ".nan is one too")
        numbers[name] = float(number)
    return numbers


def _moment(node: Node, start: datetime | None) -> datetime:
    try:
        return parse_moment(node.text or "", start)
    except ValueError as error:
        raise node.error(str(error)) from None
