"""Words, strings and regular expressions, and where each ends."""

from __future__ import annotations

import pytest

from generator.languages.insights.lexer import Kind, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)[:-1]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("level", Kind.WORD),
        ("@message", Kind.WORD),
        ("a.b.0.c", Kind.WORD),
        ("a[0].b[12]", Kind.WORD),
        ("2xx.count", Kind.WORD),
        ("naïve", Kind.WORD),
        ("`a b`", Kind.QUOTED),
        ("a.`b-c`.d", Kind.QUOTED),
        ("5m", Kind.DURATION),
        ("500", Kind.NUMBER),
        ("1.5", Kind.NUMBER),
        ("1e-3", Kind.NUMBER),
        (".5", Kind.NUMBER),
        ("$name", Kind.VARIABLE),
        ("${name:json}", Kind.VARIABLE),
        ("extra.$key", Kind.VARIABLE),
        ("${count}m", Kind.VARIABLE),
        ("{{ name }}", Kind.VARIABLE),
        ("$`a name`", Kind.VARIABLE),
        ('"a"', Kind.STRING),
        (r"'a\'b'", Kind.STRING),
        ('"a\n  b"', Kind.STRING),
        ("=~", Kind.OPERATOR),
        ("!=", Kind.OPERATOR),
        ("# x | y", Kind.COMMENT),
        ('"a', Kind.UNTERMINATED),
        ("`a", Kind.UNTERMINATED),
        ("10.0.0.1", Kind.ILLEGAL),
        ("ö;"[1:], Kind.ILLEGAL),
    ],
)
def test_a_word_is_of_one_kind(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, text)]


@pytest.mark.parametrize(
    "text",
    [
        "filter a like /x/",
        "filter a not like /x/",
        "filter a =~ /x/",
        "filter a != /x/",
        "filter a = /x/",
        "filter /x/",
        "fields replace(a, /x/, b)",
        "parse @message /x/",
        "parse f(a) /x/",
        "parse /x/",
        "stats sum(a like /x/)",
        "filter a like # why\n/x/",
    ],
)
def test_a_slash_begins_a_regular_expression_where_none_can_divide(text: str) -> None:
    assert (Kind.REGEX, "/x/") in kinds(text)


@pytest.mark.parametrize(
    "text", ["fields a/x/b", "fields f(a)/x/2", "fields 4/x/y", "fields (a)/x/b", "fields `a`/x/b"]
)
def test_a_slash_behind_an_operand_divides(text: str) -> None:
    assert Kind.REGEX not in [kind for kind, _ in kinds(text)]


def test_a_regular_expression_ends_at_the_first_slash_that_is_not_escaped() -> None:
    assert kinds(r"filter a like /\/x\\/ and b")[3] == (Kind.REGEX, r"/\/x\\/")


def test_a_regular_expression_may_go_on_in_the_next_line() -> None:
    assert kinds("parse a /x,\n  y/ | limit 3")[2] == (Kind.REGEX, "/x,\n  y/")


@pytest.mark.parametrize("mark", ['"', "'", "/"])
def test_what_is_never_closed_ends_before_the_next_command(mark: str) -> None:
    found = kinds(f"filter a like {mark}x\n| limit 3")
    assert found[3:5] == [(Kind.UNTERMINATED, f"{mark}x"), (Kind.PUNCTUATION, "|")]


def test_a_quote_that_nobody_closes_does_not_pair_with_the_next_one() -> None:
    assert kinds('filter a = "x\n and b = "y"')[3][0] == Kind.UNTERMINATED


def test_in_before_a_bracket_is_no_list_of_that_name() -> None:
    assert kinds("a in[1]")[1:3] == [(Kind.WORD, "in"), (Kind.PUNCTUATION, "[")]


def test_two_hyphens_before_a_blank_are_one_token() -> None:
    assert kinds("limit 3 -- x")[2] == (Kind.OPERATOR, "--")
    assert kinds("fields a --b")[2:4] == [(Kind.OPERATOR, "-"), (Kind.OPERATOR, "-")]


def test_a_comment_hides_what_is_in_it() -> None:
    assert [kind for kind, _ in kinds("# \"never closed\nfields a # '\n| limit 3")] == [
        Kind.COMMENT,
        Kind.WORD,
        Kind.WORD,
        Kind.COMMENT,
        Kind.PUNCTUATION,
        Kind.WORD,
        Kind.NUMBER,
    ]
