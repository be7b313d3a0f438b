"""Whatever a file holds, the offline tier answers with findings, and soon."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from logloom import Contract, load_contract

from generator.checks.offline import check_query
from generator.languages.grafana.model import Variable
from generator.queries.model import Header, Query

CONTRACT = load_contract(Path(__file__).parents[2] / "contract.toml")
VALID = [
    entry["sql"]
    for entry in yaml.safe_load(Path(__file__).with_name("valid_queries.yaml").read_text(encoding="utf-8"))
]
HEADER = Header(
    format="time_series",
    params=(Variable("level", ("ERROR", "it's"), multi=True), Variable("q", ("", "x"), text_box=True)),
)
QUOTES = ("'", '"', "--", "/*", "*/", "$", "$$", "E'", "\\", "\u00a0", "\ufeff", "\x00", "é")
SIGNS = ("(", ")", "[", "]", ",", ";", "::", "->>", "1e")
WORDS = ("SELECT", "FROM", "OVER (", "CASE", "$level", "${q:raw}", "[[q]]", "$__timeFilter(", "$__interval")
PIECES = (*QUOTES, *SIGNS, *WORDS)


def check(text: str, contract: Contract = CONTRACT) -> None:
    """Findings lie in the text, and the same text gives the same ones."""
    query = Query("fuzz", Path("fuzz.sql"), text, HEADER)
    lines = text.split("\n")
    for finding in check_query(query, contract):
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1


@settings(max_examples=300)
@given(st.sampled_from(VALID), st.data())
def test_a_query_with_pieces_changed_gives_findings_and_no_exception(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(start + data.draw(st.integers(0, 12)), len(text))
        text = text[:start] + data.draw(st.sampled_from((*PIECES, ""))) + text[end:]
    check(text)


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_gives_findings_and_no_exception(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT {'(' * 20_000}1{')' * 20_000}",
        f"SELECT {'(' * 50_000}",
        f"SELECT {'(SELECT ' * 2_000}1{')' * 2_000}",
        f"SELECT 1 WHERE {' AND '.join(['level = 5'] * 4_000)} AND $__timeFilter(timestamp) FROM",
        f"SELECT count(*) AS n FROM app_logs WHERE {' OR '.join(['level <> NULL'] * 3_000)}",
        f"SELECT {', '.join(['level'] * 10_000)} FROM app_logs",
        f"SELECT {'- ' * 20_000}1",
        f"SELECT {'a' * 100_000}",
        f"SELECT '{'x' * 100_000}",
        f"SELECT 1 {'-- $__timeFilter(x) ' * 3_000}",
        f"SELECT 1 FROM app_logs WHERE level IN ({', '.join(['$level'] * 2_000)})",
        "/*" * 40_000,
        "$" * 40_000,
        "[[" * 20_000,
        "${" * 20_000,
        f"SELECT {'CASE WHEN ' * 3_000}",
        f"WITH {', '.join(f'c{i} AS (SELECT * FROM app_logs)' for i in range(500))} SELECT 1",
        " \n" * 50_000,
        "",
    ],
    ids=lambda text: text[:24].replace("\n", " "),
)
def test_a_large_query_is_checked_all_the_same(text: str) -> None:
    check(text)
