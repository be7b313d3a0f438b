"""Query files on disk: what is read, what is found, and what is said of files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.finding import Finding, Severity
from generator.queries.library import load_library, read_query

QUERY = "-- title: T\nSELECT 1\n"


def write(root: Path, name: str, text: str | bytes = QUERY) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_text_is_the_files_byte_for_byte(tmp_path: Path) -> None:
    text = "-- title: Größe \r\n\tSELECT '€' \r\n\r\n"
    query, _ = read_query(write(tmp_path, "a/b.sql", text), tmp_path)
    assert query is not None
    assert (query.text, query.name, query.header.title) == (text, "a/b", "Größe")


def test_a_file_outside_the_library_goes_by_its_bare_name(tmp_path: Path) -> None:
    query, _ = read_query(write(tmp_path, "a/b.c.sql"))
    assert query is not None
    assert query.name == "b.c"


def test_other_languages_have_their_own_comments(tmp_path: Path) -> None:
    query, findings = read_query(write(tmp_path, "a.cwli", "# title: T\nfields @message\n"))
    assert query is not None
    assert (query.header.title, findings) == ("T", [])


UNUSABLE = [
    # bytes, rule, line, column, a part of the message
    (b"", "file-empty", 0, 0, "no query"),
    (b" \n\t\n", "file-empty", 0, 0, "no query"),
    (b"-- title: T\n/* nothing\nelse */ ;\n", "file-empty", 0, 0, "no query"),
    (b"\xef\xbb\xbf-- title: T\nSELECT 1", "file-bom", 1, 1, "byte order mark"),
    ("-- title: T\nSELECT 'é".encode() + b"\xe9'", "file-not-utf8", 2, 10, "0xe9"),
    ("SELECT 1".encode("utf-16"), "file-not-utf8", 1, 1, "0xff"),
    (b"-- title: T\nSELECT \0 1", "file-nul", 2, 8, "NUL"),
    (b"SELECT 1 -- " + b"x" * 10_000_000, "file-too-large", 0, 0, "1 MB"),
]


@pytest.mark.parametrize(("data", "rule", "line", "column", "part"), UNUSABLE, ids=[r[1] for r in UNUSABLE])
def test_a_file_that_is_no_query_is_one_error(
    tmp_path: Path, data: bytes, rule: str, line: int, column: int, part: str
) -> None:
    path = write(tmp_path, "a.sql", data)
    query, (finding,) = read_query(path)
    assert query is None
    assert (finding.path, finding.rule, finding.line, finding.column) == (path, rule, line, column)
    assert finding.severity is Severity.ERROR
    assert part in finding.message


@pytest.mark.parametrize("text", ["-- x\r\nSELECT 1\r\n", "-- x\rSELECT 1", "-- x\nSELECT\r\n1"])
def test_other_line_ends_are_a_warning_and_the_query_stands(tmp_path: Path, text: str) -> None:
    query, (finding,) = read_query(write(tmp_path, "a.sql", text))
    assert query is not None
    assert (finding.rule, finding.severity) == ("file-line-ends", Severity.WARNING)


@pytest.mark.parametrize("text", ["SELECT 1 /* a */", "/* a */ SELECT 1 /* b */", "-- a\n;SELECT 1", "x"])
def test_a_comment_around_a_query_does_not_hide_it(tmp_path: Path, text: str) -> None:
    query, findings = read_query(write(tmp_path, "a.sql", text))
    assert query is not None
    assert findings == []


def test_a_file_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    query, (finding,) = read_query(tmp_path / "none.sql")
    assert query is None
    assert finding.rule == "file-unreadable"


def test_a_library_is_what_lies_in_its_folder_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b/z.sql", "b/a.sql", "a/deep/er.sql", "top.sql", "a/notes.md", ".git/x.sql", "a/.b.sql"):
        write(tmp_path, name)
    write(tmp_path, "b/a.test.yaml", "[]")
    library = load_library(tmp_path)
    assert list(library.queries) == ["a/deep/er", "b/a", "b/z", "top"]
    assert library.findings == ()
    assert all(library.queries[name].path == tmp_path / f"{name}.sql" for name in library.queries)


def test_a_library_without_a_folder_is_empty(tmp_path: Path) -> None:
    library = load_library(tmp_path / "queries")
    assert (library.queries, library.findings) == ({}, ())


def found(root: Path) -> list[tuple[str, str]]:
    return [
        (finding.path.relative_to(root).as_posix(), finding.rule) for finding in load_library(root).findings
    ]


def test_names_that_some_file_systems_cannot_tell_apart_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, "errors/a.sql")
    write(tmp_path, "Errors/A.sql")
    assert found(tmp_path) == [("errors/a.sql", "query-duplicate-name")]
    assert list(load_library(tmp_path).queries) == ["Errors/A"]


@pytest.mark.parametrize("name", ["a b.sql", "a/é.sql", "a.b.sql", "a'.sql", "-a.sql", "a.SQL"])
def test_a_name_that_cannot_be_written_everywhere_is_an_error(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert found(tmp_path) == [(name, "query-name")]


def test_examples_of_no_query_are_an_error_that_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "errors/recent.sql")
    write(tmp_path, "errors/recnt.test.yaml", "[]")
    (finding,) = load_library(tmp_path).findings
    assert finding.rule == "examples-without-query"
    assert "did you mean errors/recent?" in finding.hint


def test_examples_of_a_twin_are_no_error(tmp_path: Path) -> None:
    write(tmp_path, "errors/recent.cwli", "fields @message")
    write(tmp_path, "errors/recent.test.yaml", "[]")
    assert found(tmp_path) == []


def test_links_are_followed_to_files_inside_only(tmp_path: Path) -> None:
    root = tmp_path / "queries"
    write(root, "a.sql")
    secret = write(tmp_path, "outside.sql")
    (root / "inside.sql").symlink_to("a.sql")
    (root / "outside.sql").symlink_to(secret)
    (root / "dangling.sql").symlink_to("nowhere.sql")
    (root / "loop").symlink_to(root)
    (root / "round.sql").symlink_to("round.sql")
    assert sorted(load_library(root).queries) == ["a", "inside"]
    assert sorted(found(root)) == [
        (name, "query-symlink") for name in ("dangling.sql", "loop", "outside.sql", "round.sql")
    ]


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, "queries")
    (finding,) = load_library(path).findings
    assert (finding.path, finding.rule) == (path, "file-unreadable")


def test_find_names_the_nearest_query(tmp_path: Path) -> None:
    write(tmp_path, "errors/by_category.sql")
    library = load_library(tmp_path)
    assert library.find("errors/by_category").header.title == "T"
    with pytest.raises(
        LogloomError, match=r"no query errors/by_categry \(did you mean errors/by_category\?\)"
    ):
        library.find("errors/by_categry")


def test_find_says_why_a_query_was_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.sql", b"\xef\xbb\xbfSELECT 1")
    write(tmp_path, "b/a.sql", b"")
    with pytest.raises(LogloomError) as error:
        load_library(tmp_path).find("a")
    assert str(error.value).startswith(f"{path}:1:1: begins with a byte order mark")


def test_raise_errors_raises_the_first_error_and_no_warning(tmp_path: Path) -> None:
    write(tmp_path, "a.sql", "SELECT 1\r\n")
    load_library(tmp_path).raise_errors()
    path = write(tmp_path, "b.sql", "-- titel: x\nSELECT 1")
    with pytest.raises(LogloomError) as error:
        load_library(tmp_path).raise_errors()
    assert str(error.value).startswith(f"{path}:1:4: titel is no key")


def test_a_text_leads_back_to_its_query(tmp_path: Path) -> None:
    write(tmp_path, "a.sql", "SELECT 1")
    write(tmp_path, "b.sql", "SELECT 1")
    write(tmp_path, "c.sql", "SELECT 3")
    by_text = load_library(tmp_path).by_text
    assert {text: query.name for text, query in by_text.items()} == {"SELECT 1": "a", "SELECT 3": "c"}


def test_every_finding_of_a_library_names_its_file(tmp_path: Path) -> None:
    write(tmp_path, "a.sql", "-- titel: x\nSELECT 1")
    write(tmp_path, "b.sql", "")
    findings: tuple[Finding, ...] = load_library(tmp_path).findings
    assert [finding.path.name for finding in findings] == ["a.sql", "b.sql"]
