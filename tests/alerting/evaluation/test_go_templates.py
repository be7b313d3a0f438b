"""Templates of labels and annotations, held to what Go itself rendered.

go_templates.json was written by text/template of Go 1.26 with the functions of prometheus/template 0.303.1,
on types like those of grafana's ngalert/state/template.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.alerting.evaluation.template.errors import TemplateFailure
from generator.alerting.evaluation.template.execute import execute
from generator.alerting.evaluation.template.functions import FUNCTIONS
from generator.alerting.evaluation.template.objects import Data, Labels, Value
from generator.alerting.evaluation.template.parse import parse

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "go_templates.json").read_text())
EMPTY = {"labels": {}, "values": {}, "value": ""}


def render(case: dict[str, Any]) -> str:
    data = Data(
        Labels(case["labels"]),
        {name: Value(Labels(each["labels"]), float(each["value"])) for name, each in case["values"].items()},
        case["value"],
    )
    template = parse(case["text"], FUNCTIONS.keys(), {"$labels", "$values", "$value"})
    variables = {"$labels": data.Labels, "$values": data.Values, "$value": data.Value}
    return execute(template, data, variables).replace("<no value>", "[no value]")


@pytest.mark.parametrize(
    "case", [case for case in CASES if "out" in case], ids=lambda case: case["text"][:50]
)
def test_a_template_is_rendered_as_by_go(case: dict[str, Any]) -> None:
    assert render(case) == case["out"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "error" in case], ids=lambda case: case["text"][:50]
)
def test_what_go_fails_on_fails(case: dict[str, Any]) -> None:
    with pytest.raises(TemplateFailure):
        render(case)
