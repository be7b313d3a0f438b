"""Regular expressions translated to PostgreSQL's flavour, on a real PostgreSQL."""

from __future__ import annotations

import re

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.languages.insights.regex import Untranslatable, condition, extraction, glob, replacement

TRANSLATED = [
    # the author's, PostgreSQL's
    (r"user=(?<u>\w+) took (?<ms>\d+)ms", r"user=([0-9A-Z_a-z]+) took ([0-9]+)ms"),
    (r"Duration: (?P<d>[\d.]+) ms", r"Duration: ([.0-9]+) ms"),
    (r"\/aws\/lambda\/(?<fn>[\w-]+)$", r"/aws/lambda/([\-0-9A-Z_a-z]+)$"),
    (r"(?<eni>eni-.*?) ", r"(eni-[^\n ]*) "),
    (r"a(?<x>.*?)bc", r"a((?:(?!bc)[^\n])*)bc"),
    (r"(?<level>ERROR|WARN)", "(ERROR|WARN)"),
    (r"(?<x>a|ab)", "(a|(?!a)ab)"),
    (r"(?<x>.*)", r"([^\n]*)"),
    (r"(?s)(?<x>.*)", "(.*)"),
    (r"(?i)(?<x>warn)ing", "(?i)(warn)ing"),
    (r"(?<x>a(?i)b)c", "(a[Bb])c"),
    (r"(?m)^(?<x>b)$", r"(?<![^\n])(b)(?![^\n])"),
    (r"\bab\b(?<x>c)", r"\yab\y(c)"),
    (r"(?<x>\d+)(?<y>\d*)", "([0-9]+(?![0-9]))([0-9]*)"),
    (r"x(?<y>é{2})", "x(é{2})"),
]


@pytest.mark.parametrize(("pattern", "expected"), TRANSLATED, ids=[row[0] for row in TRANSLATED])
def test_a_regex_is_written_for_postgresql(pattern: str, expected: str) -> None:
    assert extraction(pattern)[0] == expected


def test_groups_are_named_in_order() -> None:
    assert extraction(r"(?<b>x)(y)(?P<a>z)") == ("(x)y(z)", ("b", "a"))


REFUSED = [
    (r"(?=a)b", "look ahead"),
    (r"(a)\1", "refer back"),
    (r"\p{Greek}", "not understood"),
    (r"(a", "not closed"),
    (r"a)", "never opened"),
    (r"[a", "not closed"),
    (r"*a", "nothing to repeat"),
    (r"a**", "follows a quantifier"),
    (r"a{300}", "no more than 255"),
    (r"(?:(?:ab){50}){50}", "too complex"),
    (r"(?<a>x)(?<a>y)", "two groups"),
    (r"(?:a*)*", "repeats what may be nothing"),
    (r"(?<x>a)+", "repeated"),
    ("\\", "backslash"),
    ("(" * 60 + ")" * 60, "too deep"),
]


@pytest.mark.parametrize(("pattern", "reason"), REFUSED, ids=[row[0][:20] for row in REFUSED])
def test_a_regex_that_cannot_be_translated_is_refused_with_a_reason(pattern: str, reason: str) -> None:
    with pytest.raises(Untranslatable, match=reason):
        extraction(pattern)


def test_a_condition_that_postgresql_could_not_build_is_refused_too() -> None:
    for pattern in (r"(?:a*)*b", r"(?:(?:ab){50}){50}"):
        with pytest.raises(Untranslatable):
            condition(pattern)


def test_what_may_be_nothing_is_not_replaced() -> None:
    with pytest.raises(Untranslatable, match="nothing at all"):
        replacement("a*")


# --- against Python's engine, which tries one possibility after the other as RE2 does ---

LETTERS = "ab1 \n"
# Not the empty one: Python's \\B does not match in it, as it does in RE2 and in Python from 3.14 on.
texts = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6)
atoms = st.sampled_from(
    ["a", "b", "1", " ", "ab", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\W", r"\n", "[a1-]"]
)
assertions = st.sampled_from(["^", "$", r"\b", r"\B"])
quantifiers = st.sampled_from(
    ["", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{1,}", "{2,}?"]
)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    sequences = st.lists(inner, min_size=1, max_size=4).map("".join)
    alternations = st.lists(inner, min_size=2, max_size=3).map("|".join)
    groups = st.one_of(sequences, alternations).map(lambda text: f"(?:{text})")
    return st.one_of(sequences, groups, st.tuples(groups, quantifiers).map("".join))


pieces = st.one_of(st.tuples(atoms, quantifiers).map("".join), assertions)
whole = st.recursive(pieces, _larger, max_leaves=8)


@st.composite
def patterns(draw: st.DrawFn) -> str:
    """A few pieces, some of them in groups with names."""
    parts = draw(st.lists(whole, min_size=1, max_size=4))
    named = draw(st.lists(st.booleans(), min_size=len(parts), max_size=len(parts)).filter(any))
    flags = draw(st.sampled_from(["", "", "", "(?s)", "(?m)", "(?i)"]))
    grouped = zip(parts, named, strict=True)
    return flags + "".join(
        f"(?<g{place}>{part})" if is_named else f"(?:{part})"
        for place, (part, is_named) in enumerate(grouped)
    )


def ask(connection: psycopg.Connection, expression: str, pattern: str, searched: list[str]) -> list[object]:
    """The value of an expression of `text` and `pattern` for each text."""
    query = (
        f"SELECT {expression} FROM unnest(%s::text[]) WITH ORDINALITY AS t(text, n), "
        "(SELECT %s::text AS pattern) AS p ORDER BY n"
    )
    with connection.transaction(force_rollback=True):
        return [value for (value,) in connection.execute(query, [searched, pattern]).fetchall()]


def compiled(pattern: str) -> re.Pattern[str]:
    """As Python writes it: `$` is the very end, unless it is of each line."""
    pattern = pattern.replace("(?<", "(?P<")
    return re.compile(pattern if pattern.startswith("(?m)") else pattern.replace("$", r"\Z"), re.ASCII)


@settings(max_examples=120)
@given(pattern=patterns(), searched=texts)
def test_what_is_translated_finds_the_same(
    empty_connection: psycopg.Connection, pattern: str, searched: list[str]
) -> None:
    python = compiled(pattern)
    try:
        anywhere = condition(pattern)
    except Untranslatable:
        return
    found = ask(empty_connection, "text ~ pattern", anywhere, searched)
    assert found == [bool(python.search(text)) for text in searched]
    try:
        translated, names = extraction(pattern)
    except Untranslatable:
        return
    found = ask(empty_connection, "regexp_match(text, pattern)", translated, searched)
    matches = [python.search(text) for text in searched]
    wanted = [match and [match[name] for name in names] for match in matches]
    assert found == wanted


@settings(max_examples=60)
@given(pattern=patterns(), searched=texts)
def test_what_is_translated_replaces_the_same(
    empty_connection: psycopg.Connection, pattern: str, searched: list[str]
) -> None:
    try:
        translated = replacement(pattern)
    except Untranslatable:
        return
    found = ask(empty_connection, "regexp_replace(text, pattern, '#', 'g')", translated, searched)
    assert found == [compiled(pattern).sub("#", text) for text in searched]


@settings(max_examples=100)
@given(
    pattern=st.lists(st.sampled_from(["*", "*", "a", "b", "[", ". ", "\\"]), min_size=1, max_size=7).map(
        "".join
    ),
    searched=st.lists(st.text("ab[. \\\n", max_size=15), min_size=1, max_size=6),
)
def test_a_glob_finds_as_little_as_it_can(
    empty_connection: psycopg.Connection, pattern: str, searched: list[str]
) -> None:
    parts = [re.escape(part) for part in pattern.split("*")]
    python = re.compile(
        "(.*?)".join(parts[:-1]) + ("(.*)" if not parts[-1] else f"(.*?){parts[-1]}"), re.DOTALL
    )
    if "*" not in pattern:
        python = re.compile(f"({re.escape(pattern)})")
    found = ask(empty_connection, "regexp_match(text, pattern)", glob(pattern), searched)
    matches = [python.search(text) for text in searched]
    assert found == [match and list(match.groups()) for match in matches]
