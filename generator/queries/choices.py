"""What is picked in a query's variables: what was said, checked, and what goes without saying."""

from __future__ import annotations

from collections.abc import Sequence

from generator.errors import LogloomError
from generator.languages.grafana.model import ALL, Value, Variable
from generator.suggest import did_you_mean


def pick(variables: Sequence[Variable], name: str, values: Sequence[str]) -> Value:
    """The value of the variable of that name for what was said. Raises LogloomError if it cannot be that."""
    variable = next((variable for variable in variables if variable.name == name), None)
    if variable is None:
        hint = did_you_mean(name, [variable.name for variable in variables])
        raise LogloomError(f"the query has no variable {name}", hint=hint)
    if ALL in values:
        if not variable.include_all:
            raise LogloomError(
                f"{name} has no All", hint=f"its params: line does not say all: {_samples(variable)}"
            )
        if len(values) > 1:
            raise LogloomError(f"{name} is either All or some values")
        return ALL
    if variable.multi:
        return tuple(values)
    if len(values) != 1:
        raise LogloomError(
            f"{name} takes one value, not {len(values)}", hint="its params: line does not say multi"
        )
    return values[0]


def samples(variable: Variable) -> Value:
    """What is picked in an example that does not say: the first sample value, or all of several."""
    return variable.values if variable.multi else variable.values[0]


def _samples(variable: Variable) -> str:
    return ", ".join(value or '""' for value in variable.values)
