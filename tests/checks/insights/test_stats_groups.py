"""The groups that Grafana's editor reads off a text, and those that the query has.

The first table's lists are worked out by hand from the two expressions of Grafana's `getStatsGroups`.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.languages.insights.column_names import column_name
from generator.languages.insights.parser import parse
from generator.languages.insights.stats_groups import last_stats, stats_groups


def of_the_query(text: str) -> list[str]:
    """The columns that the query groups its result by."""
    parsed = parse(text)
    stats = last_stats(parsed)
    return [column_name(key, text) for key in stats.keys] if stats is not None else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stats count(*) as n by bin(1h) | sort n desc", ["bin(1h)"]),
        ("stats sum(a) by bin(1h), @log, @logStream as fieldAlias", ["bin(1h)", "@log", "fieldAlias"]),
        ("stats sum(packets) as p by srcAddr, dstAddr\n| sort p desc", ["srcAddr", "dstAddr"]),
        ("stats count(*) by bin(1h) as t\n| sort t", ["t"]),
        ("stats count(*) by queryType, bin(1h)", ["queryType", "bin(1h)"]),
        ("stats count(*) by queryName.0.1 as f0, bin(5m)", ["f0", "bin(5m)"]),
        ("stats count(*) by bin($__interval), level", ["bin($__interval)", "level"]),
        ("fields @message", []),
        ("STATS COUNT(*) BY level AS l, bin(5m)", ["l", "bin(5m)"]),
        ("stats count(*) by level,category,logger", ["level", "category", "logger"]),
        # It stops at the first other character ...
        ("stats count(*) by bin(5m), `detail-type`, level", ["bin(5m)"]),
        ("stats count(*) by detail-type", ["detail"]),
        ("stats count(*) by a/b, c", ["a"]),
        ("stats count(*) by ${dim}", ["$"]),
        # ... reads on without a comma ...
        ("stats count(*) by level category", ["level", "category"]),
        ("stats count(*) by level as", ["level", "as"]),
        # ... and takes any by.
        ('filter message like "killed by signal" | stats count(*) by level', ["signal"]),
        ("# errors by level\nfilter x\n| stats count(*) by category", ["level", "filter", "x"]),
        ("by level", []),
        ("stats count(*) as n\xa0by\xa0level", ["level"]),
    ],
)
def test_grafana_reads_the_text(text: str, expected: list[str]) -> None:
    assert stats_groups(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("stats count(*) by level, bin(5m) as t", ["level", "t"]),
        ("stats count(*) by bin(5m), `detail-type`", ["bin(5m)", "detail-type"]),
        ("stats count(*) by bin($__interval), level", ["bin($__interval)", "level"]),
        ('filter message like "killed by signal" | stats count(*) by level', ["level"]),
        ("# by hand\nfilter a = 1 # by foot\n| stats count(*) by level", ["level"]),
        ("stats count(*) as n by level, logger | stats max(n) by logger", ["logger"]),
        ("stats count(*) as n by level | stats max(n) as m", []),
        ('filter a in (SOURCE "x" | stats count(*) by b) | fields a', []),
        ("fields @message", []),
    ],
)
def test_the_query_has_groups_of_its_own(text: str, expected: list[str]) -> None:
    assert of_the_query(text) == expected


_WORDS = st.sampled_from(["level", "@log", "a.b.0", "bin(5m)", "x1"])
_KEYS = st.lists(st.tuples(_WORDS, st.none() | st.sampled_from(["k", "t_1", "Z"])), min_size=1, max_size=4)


@given(_KEYS, st.sampled_from([", ", ",", " , ", ",\n  "]))
def test_both_agree_on_plain_names(keys: list[tuple[str, str | None]], comma: str) -> None:
    written = comma.join(f"{name} as {alias}" if alias else name for name, alias in keys)
    text = f"stats count(*) as n by {written}\n| sort n"
    assert stats_groups(text) == of_the_query(text) == [alias or name for name, alias in keys]


@given(st.text(alphabet="by as(),.$@`\"'|#\n\t\xa0xſ", max_size=60))
def test_any_text_is_read_to_an_end(text: str) -> None:
    assert all(stats_groups(text))
