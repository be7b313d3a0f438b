"""Right and wrong alert queries in Logs Insights, of the kinds that public reports show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from generator.checks.engine import OFF
from generator.finding import Finding
from tests import shared
from tests.checks.alerts.alert_cases import Case, assert_all_are_right, case, check, unmarked

CASES = Path(__file__).with_name("insights_alert_cases.yaml")
ENDING = ".cwli"

_DIRECT = 'a.threshold("A", ">", 10)'
_REDUCED = 'a.reduce("A", "last"), a.threshold("B", ">", 10)'
_TIME = re.compile(r"\b(?:bin|datefloor|dateceil)\(|by t\b")


def rule(entry: dict[str, Any]) -> str:
    """The rule's arguments: it says what no record means, unless the case is about that."""
    steps = entry.get("steps") or (_REDUCED if _TIME.search(unmarked(entry)["query"]) else _DIRECT)
    more = entry.get("rule", "")
    state = "" if "no_data" in more else ', no_data="OK"'
    return f"expressions=[{steps}]{state}{', ' if more else ''}{more}"


def judged(folder: Path) -> dict[Case, list[Finding]]:
    entries = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return check([case(unmarked(entry), rule(entry), ENDING) for entry in entries], folder, OFF)


def test_every_case_is_judged_right(tmp_path: Path) -> None:
    assert_all_are_right(judged(tmp_path))


def of_scenario(entry: dict[str, Any]) -> str:
    """The rule that a shared case describes in words."""
    scenario = entry["scenario"]
    is_direct = "directly on the query" in scenario or not _TIME.search(entry["query"])
    state = "" if "left at its default" in scenario else ', no_data="OK"'
    seconds = entry.get("relative_range", "600s to 0s").partition("s")[0]
    return f'expressions=[{_DIRECT if is_direct else _REDUCED}]{state}, time_range="{seconds}s"'


@shared.needs_shared
def test_every_shared_case_is_judged_right(tmp_path: Path) -> None:
    loaded = yaml.safe_load((shared.CASES / "alerts.yaml").read_text(encoding="utf-8"))
    entries = [entry for entry in loaded if entry["language"] == "cwli"]
    assert_all_are_right(check([case(each, of_scenario(each), ENDING) for each in entries], tmp_path, OFF))
