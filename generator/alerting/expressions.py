"""Server-side expressions: what Grafana does with the answers of a rule's queries.

Keys: Grafana 12.2, `query.types.json`. Each names the refIds that it reads, and has one of its own, which
the rule fills in where the author gave none.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, ClassVar

import attrs

from generator.alerting.durations import format_in_one_unit
from generator.alerting.evaluators import Evaluator

EXPRESSION_DATASOURCE = "__expr__"
INTERVAL_MS = 1000
MAX_DATA_POINTS = 43200
"""What Grafana itself fills in where a rule says nothing."""

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

    @property
    def time_range(self) -> dict[str, int]:
        """How many seconds before an evaluation it begins and ends; most types have no use for it."""
        return {"from": 0, "to": 0}

    def to_json_data(self) -> dict[str, Any]:
        """The expression as one of a rule's `data`."""
        datasource = {"type": EXPRESSION_DATASOURCE, "uid": EXPRESSION_DATASOURCE}
        return {
            "refId": self.ref_id,
            "queryType": "",
            "relativeTimeRange": self.time_range,
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
class OfOneStep(Expression):
    """An expression over the results of a single step."""

    expression: str

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.expression,)


@attrs.frozen(kw_only=True)
class Reduce(OfOneStep):
    """One number of each series. `mode` is in Grafana's words, "" for strict."""

    type = "reduce"
    reducer: str
    mode: str
    replace_with: float | None = None

    def settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = {"mode": self.mode}
        if self.replace_with is not None:
            settings["replaceWithValue"] = self.replace_with
        return {"expression": self.expression, "reducer": self.reducer, "settings": settings}


@attrs.frozen(kw_only=True)
class Threshold(OfOneStep):
    """1 for each number that passes the evaluator, else 0.

    With a `recovery` an instance that fires goes on until that one passes.
    """

    type = "threshold"
    evaluator: Evaluator
    recovery: Evaluator | None = None

    def settings(self) -> dict[str, Any]:
        condition = {"evaluator": self.evaluator.to_json_data()}
        if self.recovery is not None:
            condition["unloadEvaluator"] = self.recovery.to_json_data()
        return {"expression": self.expression, "conditions": [condition]}


@attrs.frozen(kw_only=True)
class Resample(OfOneStep):
    """A series on a regular grid of `window`, over the time range of the query that it comes from.

    `from_seconds` and `to_seconds` are that range, which the rule fills in: Grafana refuses an empty one.
    """

    type = "resample"
    window: timedelta
    downsampler: str
    upsampler: str
    from_seconds: int = 0
    to_seconds: int = 0

    @property
    def time_range(self) -> dict[str, int]:
        return {"from": self.from_seconds, "to": self.to_seconds}

    def settings(self) -> dict[str, Any]:
        return {
            "expression": self.expression,
            "window": format_in_one_unit(self.window),
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
