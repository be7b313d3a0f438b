"""What Grafana gets for a Logs Insights query."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from logloom import Contract

from generator.languages.grafana.model import Variable
from generator.languages.insights.record import record_of
from generator.languages.insights.result import Result, result_of

CASES = yaml.safe_load(Path(__file__).with_name("results.yaml").read_text(encoding="utf-8"))
CATEGORY = Variable("category", ("auth", "agent"), multi=True, include_all=True)


def shown(result: Result) -> dict[str, Any]:
    """The result as the cases write one, without what is usual."""
    if not result.is_certain:
        return {"certain": False}
    found = {
        "groups": list(result.groups),
        "stats_groups": list(result.stats_groups),
        "labels": list(result.labels),
        "parted": result.is_parted,
        "order": [result.order.column, result.order.descending] if result.order else [],
    }
    types = {name: str(type_) for name, type_ in result.types.items()}
    return {"types": types, **{key: value for key, value in found.items() if value}}


@pytest.mark.parametrize("case", CASES, ids=[case.get("name", case["text"]) for case in CASES])
def test_columns_groups_and_order(case: dict[str, Any], contract: Contract) -> None:
    expected = {key: value for key, value in case.items() if key not in ("name", "text")}
    result = result_of(case["text"], [CATEGORY], record_of(contract))
    assert shown(result) == expected
    assert "types" not in expected or list(result.types) == list(expected["types"])
