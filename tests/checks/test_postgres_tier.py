"""PostgreSQL's word on queries: what is found, where it points, and in how many findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from logloom import Contract

from generator.checks.catalogue import why
from generator.checks.postgres_tier import verifier, verify
from generator.checks.postgres_words import RULES
from generator.errors import ServerError
from generator.finding import Finding, Severity
from generator.languages.grafana.model import Variable
from generator.postgres.sampled import sampled_template
from generator.postgres.scratch import Postgres
from generator.queries.model import Column, Format, Header, Query

BOUND = "WHERE $__timeFilter(timestamp)"


@pytest.fixture(scope="module")
def samples(postgres: Postgres, contract: Contract) -> Iterator[str]:
    """Sample records that these tests only read."""
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        yield dsn


Check = Callable[..., list[Finding]]


@pytest.fixture(scope="module")
def check(samples: str) -> Iterator[Check]:
    """The findings on one query."""
    with verifier(samples) as judge:

        def run(
            text: str,
            *params: Variable,
            shape: Format = "table",
            columns: Sequence[Column] | None = None,
        ) -> list[Finding]:
            header = Header(format=shape, params=params, columns=None if columns is None else tuple(columns))
            query = Query("q", Path("q.sql"), text, header)
            return judge([query])[query.path]

        yield run


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT level, count(*) FROM app_logs {BOUND} GROUP BY 1;",
        "SELECT extra ? 'tool', extra->>'tool', extra @> '{\"a\": 1}' FROM app_logs LIMIT 1",
        "VALUES (1), (2)",
        "TABLE app_logs",
        "-- title: x\n/* y */ SELECT 1",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "SHOW timezone",
        "EXPLAIN SELECT 1",
        "SET TIMEZONE TO 'Europe/Berlin'; SELECT current_setting('timezone')",
        "SELECT 1 AS n; SELECT 2 AS n",
        "SELECT ';' -- ; here\n",
        "SELECT 'é', '😀', $$;$$",
        "SELECT random(), clock_timestamp(), pg_backend_pid(), pg_database_size(current_database())",
    ],
)
def test_a_right_query_has_no_findings(check: Check, text: str) -> None:
    assert check(text) == []


# The place is marked; what it is called follows.
WRONG = [
    ("SELECT «lvel» FROM app_logs", "postgres-unknown-column"),
    (
        "SELECT level FROM app_logs\nWHERE $__timeFilter(timestamp)\n  AND «lvel» = 'x'",
        "postgres-unknown-column",
    ),
    ("SELECT 'é😀', «lvel» FROM app_logs", "postgres-unknown-column"),
    ("-- title: é😀\nSELECT «lvel» FROM app_logs", "postgres-unknown-column"),
    ('SELECT count(*) FROM app_logs WHERE $__timeFilter(«"TIMESTAMP"»)', "postgres-unknown-column"),
    ('SELECT count(*) FROM app_logs WHERE level = «"ERROR"»', "postgres-unknown-column"),
    ("SELECT «extr»->>'x' FROM app_logs", "postgres-unknown-column"),
    ("SELECT level AS l FROM app_logs WHERE «l» = 'x'", "postgres-unknown-column"),
    ("SELECT count(*) FROM «app_log»", "postgres-unknown-table"),
    ("SELECT «x».level FROM app_logs a", "postgres-unknown-table"),
    ("SELECT «extra».tool FROM app_logs", "postgres-unknown-table"),
    ("SELECT «to_uppr»(level) FROM app_logs", "postgres-unknown-function"),
    ("SELECT «date_trunc»('hour') FROM app_logs", "postgres-unknown-function"),
    ("SELECT «sum»(level) FROM app_logs", "postgres-unknown-function"),
    ("SELECT count(*) FROM app_logs WHERE user_id «=» level", "postgres-unknown-function"),
    ("SELECT message «->>» 'a' FROM app_logs", "postgres-unknown-function"),
    ("SELECT count(*) FROM app_logs WHERE «$__unixEpochFilter(timestamp)»", "postgres-unknown-function"),
    ("SELECT level::«strng» FROM app_logs", "postgres-unknown-type"),
    ("SELECT «timestamp» FROM app_logs a JOIN app_logs b USING (trace_id)", "postgres-ambiguous"),
    ("SELECT «category», count(*) FROM app_logs GROUP BY level", "postgres-grouping"),
    ("SELECT count(*) FROM app_logs WHERE «count(*)» > 5", "postgres-grouping"),
    ("SELECT sum(«count(*)») FROM app_logs", "postgres-grouping"),
    ("SELECT level, count(*) FROM app_logs GROUP BY 1, «2»", "postgres-grouping"),
    ("SELECT DISTINCT ON (level) level, count(*) FROM app_logs GROUP BY 1, «2»", "postgres-grouping"),
    ("SELECT level FROM app_logs WHERE «row_number() OVER ()» < 5", "postgres-grouping"),
    ("SELECT level FROM app_logs UNION SELECT «level», category FROM app_logs", "postgres-syntax"),
    ("SELECT CASE WHEN level = 'x' THEN 1 ELSE «'a'» END FROM app_logs", "postgres-value"),
    ("SELECT count(*) FROM app_logs WHERE user_id = «'abc'»", "postgres-value"),
    ("SELECT now() - interval «'5 minuts'»", "postgres-value"),
    ("SELECT 1 FROM app_logs WHERE extra @> «'{status: 500}'»", "postgres-value"),
    # What goes wrong only when the query runs has no position.
    ("SELECT date_trunc(«'minutess'», timestamp) FROM app_logs", "postgres-value"),
    ("SELECT percentile_cont(«95») WITHIN GROUP (ORDER BY user_id) FROM app_logs", "postgres-value"),
    ("SELECT 1 FROM app_logs WHERE level <> 'x' AND message ~ «'(a'»", "postgres-value"),
    ("SELECT regexp_replace(message, «'[a'», 'x') FROM app_logs", "postgres-value"),
    ("SELECT 1 «/» (count(*) - count(*)) FROM app_logs", "postgres-value"),
    ("SELECT message«::int» FROM app_logs", "postgres-value"),
    ("SELECT timestamp AT TIME ZONE «'Europ/Berlin'» FROM app_logs", "postgres-value"),
    ("SELECT «jsonb_array_elements»(extra) FROM app_logs", "postgres-value"),
    # PostgreSQL notices a syntax error behind the mistake.
    ("SELECT level«,» FROM app_logs", "postgres-syntax"),
    ("SELECT level«,»\n-- all\nFROM app_logs", "postgres-syntax"),
    ("SELECT level FROM app_logs GROUP BY level«,» ORDER BY 1", "postgres-syntax"),
    ("SELECT coalesce(level«,») FROM app_logs", "postgres-syntax"),
    ("«SELEC» level FROM app_logs", "postgres-syntax"),
    ("SELECT level «FORM» app_logs", "postgres-syntax"),
    ("SELECT level FROM app_logs «WHER» level = 'x'", "postgres-syntax"),
    ("SELECT level FROM app_logs «GRUOP» BY level", "postgres-syntax"),
    ("SELECT level FROM app_logs WHERE level = 'x' «ODER» BY level", "postgres-syntax"),
    ("SELECT level FROM app_logs WHERE «(»level = 'x' AND category = 'y'", "postgres-syntax"),
    ("SELECT count«(»user_id FROM app_logs", "postgres-syntax"),
    ("SELECT level FROM app_logs WHERE level = «'x»", "postgres-syntax"),
    ("SELECT level FROM app_logs WHERE level = 'x' «AND»", "postgres-syntax"),
    ("SELECT «`level`» FROM app_logs", "postgres-syntax"),
    ("SELECT count(*) FROM app_logs WHERE «$__timeFilter» (timestamp)", "postgres-syntax"),
    ("SELECT «$1»", "postgres-syntax"),
    ("SELECT now() - «$__interval»::interval", "postgres-syntax"),
    ("SELECT 1; SELECT «lvel» FROM app_logs", "postgres-unknown-column"),
    ("SELECT ';'; /* ; */ SELECT «lvel» FROM app_logs", "postgres-unknown-column"),
]


@pytest.mark.parametrize(("marked", "rule"), WRONG)
def test_a_mistake_is_found_at_its_place(check: Check, marked: str, rule: str) -> None:
    text = marked.replace("«", "").replace("»", "")
    (finding,) = check(text)
    assert finding.rule == rule
    assert finding.severity is Severity.ERROR
    start, end = marked.index("«"), marked.index("»") - 1
    assert start <= _offset(text, finding) < end, f"{finding.line}:{finding.column} {finding.message}"


def _offset(text: str, finding: Finding) -> int:
    lines = text.split("\n")
    return sum(len(line) + 1 for line in lines[: finding.line - 1]) + finding.column - 1


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("SELECT level FORM app_logs", "did you mean FROM?"),
        ("SELECT level, FROM app_logs", "leave the comma out"),
        ("SELECT (1 FROM app_logs", "close this parenthesis"),
        ("SELECT `level` FROM app_logs", "PostgreSQL puts names in double quotes"),
        ('SELECT 1 FROM app_logs WHERE level = "ERROR"', "text stands in single quotes"),
        ("SELECT 1 FROM app_logs WHERE level = ‘x’", "typographic quotes"),
        ("SELECT 1 FROM app_logs WHERE $__unixEpochFilter(timestamp)", "writes timestamp >= 1"),
        ("SELECT levl FROM app_logs", 'Perhaps you meant to reference the column "app_logs.level"'),
    ],
)
def test_what_to_do_is_said_where_it_is_plain(check: Check, text: str, hint: str) -> None:
    assert hint in check(text)[0].hint


SINGLE = Variable("v", ("it-ops", "auth"))
MULTI = Variable("v", ("auth", "http"), multi=True)
WITH_ALL = Variable("v", ("ERROR", "WARN"), include_all=True)
TEXT_BOX = Variable("v", ("x",), text_box=True)


@pytest.mark.parametrize(
    ("condition", "variable", "message"),
    [
        ("category IN («$v»)", SINGLE, 'column "it" does not exist'),
        ("category IN («${v:csv}»)", MULTI, 'column "auth" does not exist'),
        ("category IN («${v:doublequote}»)", MULTI, 'column "auth" does not exist'),
        ("category = '«$v»'", MULTI, 'syntax error at or near "auth"'),
        ("category = ANY('«${v:glob}»'::text[])", MULTI, 'malformed array literal: "auth" when v is auth'),
        ("level IN («$v»)", WITH_ALL, 'column "error" does not exist when v is ERROR'),
        ("level = '«$v»'", WITH_ALL, 'syntax error at or near "ERROR" when v is All'),
        (
            "message ~ '«$v»'",
            Variable("v", ("a", "(")),
            "invalid regular expression: parentheses () not balanced when v is (",
        ),
        ("level = '«${v:raw}»'", TEXT_BOX, 'syntax error at or near "s" when v is it\'s'),
        ("user_id = «$v»", Variable("v", ("7", "")), "syntax error at end of input when v is empty"),
        (
            "user_id = «$v» AND level = 'x'",
            Variable("v", ("7", "")),
            'syntax error at or near "AND" when v is empty',
        ),
        (
            "level ~ '«$v»'",
            Variable("v", ("a",), include_all=True, all_value=".*"),
            'syntax error at or near "a" on Grafana 12.2.2 and earlier',
        ),
    ],
)
def test_a_value_that_does_not_fit_is_blamed_on_its_variable_once(
    check: Check, condition: str, variable: Variable, message: str
) -> None:
    marked = f"SELECT count(*) FROM app_logs {BOUND} AND {condition}"
    text = marked.replace("«", "").replace("»", "")
    (finding,) = check(text, variable)
    assert finding.message == message
    assert (finding.line, finding.column) == (1, marked.index("«") + 1)


@pytest.mark.parametrize("form", ["${v:sqlstring}", "'it', ${v:sqlstring}"])
@pytest.mark.parametrize("variable", [SINGLE, MULTI, WITH_ALL, TEXT_BOX])
def test_sqlstring_is_right_for_every_variable(check: Check, form: str, variable: Variable) -> None:
    assert check(f"SELECT count(*) FROM app_logs {BOUND} AND category IN ({form})", variable) == []


@pytest.mark.parametrize(
    ("sql", "shape", "rule", "column"),
    [
        ("timestamp, count(*) AS n", "time_series", "result-time-column", 8),
        ("count(*) AS n, timestamp AS ts", "time_series", "result-time-column", 23),
        ('count(*) AS n, timestamp AS "Time"', "time_series", "result-time-column", 23),
        ("level AS time, count(*) AS n", "time_series", "result-time-column", 8),
        ("timestamp AS time, max(level) AS level", "time_series", "result-value-column", 27),
        ("timestamp AS time, max(user_id) AS n, jsonb_agg(1) AS j", "time_series", "result-value-column", 46),
        ("timestamp AS time, 1 AS n, max(user_id) AS metric", "time_series", "result-metric-column", 35),
        ("timestamp AS time, max(level) AS level", "logs", "result-body-column", 8),
        ("max(message) AS body", "logs", "result-time-column", 8),
    ],
)
def test_a_result_must_suit_its_format(check: Check, sql: str, shape: Format, rule: str, column: int) -> None:
    grouped = "GROUP BY timestamp, level"
    (finding,) = check(f"SELECT {sql} FROM app_logs {BOUND} {grouped}", shape=shape)
    assert (finding.rule, finding.line, finding.column) == (rule, 1, column)


@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("$__timeGroupAlias(timestamp, '5m'), count(*) AS n", "time_series"),
        ("$__timeGroup(timestamp, '5m') AS time, level AS metric, true AS up", "time_series"),
        ("timestamp::date AS time, 1.5::real AS n", "time_series"),
        ("timestamp AS time, message, level", "logs"),
        ("$__timeGroup(timestamp, '5m') AS time, extra AS body", "logs"),
    ],
)
def test_results_that_suit_their_format(check: Check, sql: str, shape: Format) -> None:
    grouped = "GROUP BY timestamp, level, message, extra"
    assert check(f"SELECT {sql} FROM app_logs {BOUND} {grouped}", shape=shape) == []


@pytest.mark.parametrize(
    "declared",
    [("level", "text", "n", "bigint"), ("n", "int8", "level", "text"), ("level", "text", "n", "int8")],
)
def test_declared_columns_match_by_name_and_type_however_it_is_spelt(
    check: Check, declared: tuple[str, ...]
) -> None:
    columns = [Column(*declared[:2]), Column(*declared[2:])]
    assert check("SELECT level, count(*) AS n FROM app_logs GROUP BY 1", columns=columns) == []


@pytest.mark.parametrize(
    ("declared", "message", "place"),
    [
        ("level text, n integer", "n is bigint, and the header says integer", "count(*)"),
        ("level text", "the column n is not in the header", "count(*)"),
        (
            "level text, n bigint, m bigint",
            "the header names a column m, which the result does not have",
            "m bigint",
        ),
        ("level text, n bigintt", "bigintt is no type of PostgreSQL", "bigintt"),
        ("level text, n (bad", "(bad is no type of PostgreSQL", "(bad"),
    ],
)
def test_a_header_that_says_otherwise_is_found(check: Check, declared: str, message: str, place: str) -> None:
    columns = [Column(*entry.split()) for entry in declared.split(", ")]
    text = f"-- title: x\n-- columns: {declared}\nSELECT level, count(*) AS n FROM app_logs GROUP BY 1"
    (finding,) = check(text, columns=columns)
    assert (finding.rule, finding.message) == ("result-columns", message)
    assert text[_offset(text, finding) :].startswith(place)


def test_several_statements_must_give_the_same_columns(check: Check) -> None:
    (finding,) = check("SELECT 1 AS a;\nSELECT 2 AS b")
    assert (finding.rule, finding.line, finding.column) == ("result-columns", 2, 8)


@pytest.mark.parametrize("text", ["", "-- nothing", ";", "SET TIMEZONE TO 'UTC'"])
def test_a_text_without_a_result_is_found(check: Check, text: str) -> None:
    (finding,) = check(text)
    assert finding.message == "no statement here gives a result"


def test_what_takes_too_long_is_stopped_and_said(samples: str) -> None:
    query = Query(
        "q", Path("q.sql"), "SELECT count(*) FROM app_logs a, app_logs b, app_logs c, app_logs d", Header()
    )
    with verifier(samples, timeout_ms=100) as judge:
        (finding,) = judge([query])[query.path]
    assert (finding.rule, finding.message) == ("postgres-timeout", "takes too long")


def test_many_queries_are_told_apart(samples: str) -> None:
    right = "SELECT 1"
    queries = [
        Query(
            str(number), Path(f"{number}.sql"), f"SELECT lvel{number}" if number % 7 == 0 else right, Header()
        )
        for number in range(100)
    ]
    told: list[tuple[int, int]] = []
    found = verify(samples, queries, lambda done, total: told.append((done, total)))
    assert {path.stem for path, findings in found.items() if findings} == {str(n) for n in range(0, 100, 7)}
    assert all(f'"lvel{path.stem}"' in each[0].message for path, each in found.items() if each)
    assert told[-1] == (100, 100)
    assert told == sorted(told)


def test_whatever_postgres_may_say_has_a_reason() -> None:
    assert all(why(rule) for rule in RULES.values())


def test_no_queries_need_no_server() -> None:
    assert verify("host=/nowhere", []) == {}


def test_a_server_that_is_not_there_is_said_in_one_line() -> None:
    with pytest.raises(ServerError) as raised:
        verify("host=/nowhere dbname=x", [Query("q", Path("q.sql"), "SELECT 1", Header())])
    assert "\n" not in str(raised.value)
    assert raised.value.exit_code == 4


def test_a_user_with_too_few_rights_is_told_so(postgres: Postgres) -> None:
    with postgres.database() as dsn:
        with psycopg.connect(dsn, autocommit=True) as owner:
            owner.execute("CREATE ROLE logloom_test_powerless LOGIN PASSWORD 'x'")
        try:
            powerless = psycopg.conninfo.make_conninfo(dsn, user="logloom_test_powerless", password="x")
            with pytest.raises(ServerError, match="permission denied"):
                verify(powerless, [Query("q", Path("q.sql"), "SELECT 1", Header())])
        finally:
            with psycopg.connect(dsn, autocommit=True) as owner:
                owner.execute("DROP ROLE logloom_test_powerless")
