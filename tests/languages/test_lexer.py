"""The lexer against PostgreSQL's rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.languages.grafana_sql.lexer import Kind, statements, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind.value, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    "literal",
    [
        "'it''s'",
        "'a -- b /* c'",
        r"E'it\'s \\'",
        r"e'\''",
        r"'\'",
        "U&'d\\0061t'",
        "B'101'",
        "X'1FF'",
        "$$it's$$",
        "$a_1$ $$ $b$ ' $a_1$",
        "'one'\n  'two'",
        "''",
    ],
)
def test_string_literals_are_one_token(literal: str) -> None:
    assert kinds(f"SELECT {literal}, 1")[1] == ("string", literal)


def test_strings_on_one_line_do_not_join() -> None:
    assert kinds("'one' 'two'") == [("string", "'one'"), ("string", "'two'")]


@pytest.mark.parametrize(
    ("text", "operators"),
    [
        ("a->>'b'", ["->>"]),
        ("a=-1", ["=", "-"]),
        ("a+-1", ["+", "-"]),
        ("a*+-1", ["*", "+", "-"]),
        ("a@-1", ["@-"]),
        ("a ?| b", ["?|"]),
        ("a !~* b", ["!~*"]),
        ("a::b", ["::"]),
        ("a => b", ["=>"]),
        ("a<--comment", ["<"]),
        ("a*/* c */b", ["*"]),
        ("a #>> b #- c", ["#>>", "#-"]),
        ("a <@ b && c", ["<@", "&&"]),
        ("a<=b<>c!=d>=e", ["<=", "<>", "!=", ">="]),
    ],
)
def test_operators_end_where_postgres_ends_them(text: str, operators: list[str]) -> None:
    assert [token.text for token in tokens(text) if token.kind is Kind.OPERATOR] == operators


@pytest.mark.parametrize("number", ["1", "1.", ".5", "1.5e-3", "1e10", "0x1F", "1_000", "0b10", "0o17"])
def test_numbers(number: str) -> None:
    assert kinds(number) == [("number", number)]


def test_a_range_of_numbers_is_no_decimal() -> None:
    assert kinds("1..10") == [("number", "1"), ("punctuation", ".."), ("number", "10")]


@pytest.mark.parametrize(
    ("text", "kind", "token"),
    [
        ("SELECT 'open", Kind.UNTERMINATED, "'open"),
        ("SELECT 'open''", Kind.UNTERMINATED, "'open''"),
        ("SELECT E'open\\'", Kind.UNTERMINATED, "E'open\\'"),
        ('SELECT "open', Kind.UNTERMINATED, '"open'),
        ("SELECT $x$ open $$", Kind.UNTERMINATED, "$x$ open $$"),
        ("SELECT /* a /* b */", Kind.UNTERMINATED, "/* a /* b */"),
        ("SELECT 12abc", Kind.ILLEGAL, "12abc"),
        ("SELECT \\d", Kind.ILLEGAL, "\\"),
    ],
)
def test_faults_are_tokens(text: str, kind: Kind, token: str) -> None:
    assert (kind, token) in [(each.kind, each.text) for each in tokens(text)]


def test_block_comments_nest() -> None:
    assert kinds("/* a /* b */ c */ x") == [("comment", "/* a /* b */ c */"), ("identifier", "x")]


def test_names_hold_letters_of_any_script_and_a_no_break_space() -> None:
    assert kinds("größe \u00a0n a$1") == [
        ("identifier", "größe"),
        ("identifier", "\u00a0n"),
        ("identifier", "a$1"),
    ]


def test_statements_split_at_semicolons_outside_strings_and_drop_empty_ones() -> None:
    text = "SET x TO 'a;b'; -- one;\n;SELECT 1; -- end"
    assert [[token.text for token in part] for part in statements(tokens(text))] == [
        ["SET", "x", "TO", "'a;b'"],
        ["SELECT", "1"],
    ]


@given(st.text(alphabet="ab1 '\"$-+*/\\eEuU&x.,;()[]<>=~!@#%^|`?:_\n\u00a0é"))
def test_tokens_cover_every_character_but_white_space(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert not text[position : token.start].strip(" \n")
        assert position <= token.start < token.end
        assert token.text == text[token.start : token.end]
        position = token.end
    assert not text[position:].strip(" \n")
