"""No text makes the parser raise, misplace anything or build a tree that is too high to be walked."""

from __future__ import annotations

import random
from pathlib import Path

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.languages.insights.sound import check

CORPUS = [
    entry["query"]
    for path in sorted((Path(__file__).parent / "corpus").glob("*.yaml"))
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
]
MUTATIONS = 1_200

PIECES = (
    *"()[]{}|,.:;'\"`/\\-+*^%!=<>#$@~&\n\t ",
    *(
        "and",
        "or",
        "not",
        "in",
        "like",
        "as",
        "by",
        "null",
        "desc",
        "any",
        "into",
        "with",
        "for",
        "where",
        "OUTPUT",
    ),
    *(
        "fields",
        "filter",
        "stats",
        "sort",
        "limit",
        "parse",
        "dedup",
        "display",
        "SOURCE",
        "join",
        "lookup",
        "unnest",
    ),
    *("pattern", "diff", "anomaly", "accum", "fillmissing", "select", "count", "bin", "5m", "1.5", "3", "0x"),
    *(
        "a",
        "@b",
        "c.d",
        "`e f`",
        "'g'",
        '"h"',
        "/i/",
        "$j",
        "${k:json}",
        "{{l}}",
        "(SOURCE 'm'",
        "!=",
        "=~",
        "ü",
    ),
)


def mutated(text: str, chance: random.Random) -> str:
    """A few changes to a text: characters taken away, doubled, swapped, or pieces of the language put in."""
    characters = list(text)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(characters) + 1)
        change = chance.randrange(4)
        if change == 0:
            characters[place : place + chance.randint(1, 8)] = []
        elif change == 1:
            characters[place:place] = chance.choice(PIECES)
        elif change == 2:
            characters[place : place + 1] = chr(chance.randrange(256))
        else:
            end = min(len(characters), place + chance.randint(1, 30))
            characters[end:end] = characters[place:end]
    return "".join(characters)


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_any_row_of_the_language_s_own_pieces_is_read(pieces: list[str], between: str) -> None:
    check(between.join(pieces))


def test_queries_with_a_few_changes_are_read() -> None:
    chance = random.Random(5)
    for number in range(MUTATIONS):
        check(mutated(CORPUS[number % len(CORPUS)], chance))
