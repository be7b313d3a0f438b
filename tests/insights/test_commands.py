"""Each command of the evaluator as AWS documents it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.languages.insights.parser import parse
from tests.insights.evaluator import evaluate
from tests.insights.test_functions import NOW, WINDOW

CASES = yaml.safe_load((Path(__file__).parent / "commands.yaml").read_text())


def events(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows as events a second apart, the first the newest."""
    return [
        {"@timestamp": NOW - timedelta(hours=1, minutes=25, seconds=back), "@ptr": -back, **row}
        for back, row in enumerate(rows)
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["query"][:40] for case in CASES])
def test_a_pipeline_returns_what_is_documented(case: Any) -> None:
    parsed = parse(case["query"])
    assert not parsed.faults
    answer = evaluate(parsed, events(case["rows"]), WINDOW)
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    assert rows == case["expect"]
