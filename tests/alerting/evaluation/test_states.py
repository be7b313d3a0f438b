"""What becomes of instances over time.

The tables are after Grafana's own tests (ngalert/state: manager_private_test.go, state_test.go); the property
is held to a second computation, from the whole history instead of from one state to the next.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.alerting.evaluation.instances import Instances
from generator.alerting.evaluation.outcome import Capture, Outcome, State
from generator.alerting.evaluation.state import Instance, Policy
from generator.alerting.evaluation.threshold import fingerprint
from generator.alerting.evaluation.values import StepError

T0 = datetime(2026, 1, 15, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
RESULTS = {"+": State.ALERTING, "-": State.NORMAL, "0": State.NO_DATA, "!": State.ERROR}
LETTERS = {
    State.NORMAL: "N",
    State.PENDING: "P",
    State.ALERTING: "A",
    State.RECOVERING: "R",
    State.NO_DATA: "0",
    State.ERROR: "E",
}
FAULT = StepError("[sse.dataQueryError] failed to execute query [A]: broken", "A")


def outcome(letter: str, name: str = "") -> Outcome:
    """The result of a letter; no data and errors of the whole rule have no label of a series."""
    state = RESULTS[letter]
    labels = {"series": name} if name else {}
    return Outcome(
        state,
        labels,
        {"B": Capture("B", 1.0, labels)} if state in {State.ALERTING, State.NORMAL} else {},
        error=FAULT if state is State.ERROR else None,
    )


def render(result: Outcome, now: datetime) -> Instance:
    return Instance(
        {"alertname": "x", **result.labels}, {"summary": "s"}, now, now, fingerprint(result.labels)
    )


def history(policy: Policy, *evaluations: list[Outcome]) -> list[Instances]:
    found, instances = [], Instances()
    for index, results in enumerate(evaluations):
        now = T0 + index * MINUTE
        instances = instances.after(results, policy, MINUTE, now, render)
        found.append(instances)
    return found


def states(policy: Policy, letters: str, name: str = "a") -> str:
    """The states of one instance for a row of results, a minute each."""
    evaluations = [[outcome(each, "" if each in "0!" else name)] for each in letters]
    shown = ""
    for instances in history(policy, *evaluations):
        own = [each for each in instances.current if each.labels.get("series") == name]
        shown += LETTERS[own[0].state] if own else "."
    return shown


def policy(for_: float = 0, keep: float = 0, **others: str | int) -> Policy:
    return attrs.evolve(
        Policy(for_=for_ * MINUTE, keep_firing_for=keep * MINUTE, datasources={"A": "pg"}),
        **others,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("for_", "keep", "results", "expected"),
    [
        (0, 0, "--++--", "NNAANN"),
        (2, 0, "++++-+", "PPAANP"),
        (2, 0, "+-+-", "PNPN"),
        (1.5, 0, "+++", "PPA"),
        (0.1, 0, "++", "PA"),  # shorter than the interval is still one evaluation
        (0, 2, "+----", "ARRNN"),
        (0, 2, "+-+---", "ARARRN"),
        (3, 2, "++++-+--", "PPPARARR"),  # one that recovers fires again at once
        (2, 5, "+-", "PN"),  # what was only pending does not recover
    ],
)
def test_time_in_a_state(for_: float, keep: float, results: str, expected: str) -> None:
    assert states(policy(for_, keep), results) == expected


@pytest.mark.parametrize(
    ("no_data", "results", "expected"),
    [
        ("NoData", "+0000+", "AAN..A"),  # the instance goes stale; NoData is one of its own
        ("OK", "+00+", "ANNA"),
        ("Alerting", "-00-", "NAAN"),
        ("KeepLast", "+00-0", "AAANN"),
    ],
)
def test_no_data_and_an_instance_there_is(no_data: str, results: str, expected: str) -> None:
    assert states(policy(no_data=no_data), results) == expected


@pytest.mark.parametrize(
    ("error", "results", "expected"),
    [
        ("Error", "+!!!+", "AAN.A"),
        ("OK", "+!!+", "ANNA"),
        ("Alerting", "-!!-", "NAAN"),
        ("KeepLast", "+!!-!", "AAANN"),
    ],
)
def test_errors_and_an_instance_there_is(error: str, results: str, expected: str) -> None:
    assert states(policy(error=error), results) == expected


def test_what_is_kept_goes_on_from_pending_when_its_time_has_come() -> None:
    assert states(policy(2, no_data="KeepLast"), "+0000") == "PPAAA"
    assert states(policy(2, error="KeepLast"), "+!!") == "PPA"


def test_the_alerting_states_of_no_data_and_errors_wait_as_well() -> None:
    assert states(policy(2, no_data="Alerting"), "-000") == "NPPA"
    assert states(policy(2, error="Alerting"), "-!!!") == "NPPA"


def only(instances: Instances) -> Instance:
    (instance,) = instances.current
    return instance


@pytest.mark.parametrize(
    ("settings", "letter", "state", "reason"),
    [
        ({"no_data": "NoData"}, "0", State.NO_DATA, ""),
        ({"no_data": "OK"}, "0", State.NORMAL, "NoData"),
        ({"no_data": "Alerting"}, "0", State.ALERTING, "NoData"),
        ({"no_data": "KeepLast"}, "0", State.NORMAL, "NoData, KeepLast"),
        ({"error": "Error"}, "!", State.ERROR, ""),
        ({"error": "OK"}, "!", State.NORMAL, "Error"),
        ({"error": "Alerting"}, "!", State.ALERTING, "Error"),
        ({"error": "KeepLast"}, "!", State.NORMAL, "Error, KeepLast"),
    ],
)
def test_a_rule_without_any_instance_gets_one_for_no_data_or_an_error(
    settings: dict[str, Any], letter: str, state: State, reason: str
) -> None:
    instance = only(history(policy(**settings), [outcome(letter)])[0])
    assert (instance.state, instance.reason) == (state, reason)


def test_an_error_says_which_query_is_to_blame_in_the_labels_of_its_own_instance() -> None:
    failing = history(policy(), [outcome("!")], [outcome("!")])
    for instances in failing:
        instance = only(instances)
        assert instance.labels == {"alertname": "x", "ref_id": "A", "datasource_uid": "pg"}
        assert instance.annotations == {"summary": "s", "Error": FAULT.message}


def test_an_error_that_is_not_a_querys_blames_none() -> None:
    error = Outcome(State.ERROR, error=StepError("unable to find dependent node 'Q'"))
    instance = only(history(policy(), [error])[0])
    assert instance.labels == {"alertname": "x"}
    assert instance.annotations["Error"] == "unable to find dependent node 'Q'"


def test_an_error_taken_for_ok_or_alerting_is_told_in_the_annotations() -> None:
    for setting in ("OK", "Alerting", "KeepLast"):
        instance = only(history(policy(error=setting), [outcome("-", "a")], [outcome("!")])[1])
        assert instance.labels == {"alertname": "x", "series": "a"}
        assert instance.annotations == {
            "summary": "s",
            "Error": FAULT.message,
            "ref_id": "A",
            "datasource_uid": "pg",
        }


def test_an_instance_that_has_recovered_from_an_error_names_no_query() -> None:
    failing = history(policy(), [Outcome(State.ERROR, error=FAULT)], [Outcome(State.ALERTING)])
    instance = only(failing[1])
    assert instance.labels == {"alertname": "x"}
    assert instance.state is State.ALERTING


@pytest.mark.parametrize(("missing", "expected"), [(1, "AN"), (2, "AAN"), (3, "AAAN")])
def test_a_series_that_is_gone_resolves_after_so_many_evaluations(missing: int, expected: str) -> None:
    gone = [[outcome("+", "a"), outcome("-", "b")], *[[outcome("-", "b")]] * missing]
    found = history(policy(missing_evaluations=missing), *gone)
    shown = "".join(
        LETTERS[each.state]
        for instances in found
        for each in instances.current
        if each.labels["series"] == "a"
    )
    assert shown == expected
    assert [each.reason for each in found[-1].ended] == ["MissingSeries"]
    assert all(each.labels["series"] == "b" for each in found[-1].known.values())


def test_no_data_and_errors_end_as_soon_as_there_are_data() -> None:
    for letter, state in (("0", State.NO_DATA), ("!", State.ERROR)):
        first, second = history(policy(), [outcome(letter)], [outcome("-", "a")])
        assert only(first).state is state
        assert [each.reason for each in second.ended] == ["MissingSeries"]
        assert [each.state for each in second.known.values()] == [State.NORMAL]


def test_instances_are_told_apart_by_their_labels() -> None:
    found = history(policy(1), [outcome("+", "a"), outcome("-", "b")], [outcome("+", "a"), outcome("+", "b")])
    assert {each.labels["series"]: each.state for each in found[1].current} == {
        "a": State.ALERTING,
        "b": State.PENDING,
    }


def test_only_what_fires_by_its_own_values_counts_for_a_recovery_threshold() -> None:
    instances = history(policy(no_data="Alerting"), [outcome("+", "a"), outcome("-", "b")])[0]
    assert instances.firing == {fingerprint({"series": "a"})}
    without = history(policy(no_data="Alerting"), [outcome("+", "a")], [outcome("0")])[1]
    assert [each.state for each in without.current] == [State.ALERTING]
    assert without.firing == frozenset()


@given(
    st.text(alphabet="+-", min_size=1, max_size=30),
    st.sampled_from([0, 0.5, 1, 2, 3.5, 7]),
    st.sampled_from([0, 0.5, 1, 2, 5]),
)
def test_states_follow_from_the_history(results: str, for_: float, keep: float) -> None:
    @cache
    def fired(index: int) -> bool:
        """Whether it counts as firing after this evaluation: alerting, or recovering."""
        return index >= 0 and expected(index) in "AR"

    def streak(index: int) -> int:
        """How many evaluations before this one had the same result without a break."""
        length = 0
        while index - length > 0 and results[index - length - 1] == results[index]:
            length += 1
        return length

    @cache
    def expected(index: int) -> str:
        length = streak(index)
        if results[index] == "+":
            if fired(index - length - 1) or for_ == 0:
                return "A"
            return "A" if length and length >= for_ else "P"
        if not fired(index - length - 1) or keep == 0:
            return "N"
        return "R" if length == 0 or length < keep else "N"

    assert states(policy(for_, keep), results) == "".join(expected(index) for index in range(len(results)))
