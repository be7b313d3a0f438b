"""Each recorded request of a real Grafana 12.2 is sent to the stand-in, and must be answered the same."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.grafana.recorded import exceptions
from tests.grafana.recorded.exceptions import DIFFERENT, SAME_SHAPE, names
from tests.grafana.recorded.recordings import STAGES, UNIFIED, in_order, load
from tests.grafana.recorded.replay import Outcome, replay
from tests.shared import needs_shared

pytestmark = needs_shared


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    return replay()


@pytest.mark.parametrize("stage", [title for title, _ in STAGES])
def test_what_grafana_was_recorded_to_answer_is_answered(outcomes: dict[str, Outcome], stage: str) -> None:
    excused = names(SAME_SHAPE) | names(DIFFERENT)
    recordings = dict(in_order())[stage]
    mistakes = [
        str(outcomes[one.name])
        for one in recordings
        if one.name not in excused and outcomes[one.name].kind != "exact"
    ]
    assert not mistakes, "\n".join(mistakes)


def test_an_exception_is_no_more_than_it_must_be(outcomes: dict[str, Outcome]) -> None:
    assert {name: outcomes[name].kind for name in names(SAME_SHAPE)} == dict.fromkeys(
        names(SAME_SHAPE), "shape"
    )
    assert {name: outcomes[name].kind for name in names(DIFFERENT)} == dict.fromkeys(
        names(DIFFERENT), "different"
    )


def test_nearly_all_is_answered_exactly(outcomes: dict[str, Outcome]) -> None:
    """So many, and none that stands in no table."""
    count = Counter(outcome.kind for outcome in outcomes.values())
    assert len(outcomes) == len(load()) == 676
    assert count == {"exact": 640, "shape": len(names(SAME_SHAPE)), "different": len(names(DIFFERENT))}


def test_unified_storage_is_told_apart() -> None:
    outcomes = replay(UNIFIED)
    others = {name for name, outcome in outcomes.items() if outcome.kind != "exact"}
    excused = names(exceptions.UNIFIED) | names(exceptions.BY_CHANCE)
    unexpected = "\n".join(str(outcomes[name]) for name in sorted(others - excused))
    assert not unexpected, unexpected
    assert names(exceptions.UNIFIED) - others == set()
    assert len(outcomes) == 230
