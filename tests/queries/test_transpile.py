"""`logloom transpile`: a query of CloudWatch's becomes a query file that asks PostgreSQL the same."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from logloom import Contract

from generator.checks.engine import check_files
from generator.errors import LogloomError
from generator.languages.insights.expand import scenarios
from generator.queries.library import load_library, read_query
from generator.queries.model import Query
from generator.queries.run import fetch, prepare_session
from generator.queries.transpile import transpile

ROOT = Path(__file__).parents[2]
LIBRARY = {
    query.name: query for query in load_library(ROOT / "queries").every if query.path.suffix == ".cwli"
}


def read(path: Path, text: str) -> Query:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    query, findings = read_query(path)
    assert query is not None
    assert findings == []
    return query


def draft(folder: Path, text: str) -> Query:
    return read(folder / "draft.cwli", text)


def body(sql: str) -> str:
    """The query without its header and layout."""
    return " ".join(" ".join(line for line in sql.splitlines() if not line.startswith("--")).split())


def test_the_whole_library_asks_the_same_of_postgresql(
    tmp_path: Path, contract: Contract, sampled_database: str
) -> None:
    with psycopg.connect(sampled_database) as connection:
        prepare_session(connection, read_only=True, time_zone="UTC")
        for name, query in LIBRARY.items():
            sql = read(tmp_path / f"{name}.sql", transpile(query, contract))
            usual, *others = scenarios(query.text, query.header.params)
            for scenario in (usual, *others[-1:]):
                expected = fetch(connection, query, scenario, contract=contract)
                found = fetch(connection, sql, scenario)
                assert [column.name for column in found.columns] == [
                    column.name for column in expected.columns
                ], name
                assert found.rows == expected.rows, name


def test_the_library_in_sql_passes_every_check(
    tmp_path: Path, contract: Contract, sampled_database: str
) -> None:
    for name, query in LIBRARY.items():
        read(tmp_path / f"{name}.sql", transpile(query, contract))
    assert check_files([tmp_path], contract, postgres=sampled_database) == []


@pytest.mark.parametrize(
    ("params", "written", "sql"),
    [
        (
            "category=auth,agent multi all",
            "category in [${category:doublequote}]",
            "category IN (${category:sqlstring})",
        ),
        (
            "category=auth multi",
            'category in ["http", ${category:doublequote}]',
            "category IN ('http', ${category:sqlstring})",
        ),
        ("category=auth", 'category = "$category"', "category = ${category:sqlstring}"),
        ("category=auth", 'category = "x-$category"', "category = CONCAT('x-', ${category:sqlstring})"),
        ("user=42", "user_id > $user", "user_id > ${user}"),
        ("user=42 textbox", "user_id > $user", "user_id > CAST(${user:sqlstring} AS numeric)"),
    ],
)
def test_variables_are_written_as_sql_wants_them(
    tmp_path: Path, contract: Contract, params: str, written: str, sql: str
) -> None:
    query = draft(tmp_path, f"# format: table\n# params: {params}\nfilter {written}\n| stats count(*) as n")
    assert f"AND {sql} HAVING" in body(transpile(query, contract))


def test_a_variable_in_a_regular_expression_is_refused_at_its_place(
    tmp_path: Path, contract: Contract
) -> None:
    query = draft(tmp_path, "# params: q=a textbox\nfilter message like /$q/\n| limit 3")
    with pytest.raises(LogloomError) as raised:
        transpile(query, contract)
    assert raised.value.location is not None
    assert (raised.value.location.line, raised.value.location.column) == (2, 21)


def test_the_time_of_a_series_gets_the_name_that_grafana_wants(tmp_path: Path, contract: Contract) -> None:
    text = "# format: time_series\nstats count(*) as n by bin(5m)\n| sort bin(5m)"
    sql = body(transpile(draft(tmp_path, text), contract))
    assert " AS time, COUNT(*) AS n FROM" in sql
    assert sql.endswith("ORDER BY time ASC")


def test_comments_are_kept_above_the_query(tmp_path: Path, contract: Contract) -> None:
    text = '# title: T\n# format: table\nfilter level = "ERROR" # only errors\n# all of them\n| limit 3'
    lines = transpile(draft(tmp_path, text), contract).splitlines()
    assert lines[:4] == ["-- title: T", "-- format: table", "-- only errors", "-- all of them"]


def test_what_a_twin_says_for_both_is_said_where_there_may_be_no_twin(contract: Contract) -> None:
    sql = transpile(LIBRARY["errors/by_category"], contract)
    assert "-- title: Errors by category\n" in sql
    assert "-- description: " in sql


def test_what_has_no_counterpart_is_refused_with_its_reason(tmp_path: Path, contract: Contract) -> None:
    query = draft(tmp_path, 'filter level = "ERROR"\n| pattern @message')
    with pytest.raises(LogloomError, match=r"draft.cwli:2:3: PostgreSQL cannot run this: pattern"):
        transpile(query, contract)
