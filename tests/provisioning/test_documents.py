"""YAML that any reader takes as it was meant."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.provisioning.documents import MARK, yaml_text

texts = st.text() | st.text(alphabet=st.sampled_from("ab:#-$'\" \n\t{}[]1e.|>%@&*!"))
scalars = texts | st.integers() | st.booleans() | st.none() | st.floats(allow_nan=False)
documents = st.dictionaries(
    st.text("abc", min_size=1),
    st.recursive(
        scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text("kv"), inner), max_leaves=8
    ),
)


@given(documents)
def test_a_document_survives_being_written_and_read(document: dict[str, Any]) -> None:
    assert yaml.safe_load(yaml_text(document)) == document


@pytest.mark.parametrize("text", ["1e3", "0o17", "1_000", "y", "N", "0x1f", "12:30:45", "-1", ".5", "+7"])
def test_a_text_that_other_readers_take_for_a_number_stands_in_quotes(text: str) -> None:
    assert yaml_text({"key": text}).splitlines()[1] == f"key: '{text}'"


@pytest.mark.parametrize("text", ["5m", "1h30m", "errors", "yes sir", "B", "A1", "2026-11-25 report"])
def test_other_texts_stand_as_they_are(text: str) -> None:
    assert yaml_text({"key": text}).splitlines()[1] == f"key: {text}"


def test_an_emoji_survives() -> None:
    """Pain 8: another tool's YAML broke on one."""
    text = yaml_text({"summary": "🔥 {{ $labels.category }}"})
    assert "🔥" in text
    assert yaml.safe_load(text) == {"summary": "🔥 {{ $labels.category }}"}


def test_sql_stands_line_by_line_so_that_a_change_can_be_reviewed() -> None:
    sql = "SELECT 1\n  -- a: b\nFROM t\n"
    assert yaml_text({"model": {"rawSql": sql}}).splitlines()[1:] == [
        "model:",
        "  rawSql: |",
        "    SELECT 1",
        "      -- a: b",
        "    FROM t",
    ]


@pytest.mark.parametrize(
    "text", ["a\r\nb\n", "a\u2028b\n", "a\x85b\n", "a \nb\n", "\n a", "a\n\n\n", "\tb\nc"]
)
def test_lines_that_a_block_would_not_keep_are_kept(text: str) -> None:
    assert yaml.safe_load(yaml_text({"key": text})) == {"key": text}


def test_the_mark_is_the_first_line_and_notes_follow_it() -> None:
    assert yaml_text({"a": 1}, "Why.").splitlines() == [MARK, "# Why.", "a: 1"]


def test_a_value_that_stands_twice_is_written_twice() -> None:
    shared = {"a": [1]}
    assert "&" not in yaml_text({"one": shared, "two": shared})
