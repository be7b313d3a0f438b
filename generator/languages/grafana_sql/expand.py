"""Grafana's whole text expansion, from what the author wrote to what PostgreSQL is given."""

from __future__ import annotations

from collections.abc import Sequence

from generator.languages.grafana.model import Expansion, ExpansionError, Scenario, Variable
from generator.languages.grafana.rewrite import unchanged
from generator.languages.grafana.variables import put_in_variables
from generator.languages.grafana_sql.comments import strip_comments
from generator.languages.grafana_sql.macros import evaluate_macros, put_in_globals
from generator.languages.grafana_sql.quoting import sql_text

__all__ = ["ExpansionError", "before_macros", "expand"]


def expand(source: str, variables: Sequence[Variable], scenario: Scenario) -> Expansion:
    """The text for one setting of the dashboard, by the rules of `scenario.release`, with the way back.

    `source` is the whole file: Grafana is given its header too. Raises ExpansionError where Grafana
    would refuse it (an unknown macro, an interval it cannot read).
    """
    text = before_macros(source, variables, scenario)
    if scenario.release.strips_comments:
        text = strip_comments(text)
    return evaluate_macros(text, scenario)


def before_macros(source: str, variables: Sequence[Variable], scenario: Scenario) -> Expansion:
    """The text after the steps in which comments play no part."""
    return put_in_globals(put_in_variables(unchanged(source), variables, scenario, sql_text), scenario)
