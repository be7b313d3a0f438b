"""Grafana's expansion of a Logs Insights text: variables only, and several values as `{a,b}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.languages.grafana.formats import glob
from generator.languages.grafana.model import Expansion, Reference, Scenario, Variable
from generator.languages.grafana.rewrite import unchanged
from generator.languages.grafana.scenarios import (
    other_intervals,
    other_picks,
    used_variables,
    usual_scenario,
)
from generator.languages.grafana.variables import BUILT_INS, REFERENCE, put_in_variables


def expand(source: str, variables: Sequence[Variable], scenario: Scenario) -> Expansion:
    """The text for one setting of the dashboard, with the way back.

    `source` is the whole file: Grafana is given its comments too, and replaces in them as well. What is no
    variable of the dashboard stays as it stands. There are no macros.
    """
    return put_in_variables(unchanged(source), variables, scenario, glob)


def references(source: str) -> tuple[Reference, ...]:
    """Every reference to a variable, in order; whether one of that name exists is for the caller to know."""
    return tuple(_references(source)) if "$" in source or "[[" in source else ()


def _references(source: str) -> Iterator[Reference]:
    for match in REFERENCE.finditer(source):
        name = match[1] or match[2] or match[4]
        yield Reference(
            name, match[3] or match[6], match.start(), match.end(), match[5], builtin=name in BUILT_INS
        )


def scenarios(source: str, variables: Sequence[Variable]) -> tuple[Scenario, ...]:
    """The settings to try: the usual one first, then one thing changed at a time.

    Each value of each variable that the query names is tried, as well as several and All. Which time range is
    set makes no difference: it is no part of the text. Nor does the interval as Grafana writes it, `5m`, but
    in milliseconds it may be longer than CloudWatch takes.
    """
    used = used_variables(references(source), variables)
    usual = usual_scenario(used)
    intervals = other_intervals(usual) if "__interval_ms" in source else ()
    return (usual, *other_picks(usual, used), *intervals)
