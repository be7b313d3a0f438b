"""Each function of the evaluator as AWS documents it."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.languages.insights import tree
from generator.languages.insights.parser import parse
from tests.insights.aggregates import AGGREGATES
from tests.insights.expressions import Reading, Window
from tests.insights.functions import FUNCTIONS
from tests.insights.values import moment

TABLE = yaml.safe_load((Path(__file__).parent / "functions.yaml").read_text())
NOW = moment(1642200000000)
WINDOW = Window(NOW, moment(1642190000000), NOW)
ROW: dict[str, Any] = {
    "@timestamp": datetime(2022, 1, 14, 21, 18, 31, tzinfo=UTC),
    "word": "shop",
    "digits": "42",
    "padded": " 042 ",
    "exponent": "1.5e3",
    "bad": "4 2",
    "status": 200,
    "lines": "a\nb\n",
    "json": '{"a": 1}',
    "parsed": {"users": [{"name": "al"}, {"name": "bo"}], "user.id": "123"},
}


@pytest.mark.parametrize(("expression", "expected"), [case for cases in TABLE.values() for case in cases])
def test_an_expression_is_worth_what_is_documented(expression: str, expected: Any) -> None:
    parsed = parse(f"fields {expression} as x")
    assert not parsed.faults
    (command,) = parsed.pipeline.commands
    assert isinstance(command, tree.Fields)
    found = Reading(parsed.text, WINDOW).meaning(command.items[0].expression)(ROW)
    if isinstance(expected, float):
        assert isinstance(found, int | float)
        assert math.isclose(found, expected, rel_tol=1e-3 if expected > 1000 else 1e-12)
    else:
        assert (found, type(found) is bool) == (expected, type(expected) is bool)


def test_every_function_has_a_case() -> None:
    text = "\n".join(str(case[0]) for case in TABLE["documented"]).lower()
    assert [name for name in FUNCTIONS if f"{name}(" not in text] == []


def test_every_aggregate_has_a_case() -> None:
    text = (Path(__file__).parent / "commands.yaml").read_text().lower()
    assert [name for name in AGGREGATES if f"{name}(" not in text] == []
