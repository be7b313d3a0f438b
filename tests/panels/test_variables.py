"""Variables as Grafana keeps them: choices, what is picked, and All."""

from __future__ import annotations

from typing import Any, cast

import pytest

from generator import panels as p
from generator.errors import LogloomError
from tests.panels.examples import LIBRARY, dashboard_json


def encoded(variable: Any) -> dict[str, Any]:
    found: dict[str, Any] = dashboard_json(variables=[variable])["templating"]["list"][0]
    return found


def picked(variable: dict[str, Any]) -> list[Any]:
    return [option["value"] for option in variable["options"] if option["selected"]]


def test_a_contract_variable_offers_the_contracts_own_choices_and_all(logs: p.Store) -> None:
    names = [category.name for category in logs.contract.categories]
    assert encoded(logs.variable("category")) == {
        "type": "custom",
        "name": "category",
        "label": "Category",
        "hide": 0,
        "query": ",".join(names),
        "current": {"text": ["All"], "value": ["$__all"]},
        "options": [
            {"text": "All", "value": "$__all", "selected": True},
            *({"text": name, "value": name, "selected": False} for name in names),
        ],
        "multi": True,
        "includeAll": True,
        "allowCustomValue": False,
    }


def test_levels_are_in_the_order_of_their_weight(logs: p.Store) -> None:
    variable = encoded(logs.variable("level", default=["ERROR", "CRITICAL"], label="Severity"))
    assert variable["query"] == "DEBUG,INFO,WARNING,ERROR,CRITICAL"
    assert variable["current"] == {"text": ["ERROR", "CRITICAL"], "value": ["ERROR", "CRITICAL"]}
    assert picked(variable) == ["ERROR", "CRITICAL"]
    assert variable["label"] == "Severity"


def test_the_contract_has_no_other_choices(logs: p.Store) -> None:
    with pytest.raises(LogloomError, match=r"no choices for levl.*did you mean level\?"):
        logs.variable("levl")


@pytest.mark.parametrize(
    ("variable", "current"),
    [
        (p.custom_variable("v", ["a", "b"]), {"text": "a", "value": "a"}),
        (p.custom_variable("v", ["a", "b"], default="b"), {"text": "b", "value": "b"}),
        (p.custom_variable("v", ["a", "b"], multi=True), {"text": ["a"], "value": ["a"]}),
        (p.custom_variable("v", ["a", "b"], include_all=True), {"text": "All", "value": "$__all"}),
        (p.custom_variable("v", ["a"], include_all=True, default="a"), {"text": "a", "value": "a"}),
        (p.custom_variable("v", {"Last hour": "1h"}), {"text": "Last hour", "value": "1h"}),
        (p.interval_variable("v"), {"text": "1m", "value": "1m"}),
        (p.interval_variable("v", auto=True), {"text": "auto", "value": "$__auto"}),
        (p.interval_variable("v", ["5m", "1h"], default="1h"), {"text": "1h", "value": "1h"}),
        (p.textbox_variable("v"), {"text": "", "value": ""}),
        (p.textbox_variable("v", default="it's"), {"text": "it's", "value": "it's"}),
        (p.constant_variable("v", "app_logs"), {"text": "app_logs", "value": "app_logs"}),
    ],
)
def test_what_is_picked(variable: Any, current: dict[str, Any]) -> None:
    found = encoded(variable)
    assert found["current"] == current
    value = current["value"]
    assert picked(found) == (value if isinstance(value, list) else [value])


def test_a_query_variable_carries_the_librarys_text(logs: p.Store) -> None:
    text = LIBRARY.queries["users/choices"].text
    variable = encoded(
        p.query_variable("user", logs.query("users/choices"), label="User", refresh="time", sort="number")
    )
    assert variable == {
        "type": "query",
        "name": "user",
        "label": "User",
        "hide": 0,
        "datasource": {"type": "grafana-postgresql-datasource", "uid": "logs-postgres"},
        "query": text,
        "definition": text,
        "options": [],
        "refresh": 2,
        "regex": "",
        "sort": 3,
        "multi": False,
        "includeAll": False,
        "allowCustomValue": True,
    }


@pytest.mark.parametrize(
    ("options", "current"),
    [
        ({"include_all": True}, {"text": "All", "value": "$__all"}),
        ({"include_all": True, "multi": True}, {"text": ["All"], "value": ["$__all"]}),
        ({"include_all": True, "default": "7"}, {"text": "7", "value": "7"}),
        ({"multi": True, "default": ["7", "8"]}, {"text": ["7", "8"], "value": ["7", "8"]}),
    ],
)
def test_what_a_query_variable_has_picked(logs: p.Store, options: Any, current: Any) -> None:
    assert encoded(p.query_variable("user", logs.query("users/choices"), **options))["current"] == current


def test_a_datasource_variable_names_a_plugin() -> None:
    variable = encoded(p.datasource_variable("ds", "loki", default=("Loki", "logs-loki")))
    assert (variable["query"], variable["current"]) == ("loki", {"text": "Loki", "value": "logs-loki"})
    assert encoded(p.datasource_variable("ds", "loki", include_all=True))["current"]["value"] == "$__all"


def test_a_constant_is_neither_seen_nor_in_the_address() -> None:
    variable = encoded(p.constant_variable("v", "x"))
    assert (variable["hide"], variable["skipUrlSync"]) == (2, True)


@pytest.mark.parametrize(
    ("choices", "written"),
    [
        (["a,b", "c"], "a\\,b,c"),
        ({"One, two": "1,2"}, "One\\, two : 1\\,2"),
        ({"same": "same"}, "same"),
        (["a:b"], "a:b"),
    ],
)
def test_choices_are_written_so_that_grafana_reads_the_same_back(choices: Any, written: str) -> None:
    assert encoded(p.custom_variable("v", choices))["query"] == written


def test_all_may_stand_for_a_value_of_its_own() -> None:
    assert encoded(p.custom_variable("v", ["a"], include_all=True, all_value=".*"))["allValue"] == ".*"


def test_raw_json_is_merged_into_a_variable() -> None:
    variable = encoded(p.textbox_variable("q", raw={"skipUrlSync": True, "hide": None}))
    assert variable["skipUrlSync"] is True
    assert "hide" not in variable


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda logs: p.custom_variable("v", []), "variable v has no choices"),
        (lambda logs: p.custom_variable("v", ["a"], default="b"), "the default 'b' is no choice"),
        (lambda logs: p.custom_variable("v", ["a"], default=[]), "the default is empty"),
        (lambda logs: p.custom_variable("v", ["a", "b"], default=["a", "b"]), "several defaults"),
        (
            lambda logs: cast("Any", p.textbox_variable)("v", lable="V"),
            r"no variable takes lable=.*did you mean label\?",
        ),
        (lambda logs: p.custom_variable("v", ["a : b"]), "would split the choice 'a : b'"),
        (lambda logs: p.custom_variable("my var", ["a"]), "'my var' is no name for a variable"),
        (lambda logs: p.interval_variable("v", []), "variable v has no intervals"),
        (lambda logs: p.interval_variable("v", ["1m"], default="2m"), "the default '2m' is no choice"),
        (
            lambda logs: p.query_variable("v", cast("Any", "users/choices")),
            "variable v needs a library query",
        ),
        (lambda logs: p.query_variable("v", logs.query("cloud/only")), "cloud/only has no twin for postgres"),
    ],
)
def test_a_variable_that_cannot_be_is_said_at_its_line(logs: p.Store, make: Any, message: str) -> None:
    with pytest.raises(LogloomError, match=message) as caught:
        make(logs)
    assert caught.value.location is not None
    assert caught.value.location.path.name == "test_variables.py"
