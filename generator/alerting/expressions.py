"""Server-side expressions: what Grafana does with the answers of a rule's queries.

Keys: Grafana 12.2, `query.types.json`. Each names the refIds that it reads, and has one of its own, which
the rule fills in where the author gave none.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

import attrs

from generator.alerting.durations import duration, format_duration
from generator.alerting.evaluators import Evaluator, evaluator
from generator.mistakes import mistake
from generator.words import one_of

EXPRESSION_DATASOURCE = "__expr__"
INTERVAL_MS = 1000
MAX_DATA_POINTS = 43200
"""What Grafana itself fills in where a rule says nothing."""

REDUCERS = ("sum", "mean", "min", "max", "count", "last", "median")
MODES = {"strict": "", "dropNN": "dropNN", "replaceNN": "replaceNN"}
"""What becomes of values that are no numbers: they make the result none, are left out, or are replaced."""
UPSAMPLERS = ("pad", "backfilling", "fillna")
CLASSIC_REDUCERS = (
    *("avg", "sum", "min", "max", "count", "last", "median", "diff", "diff_abs"),
    *("percent_diff", "percent_diff_abs", "count_non_null"),
)

_REFERENCE = re.compile(r"\$(?:(\w+)|\{([^}]+)\})")


@attrs.frozen(kw_only=True)
class Expression(ABC):
    """A step between the queries and the condition."""

    type: ClassVar[str]
    ref_id: str = ""

    @property
    @abstractmethod
    def reads(self) -> tuple[str, ...]:
        """The refIds whose results it works on."""

    @abstractmethod
    def settings(self) -> dict[str, Any]:
        """The keys that this type alone has."""

    def to_json_data(self) -> dict[str, Any]:
        """The expression as one of a rule's `data`."""
        datasource = {"type": EXPRESSION_DATASOURCE, "uid": EXPRESSION_DATASOURCE}
        return {
            "refId": self.ref_id,
            "queryType": "",
            "relativeTimeRange": {"from": 0, "to": 0},
            "datasourceUid": EXPRESSION_DATASOURCE,
            "model": {
                "refId": self.ref_id,
                "type": self.type,
                "datasource": datasource,
                **self.settings(),
                "intervalMs": INTERVAL_MS,
                "maxDataPoints": MAX_DATA_POINTS,
            },
        }


@attrs.frozen(kw_only=True)
class Math(Expression):
    """A formula over numbers or series: `$A > 5 && $B < 1`."""

    type = "math"
    expression: str

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(plain or braced for plain, braced in _REFERENCE.findall(self.expression)))

    def settings(self) -> dict[str, Any]:
        return {"expression": self.expression}


@attrs.frozen(kw_only=True)
class Reduce(Expression):
    """One number of each series. `mode` is in Grafana's words, "" for strict."""

    type = "reduce"
    expression: str
    reducer: str
    mode: str
    replace_with: float | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.expression,)

    def settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {"mode": self.mode}
        if self.replace_with is not None:
            settings["replaceWithValue"] = self.replace_with
        return {"expression": self.expression, "reducer": self.reducer, "settings": settings}


@attrs.frozen(kw_only=True)
class Threshold(Expression):
    """1 for each number that passes the evaluator, else 0.

    With a `recovery` an instance that fires goes on until that one passes.
    """

    type = "threshold"
    expression: str
    evaluator: Evaluator
    recovery: Evaluator | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.expression,)

    def settings(self) -> dict[str, Any]:
        condition = {"evaluator": self.evaluator.to_json_data()}
        if self.recovery is not None:
            condition["unloadEvaluator"] = self.recovery.to_json_data()
        return {"expression": self.expression, "conditions": [condition]}


@attrs.frozen(kw_only=True)
class Resample(Expression):
    """A series on a regular grid of `window`."""

    type = "resample"
    expression: str
    window: timedelta
    downsampler: str
    upsampler: str

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.expression,)

    def settings(self) -> dict[str, Any]:
        return {
            "expression": self.expression,
            "window": format_duration(self.window),
            "downsampler": self.downsampler,
            "upsampler": self.upsampler,
        }


@attrs.frozen
class ClassicCondition:
    """A condition of the alerts before Grafana 8. `operator` joins it to the one before it."""

    query: str
    reducer: str
    evaluator: Evaluator
    operator: str

    def to_json_data(self) -> dict[str, Any]:
        return {
            "evaluator": self.evaluator.to_json_data(),
            "operator": {"type": self.operator},
            "query": {"params": [self.query]},
            "reducer": {"type": self.reducer},
        }


@attrs.frozen(kw_only=True)
class ClassicConditions(Expression):
    """All series at once: the rule has one instance, whatever the queries' labels."""

    type = "classic_conditions"
    conditions: tuple[ClassicCondition, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(condition.query for condition in self.conditions))

    def settings(self) -> dict[str, Any]:
        return {"conditions": [condition.to_json_data() for condition in self.conditions]}


def math(expression: str, *, ref_id: str = "") -> Math:
    """A formula over what other steps return: `a.math("$B / $A * 100")`, `$B` being the step B."""
    made = Math(expression=expression, ref_id=ref_id)
    if not made.reads:
        raise mistake(f"the formula {expression!r} reads no step", "name one with a dollar: $A")
    return made


def reduce(
    expression: str,
    reducer: str = "last",
    *,
    mode: str = "dropNN",
    replace_with: float | None = None,
    ref_id: str = "",
) -> Reduce:
    """One number of each series of the step `expression`.

    `reducer` is sum, mean, min, max, count, last or median. `mode` says what becomes of values that are no
    numbers: `strict` (the result is none either), `dropNN` (left out), `replaceNN` (by `replace_with`).
    """
    one_of(reducer, REDUCERS, "reducer")
    one_of(mode, MODES, "mode of reduce")
    if (mode == "replaceNN") != (replace_with is not None):
        raise mistake("replaceNN and replace_with= go together")
    return Reduce(
        expression=_step(expression),
        reducer=reducer,
        mode=MODES[mode],
        replace_with=replace_with,
        ref_id=ref_id,
    )


def threshold(
    expression: str,
    comparison: str,
    *numbers: float,
    recovery: Sequence[Any] | None = None,
    ref_id: str = "",
) -> Threshold:
    """Whether each number of the step passes: `a.threshold("B", ">", 10)`.

    `comparison` is `>`, `<`, `==`, `!=`, `>=` or `<=`, or, with two numbers, `within`, `outside` (the limits
    left out), `within_included` or `outside_included`; Grafana's own names are taken too. `recovery` is
    another comparison, `("<", 5)`: an instance that fires goes on until it passes.
    """
    return Threshold(
        expression=_step(expression),
        evaluator=evaluator(comparison, *numbers),
        recovery=evaluator(*recovery) if recovery else None,
        ref_id=ref_id,
    )


def resample(
    expression: str,
    window: str,
    *,
    downsampler: str = "mean",
    upsampler: str = "fillna",
    ref_id: str = "",
) -> Resample:
    """The series of the step on a grid: several values in a `window` by a reducer, none by an upsampler.

    An upsampler is `pad` (the last one before), `backfilling` (the next) or `fillna` (no number).
    """
    return Resample(
        expression=_step(expression),
        window=duration(window, "the window"),
        downsampler=one_of(downsampler, REDUCERS, "downsampler"),
        upsampler=one_of(upsampler, UPSAMPLERS, "upsampler"),
        ref_id=ref_id,
    )


def classic_condition(
    query: str, reducer: str, comparison: str, *numbers: float, operator: str = "and"
) -> ClassicCondition:
    """One condition of `classic_conditions`: `a.classic_condition("A", "max", ">", 5)`."""
    return ClassicCondition(
        _step(query),
        one_of(reducer, CLASSIC_REDUCERS, "reducer"),
        evaluator(comparison, *numbers),
        one_of(operator, ("and", "or"), "operator"),
    )


def classic_conditions(*conditions: ClassicCondition, ref_id: str = "") -> ClassicConditions:
    """Conditions over whole series; the rule then has a single instance without labels."""
    if not conditions:
        raise mistake("classic_conditions has no condition")
    return ClassicConditions(conditions=conditions, ref_id=ref_id)


def _step(reference: str) -> str:
    """The refId that an author meant; Grafana takes it with a dollar too."""
    return reference.removeprefix("$")
