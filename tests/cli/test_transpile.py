"""`logloom transpile`, as a shell sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Logloom

ROOT = Path(__file__).parents[2]


def write(folder: Path, query: str, header: str = "") -> str:
    path = folder / "draft.cwli"
    path.write_text(f"# format: table\n{header}{query}\n")
    return str(path)


def test_stdout_is_a_query_file_and_nothing_else(logloom: Logloom) -> None:
    by_name = logloom("transpile", "errors/by_category", cwd=ROOT)
    by_path = logloom("transpile", "queries/errors/by_category.cwli", cwd=ROOT)
    assert by_name == by_path
    assert (by_name.exit_code, by_name.err) == (0, "")
    assert by_name.out.startswith("-- title: ")


def test_what_is_printed_passes_the_checks_beside_its_original(logloom: Logloom, tmp_path: Path) -> None:
    original = write(
        tmp_path,
        'filter category in [${category:doublequote}] and message like ${q:doublequote} or message like "%"\n'
        "| stats count(*) as n by level\n| sort n desc, level\n| limit $rows",
        "# params: category=auth,agent multi all; q=a,b textbox; rows=3,5\n"
        "# allow: insights-like-wildcard a sign\n#   that stands there\n",
    )
    printed = logloom("transpile", original, cwd=ROOT)
    assert (printed.exit_code, printed.err) == (0, "")
    (tmp_path / "draft.sql").write_text(printed.out)
    checked = logloom("check", original, str(tmp_path / "draft.sql"), "--no-cache", cwd=ROOT)
    assert (checked.exit_code, checked.out) == (0, "")


def test_a_mistake_in_the_query_is_said_beside_the_sql(logloom: Logloom, tmp_path: Path) -> None:
    path = write(tmp_path, 'filter levle = "ERROR"\n| limit 3')
    printed = logloom("transpile", path, cwd=ROOT)
    assert (printed.exit_code, printed.out.startswith("-- format: table\nSELECT")) == (0, True)
    assert printed.err == f"logloom: {path}:2:8: there is no field levle (did you mean level?)\n"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("fields message | pattern @message", "2:18: PostgreSQL cannot run this: pattern has no counterpart"),
        ("fields @timestamp message", "2:19: expected a comma or the next |"),
    ],
)
def test_what_cannot_be_translated_is_one_line_at_its_place(
    logloom: Logloom, tmp_path: Path, query: str, said: str
) -> None:
    path = write(tmp_path, query)
    printed = logloom("transpile", path, cwd=ROOT)
    assert (printed.exit_code, printed.out, printed.err.count("\n")) == (2, "", 1)
    assert printed.err.startswith(f"logloom: {path}:{said}")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("errors/by_categroy", "there is no query errors/by_categroy (did you mean errors/by_category?)"),
        ("queries/errors/by_category.sql", "queries/errors/by_category.sql: is no query that ends in .cwli"),
        ("nothing.cwli", "nothing.cwli: cannot be read: No such file or directory"),
    ],
)
def test_what_is_no_such_query_is_told(logloom: Logloom, name: str, said: str) -> None:
    printed = logloom("transpile", name, cwd=ROOT)
    assert (printed.exit_code, printed.out, printed.err) == (2, "", f"logloom: {said}\n")
