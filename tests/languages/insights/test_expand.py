"""What Grafana makes of a Logs Insights text before CloudWatch is given it."""

from __future__ import annotations

import pytest

from generator.languages.grafana.model import Variable
from generator.languages.insights.expand import expand, references, scenarios

MULTI = Variable("v", ("a", "b"), multi=True, include_all=True)


def texts(source: str, *variables: Variable) -> list[str]:
    return [expand(source, variables, scenario).text for scenario in scenarios(source, variables)]


@pytest.mark.parametrize(
    ("source", "expanded"),
    [
        (
            "filter x in [$v]",
            ["filter x in [a]", "filter x in [b]", "filter x in [{a,b}]", "filter x in [{a,b}]"],
        ),
        (
            "filter x in [${v:doublequote}]",
            ['filter x in ["a"]', 'filter x in ["b"]', 'filter x in ["a","b"]', 'filter x in ["a","b"]'],
        ),
        (
            "filter x in ${v:json}",
            ['filter x in ["a"]', 'filter x in ["b"]', 'filter x in ["a","b"]', 'filter x in ["a","b"]'],
        ),
        (
            "filter x = '[[v]]' # $v",
            ["filter x = 'a' # a", "filter x = 'b' # b", *["filter x = '{a,b}' # {a,b}"] * 2],
        ),
        ("stats count(*) by bin($__interval)", ["stats count(*) by bin(1m)"]),
        ("fields ${__interval_ms} as i", [f"fields {i} as i" for i in (60000, 10000, 3600000)]),
        ("filter $__timeFilter(x) and $unknown = 1", ["filter $__timeFilter(x) and $unknown = 1"]),
        ("limit 5", ["limit 5"]),
    ],
)
def test_every_setting_gives_the_text_that_grafana_sends(source: str, expanded: list[str]) -> None:
    assert texts(source, MULTI) == expanded


def test_the_way_back_leads_to_the_reference() -> None:
    source = "# $v\nfilter x in [${v:csv}] and y = 1"
    scenario = scenarios(source, [MULTI])[2]
    expansion = expand(source, [MULTI], scenario)
    assert expansion.text == "# {a,b}\nfilter x in [a,b] and y = 1"
    assert source[expansion.source_offset(expansion.text.index("a,b]")) :].startswith("${v:csv}")
    assert source[expansion.source_offset(expansion.text.index("y = 1")) :] == "y = 1"


def test_references_are_told_with_their_format_and_place() -> None:
    source = "$a ${b:csv} [[c]] ${__from:date} $__interval"
    found = [(each.name, each.format, each.builtin) for each in references(source)]
    assert found == [
        ("a", None, False),
        ("b", "csv", False),
        ("c", None, False),
        ("__from", "date", True),
        ("__interval", None, True),
    ]
    assert [source[each.start : each.end] for each in references(source)] == source.split()
