"""What an author writes expressions with. Each raises LogloomError for what Grafana does not know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.alerting.durations import duration
from generator.alerting.evaluators import Evaluator, evaluator, is_number
from generator.alerting.expressions import (
    ClassicCondition,
    ClassicConditions,
    Math,
    Reduce,
    Resample,
    Threshold,
)
from generator.mistakes import mistake
from generator.words import instances, one_of, text

REDUCERS = ("sum", "mean", "min", "max", "count", "last", "median")
MODES = {"strict": "", "dropNN": "dropNN", "replaceNN": "replaceNN"}
"""What becomes of values that are no numbers: they make the result none, are left out, or are replaced."""
UPSAMPLERS = ("pad", "backfilling", "fillna")
CLASSIC_REDUCERS = (
    *("avg", "sum", "min", "max", "count", "last", "median", "diff", "diff_abs"),
    *("percent_diff", "percent_diff_abs", "count_non_null"),
)


def math(expression: str, *, ref_id: str = "") -> Math:
    """A formula over what other steps return: `a.math("$B / $A * 100")`, `$B` being the step B."""
    made = Math(expression=text(expression, "the formula"), ref_id=ref_id)
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
    if replace_with is not None and not is_number(replace_with):
        raise mistake(f"replace_with={replace_with!r} is no number", "write 0")
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
        recovery=_recovery(recovery),
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
    length = duration(window, "the window")
    if not length:
        raise mistake(f"the window {window} is empty", 'write "1m"')
    return Resample(
        expression=_step(expression),
        window=length,
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
    inside = instances(
        conditions, ClassicCondition, "the conditions of classic_conditions", "a.classic_condition(...)"
    )
    return ClassicConditions(conditions=inside, ref_id=ref_id)


def _recovery(given: Sequence[Any] | None) -> Evaluator | None:
    if given is None:
        return None
    if not isinstance(given, list | tuple) or not given:
        raise mistake(f"recovery={given!r} is no comparison", 'write recovery=("<", 5)')
    return evaluator(*given)


def _step(reference: str) -> str:
    """The refId that an author meant; Grafana takes it with a dollar too."""
    return text(reference, "the step that an expression reads").removeprefix("$")
