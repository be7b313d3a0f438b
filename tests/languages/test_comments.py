"""What Grafana takes out as a comment, by the cases of its own tests and the quirks of its scanner."""

from __future__ import annotations

import pytest

from generator.languages.grafana.model import ExpansionError
from tests.languages.grafana import WITH_COMMENTS, expanded, scenario


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("SELECT 1 -- a comment", "SELECT 1 "),
        ("SELECT 1 -- a comment\nFROM t", "SELECT 1 \nFROM t"),
        ("SELECT 1 -- a comment\r\nFROM t", "SELECT 1 \nFROM t"),
        ("SELECT /* a\n b */ 1", "SELECT  1"),
        ("SELECT '-- no' AS a -- yes", "SELECT '-- no' AS a "),
        ("SELECT '/* no */' AS a /* yes */", "SELECT '/* no */' AS a "),
        ('SELECT "a -- b" FROM t', 'SELECT "a -- b" FROM t'),
        ("SELECT 'it''s -- no' AS v", "SELECT 'it''s -- no' AS v"),
        ('SELECT "a ""-- b""" FROM t', 'SELECT "a ""-- b""" FROM t'),
        ("SELECT $$ -- no $$", "SELECT $$ -- no $$"),
        ("SELECT $tag$ /* no */ $$ $tag$ -- yes", "SELECT $tag$ /* no */ $$ $tag$ "),
        ("SELECT $1 -- yes", "SELECT $1 "),
        ("SELECT a - -1 / 2 * 3", "SELECT a - -1 / 2 * 3"),
        # Where Grafana and PostgreSQL do not agree:
        ("/* a /* b */ c */ SELECT 1", " c */ SELECT 1"),
        (r"SELECT E'it\'s' -- '", r"SELECT E'it\'s' -- '"),
        ("SELECT 1 /* not closed", "SELECT 1 "),
        ("SELECT 'not closed -- at all", "SELECT 'not closed -- at all"),
        ("SELECT /*/ 1", "SELECT "),
    ],
)
def test_comments_are_taken_out(source: str, text: str) -> None:
    assert expanded(source) == text


def test_older_releases_leave_them_in_with_their_macros_expanded() -> None:
    setting = scenario(release=WITH_COMMENTS)
    assert expanded("-- $__timeFrom()\nSELECT 1 /* b */", setting=setting) == (
        "-- '2026-01-15T10:00:00Z'\nSELECT 1 /* b */"
    )


def test_an_unknown_macro_in_a_comment_stops_older_releases_only() -> None:
    source = "SELECT 1 -- old: $__timeGroupX(ts)"
    assert expanded(source) == "SELECT 1 "
    with pytest.raises(ExpansionError, match="unknown macro"):
        expanded(source, setting=scenario(release=WITH_COMMENTS))


def test_a_comment_that_is_gone_may_leave_a_comma_behind_a_macro() -> None:
    source = "SELECT $__timeGroup(ts,'1h')/* the hour */, 1"
    assert ' AS "time", 1' in expanded(source)
    assert ' AS "time"' not in expanded(source, setting=scenario(release=WITH_COMMENTS))
