"""The layout of queries: one for each query, the query itself unchanged, comments and all."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.languages.insights import lexer
from generator.languages.insights.format import formatted, same_query
from generator.languages.insights.layout import HARD, Doc, Fill, Group, Line, Nest, render
from generator.languages.insights.parser import parse

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LAYOUTS: list[dict[str, Any]] = yaml.safe_load((HERE / "layouts.yaml").read_text(encoding="utf-8"))
LIBRARY = sorted((ROOT / "queries").rglob("*.cwli"))
CORPUS = [
    entry["query"]
    for path in sorted((HERE / "corpus").glob("*.yaml"))
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
] + [path.read_text(encoding="utf-8") for path in LIBRARY]


def assert_laid_out(text: str) -> None:
    """The same query, its kept parts byte for byte, laid out once and for all."""
    parsed = parse(text)
    after = formatted(parsed)
    again = parse(after)
    assert again.faults == ()
    assert same_query(parsed, again), after
    assert formatted(again) == after
    assert kept(after) == kept(text)
    assert comments(after) == comments(text)
    assert len(after.strip().splitlines()) >= len(parsed.pipeline.commands)


def kept(text: str) -> list[str]:
    kinds = (lexer.Kind.STRING, lexer.Kind.REGEX, lexer.Kind.QUOTED, lexer.Kind.VARIABLE)
    return [token.text for token in lexer.tokens(text) if token.kind in kinds]


def comments(text: str) -> list[str]:
    return [comment.text.rstrip() for comment in parse(text).comments]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_a_query_has_its_layout(layout: dict[str, Any]) -> None:
    parsed = parse(layout["before"])
    assert parsed.faults == ()
    assert formatted(parsed) == layout.get("after", layout["before"])
    assert_laid_out(layout["before"])


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_the_library_is_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert formatted(parse(text)) == text


@pytest.mark.parametrize("text", CORPUS)
def test_every_query_stays_the_same(text: str) -> None:
    assert_laid_out(text)


GAPS = ("", " ", "  ", "\n", "\n\n", "\n    ", "\t", " # a note\n", "\n# alone\n", "\n\n# apart\n")


def scattered(text: str, chance: Random) -> str:
    """The query with other white space, other case and comments anywhere between its tokens."""
    found = [token for token in lexer.tokens(text) if token.kind is not lexer.Kind.COMMENT]
    pieces = [found[0].text]
    for before, token in pairwise(found):
        # What stood apart must, and what did not must not: `a.b`, `foo*`.
        pieces.append((chance.choice(GAPS) or " ") if text[before.end : token.start] else "")
        pieces.append(token.text.upper() if is_keyword(token) and chance.random() < 0.5 else token.text)
    return "".join(pieces)


def is_keyword(token: lexer.Token) -> bool:
    return bool(re.fullmatch("stats|fields|filter|by|as|and|or|not|in|desc|count|avg", token.text))


@settings(max_examples=150)
@given(st.sampled_from(CORPUS), st.randoms(use_true_random=False))
def test_white_space_and_comments_make_no_other_query(text: str, chance: Random) -> None:
    other = scattered(text, chance)
    parsed = parse(other)
    if not parsed.faults and same_query(parsed, parse(text)):
        assert_laid_out(other)


@settings(max_examples=100)
@given(st.sampled_from(CORPUS), st.integers(20, 140))
def test_any_width_is_the_same_query(text: str, width: int) -> None:
    parsed = parse(text)
    after = formatted(parsed, width)
    assert same_query(parsed, parse(after))
    assert formatted(parse(after), width) == after


@settings(max_examples=150)
@given(st.sampled_from(CORPUS), st.data())
def test_a_text_with_a_byte_changed_is_laid_out_or_has_a_fault(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    more = data.draw(st.sampled_from(["", "|", "#", "\n", '"', "(", ")", ",", "-", "/", " ", "a", "$x", "*"]))
    spoilt = text[:at] + more + text[at + data.draw(st.integers(0, 2)) :]
    if not parse(spoilt).faults:
        assert_laid_out(spoilt)


def test_a_long_query_takes_no_more_time_than_its_length() -> None:
    """No recursion with the length, nothing that is looked at again and again."""
    conditions = " or ".join(f"a.b{number} = {number}" for number in range(2_000))
    text = f"filter {conditions} | stats {', '.join(f'sum(x{n}) as y{n}' for n in range(800))} by z"
    assert formatted(parse(text)).count("\n") == 2_000 + 800 + 2


def test_deep_parentheses_are_laid_out() -> None:
    text = f"filter {'(' * 45}a = 1 and b = 2{')' * 45}"
    assert_laid_out(text)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (20, "f(aa, bb, cc) end"),
        (16, "f(\n    aa,\n    bb,\n    cc\n) end"),
        (6, "f(\n    aa,\n    bb,\n    cc\n) end"),
    ],
)
def test_a_group_is_on_one_line_or_broken_everywhere(width: int, expected: str) -> None:
    items: list[Doc] = [Line(""), "aa,", Line(), "bb,", Line(), "cc"]
    assert render([Group(["f(", Nest(items), Line(""), ")"]), " end"], width) == expected


def test_a_fill_breaks_where_it_must() -> None:
    words = ("one", "two", "three", "four")
    assert render(Nest(Fill(words, (Line(),) * 3)), 12) == "one two\n    three\n    four"


def test_a_forced_line_breaks_all_groups_around_it() -> None:
    inner = Group(["b", Line(), "c"])
    assert render(Group(["a", Line(), Group(["x", HARD, "y"]), Line(), inner]), 80) == "a\nx\ny\nb c"
