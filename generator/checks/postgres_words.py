"""PostgreSQL's errors in few words: which rule one belongs to, and when a query meets it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.checks.postgres_session import Diagnosis
from generator.languages.grafana.gotime import format_interval
from generator.languages.grafana.model import ALL, Scenario, Value

# The longest beginning of the SQLSTATE decides. Appendix A of PostgreSQL's manual.
RULES = {
    "": "postgres-error",
    "0A": "postgres-unsupported",
    "22": "postgres-value",
    "25": "postgres-writes",
    "42": "postgres-type",
    "42501": "postgres-writes",
    "42601": "postgres-syntax",
    "42602": "postgres-syntax",
    "42622": "postgres-syntax",
    "42P02": "postgres-syntax",
    "08P01": "postgres-syntax",
    "42702": "postgres-ambiguous",
    "42725": "postgres-ambiguous",
    "42712": "postgres-ambiguous",
    "42703": "postgres-unknown-column",
    "42P01": "postgres-unknown-table",
    "42883": "postgres-unknown-function",
    "42704": "postgres-unknown-type",
    "42803": "postgres-grouping",
    "42809": "postgres-grouping",
    "42P10": "postgres-grouping",
    "42P20": "postgres-grouping",
    "57014": "postgres-timeout",
    "57P01": "postgres-writes",
}
_MESSAGES = {
    "08P01": "there are no parameters here, and $1 is one to PostgreSQL",
    "57014": "takes too long",
}
_HINTS = {
    "57014": "it runs on a few hundred rows here: look for a join without a condition, or a wait",
    "25006": "a query may only read",
    "42501": "a query runs as a role that can only read tables",
    "57P01": "a query may only read",
}


def rule_of(diagnosis: Diagnosis) -> str:
    """The rule that an error belongs to."""
    state = diagnosis.sqlstate
    beginnings = (state[:length] for length in range(len(state), -1, -1))
    return next(RULES[beginning] for beginning in beginnings if beginning in RULES)


def message_of(diagnosis: Diagnosis) -> str:
    """What is wrong, in the server's words unless they help nobody."""
    return _MESSAGES.get(diagnosis.sqlstate) or diagnosis.message


def hint_of(diagnosis: Diagnosis, seen: str) -> str:
    """What to do about it: what the place shows (`seen`) before what the server guesses."""
    return _HINTS.get(diagnosis.sqlstate) or seen or diagnosis.hint


def circumstances(failing: Sequence[Scenario], passing: Sequence[Scenario]) -> str:
    """How the first setting that fails differs from one that passes: ` when category is auth`."""
    if not passing:
        return ""
    failed = failing[0]
    nearest = min(passing, key=lambda scenario: len(_differences(failed, scenario)))
    return "".join(f" {difference}" for difference in _differences(failed, nearest))


def _differences(failed: Scenario, passed: Scenario) -> list[str]:
    found = [
        f"when {name} is {_picked(value)}"
        for name, value in failed.values.items()
        if value != passed.values.get(name)
    ]
    if failed.interval_ms != passed.interval_ms:
        found.append(f"when the interval is {format_interval(failed.interval_ms)}")
    if failed.release != passed.release:
        found.append(f"on Grafana {failed.release.name}")
    return found


def _picked(value: Value) -> str:
    if value == ALL or value == (ALL,):
        return "All"
    values = value if isinstance(value, tuple) else (value,)
    return " and ".join(each if each else "empty" for each in values)
