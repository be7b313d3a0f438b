"""Example files: what is said of faulty ones, and what running them shows on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from logloom import Contract

from generator.errors import LogloomError
from generator.queries.examples import Example, load_examples, run_example
from generator.queries.library import read_query
from generator.queries.model import Query

COUNT = """\
-- columns: category text, errors bigint
-- params: category=auth,agent multi all; level=ERROR,CRITICAL; q="" textbox
SELECT category, count(*) AS errors
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category IN (${category:sqlstring})
  AND level = ${level:sqlstring}
  AND (${q:sqlstring} = '' OR strpos(message, ${q:sqlstring}) > 0)
GROUP BY category
"""
SHOW_ALL = (
    "SELECT timestamp, level, category, logger, message, user_id, trace_id, extra, created_at FROM app_logs"
)

Load = Callable[[str, str], tuple[Query, tuple[Example, ...]]]
Run = Callable[[str, str], list[str | None]]


@pytest.fixture
def load(tmp_path: Path, contract: Contract) -> Load:
    """Write a query and its examples, and read both."""

    def load_texts(sql: str, examples: str) -> tuple[Query, tuple[Example, ...]]:
        (tmp_path / "q.sql").write_text(sql)
        path = tmp_path / "q.test.yaml"
        path.write_text(examples)
        query, findings = read_query(tmp_path / "q.sql")
        assert query is not None
        assert findings == []
        return query, load_examples(path, contract, query)

    return load_texts


@pytest.fixture
def run(load: Load, contract: Contract, empty_connection: psycopg.Connection) -> Iterator[Run]:
    """The difference that each example shows; nothing of it stays."""

    def run_texts(sql: str, examples: str) -> list[str | None]:
        query, loaded = load(sql, examples)
        return [run_example(empty_connection, contract, query, example) for example in loaded]

    yield run_texts
    with empty_connection.transaction():
        assert empty_connection.execute("SELECT count(*) FROM app_logs").fetchone() == (0,)


FAULTS = [
    # examples, line, column, a part of the message or hint
    ("", 0, 0, "no examples"),
    ("# nothing", 0, 0, "no examples"),
    ("[]", 1, 1, "no examples"),
    ("name: x", 1, 1, "must be a list, not a mapping"),
    ("- x", 1, 3, "must be a mapping, not 'x'"),
    ("- {name: a, expect: [", 2, 1, "not YAML"),
    ("- name: a\n\texpect: []", 2, 1, "not YAML"),
    ("- {name: a, expect: [*none]}", 1, 22, "not YAML"),
    ("- {name: a, expect: []}\n---\n- {}", 2, 1, "not YAML"),
    ("- {expect: []}", 1, 3, "needs name"),
    ("- {name: a}", 1, 3, "needs expect"),
    ("- {name: '', expect: []}", 1, 10, "name"),
    ("- {name: a, expcet: []}", 1, 13, "did you mean expect?"),
    ("- {name: a, name: b, expect: []}", 1, 13, "twice"),
    ("- {name: a, given: [{}], expect: []}\n- {name: a, given: [{}], expect: []}", 2, 3, "two examples"),
    ("- {name: a, given: [], expect: []}", 1, 3, "tests nothing"),
    ("- {name: a, given: {}, expect: []}", 1, 20, "given must be a list"),
    ("- {name: a, given: [{catgory: auth}], expect: []}", 1, 22, "did you mean category?"),
    ("- {name: a, given: [{id: 5}], expect: []}", 1, 22, "has no id"),
    ("- {name: a, given: [{user_id: abc}], expect: []}", 1, 31, "user_id is bigint, and this is 'abc'"),
    ("- {name: a, given: [{user_id: 1.5}], expect: []}", 1, 31, "bigint"),
    ("- {name: a, given: [{user_id: [1]}], expect: []}", 1, 31, "a list"),
    ("- {name: a, given: [{message: {a: 1}}], expect: []}", 1, 31, "a mapping"),
    ("- {name: a, given: [{message: null}], expect: []}", 1, 31, "must have a value"),
    ('- {name: a, given: [{message: "\\0"}], expect: []}', 1, 31, "NUL"),
    ("- {name: a, given: [{timestamp: noon}], expect: []}", 1, 33, "no timestamp"),
    ("- {name: a, given: [{timestamp: 2026-01-15T10:00:00}], expect: []}", 1, 33, "no time zone"),
    ("- {name: a, given: [{timestamp: +5}], expect: []}", 1, 33, "no duration"),
    ("- {name: a, given: [{level: EROR}], expect: []}", 1, 29, "did you mean ERROR?"),
    ("- {name: a, given: [{category: auht}], expect: []}", 1, 32, "did you mean auth?"),
    ("- {name: a, given: [{extra: {a: .nan}}], expect: []}", 1, 29, "NaN"),
    ("- {name: a, given: [{extra: {a: 1, a: 2}}], expect: []}", 1, 36, "twice"),
    ("- {name: a, given: [{extra: &x [*x]}], expect: []}", 1, 29, "in itself"),
    ("- {name: a, given: [{extra: !!binary aGk=}], expect: []}", 1, 29, "cannot be read"),
    ("- {name: a, range: 2026, expect: [{category: a}]}", 1, 20, "range must be a list"),
    ("- {name: a, range: [2026-01-15T10:00:00Z], expect: []}", 1, 20, "two timestamps"),
    ("- {name: a, range: [x, y], expect: []}", 1, 21, "no timestamp"),
    ("- {name: a, range: [2026-01-15T10:00:00Z, -1h], expect: []}", 1, 20, "ends before"),
    ("- {name: a, interval: soon, given: [{}], expect: []}", 1, 23, "no length of time"),
    ("- {name: a, values: {catgory: x}, given: [{}], expect: []}", 1, 31, "did you mean category?"),
    ("- {name: a, values: {level: [A, B]}, given: [{}], expect: []}", 1, 29, "one value"),
    ("- {name: a, values: {level: $__all}, given: [{}], expect: []}", 1, 29, "has no All"),
    ("- {name: a, values: {level: null}, given: [{}], expect: []}", 1, 29, 'written ""'),
    ("- {name: a, ordered: yes, given: [{}], expect: []}", 1, 22, "true or false"),
    ("- {name: a, tolerance: -1, given: [{}], expect: []}", 1, 24, "from 0 up"),
    ("- {name: a, tolerance: true, given: [{}], expect: []}", 1, 24, "from 0 up"),
    ("- {name: a, expect: [{category: auth, erors: 1}]}", 1, 46, "did you mean errors?"),
    ("- {name: a, expect: {category: auth}}", 1, 21, "expect must be a list"),
    ("- {name: a, expect: [auth]}", 1, 22, "must be a mapping"),
]


@pytest.mark.parametrize(("examples", "line", "column", "part"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_is_one_line_at_its_place(
    load: Load, tmp_path: Path, examples: str, line: int, column: int, part: str
) -> None:
    with pytest.raises(LogloomError) as caught:
        load(COUNT, examples)
    error = caught.value
    assert part in str(error)
    assert error.location is not None
    assert error.location.path == tmp_path / "q.test.yaml"
    assert (error.location.line, error.location.column) == (line, column)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("data", "part"),
    [(b"\xef\xbb\xbf- {}", "byte order mark"), (b"- \xff", "not UTF-8"), (b"#" * 2_000_000, "1 MB")],
)
def test_bytes_that_are_no_text_are_one_line(
    tmp_path: Path, contract: Contract, data: bytes, part: str
) -> None:
    path = tmp_path / "q.test.yaml"
    path.write_bytes(data)
    with pytest.raises(LogloomError, match=part):
        load_examples(path, contract)


def test_deep_nesting_is_one_line(load: Load) -> None:
    with pytest.raises(LogloomError, match="maximum nesting depth"):
        load(COUNT, "- {name: a, given: [{extra: " + "[" * 20_000 + "]" * 20_000 + "}], expect: []}")


def test_without_its_query_an_example_is_read_and_held_against_it_when_run(
    tmp_path: Path, contract: Contract, empty_connection: psycopg.Connection
) -> None:
    path = tmp_path / "q.test.yaml"
    path.write_text("- {name: a, values: {lvel: ERROR}, given: [{}], expect: []}")
    (tmp_path / "q.sql").write_text(COUNT)
    (example,) = load_examples(path, contract)
    query, _ = read_query(tmp_path / "q.sql")
    assert query is not None
    with pytest.raises(LogloomError, match=r"no variable lvel \(did you mean level\?\)"):
        run_example(empty_connection, contract, query, example)


def test_what_a_given_row_leaves_out_is_filled_in(run: Run) -> None:
    assert (
        run(
            SHOW_ALL,
            """\
- name: nothing said
  given: [{}]
  expect:
    - {timestamp: 2026-01-15T10:00:00Z, level: INFO, category: system, logger: code_monet.system, message: "",
       user_id: null, trace_id: null, extra: null, created_at: 2026-01-15T10:00:00Z}
- name: the logger follows the category, created_at the timestamp
  given: [{category: agent, timestamp: +5m30s}]
  partial: true
  expect: [{logger: code_monet.agent, created_at: 2026-01-15T10:05:30Z}]
- name: the category follows the logger
  given: [{logger: code_monet.orchestrator.turns}, {logger: urllib3}]
  partial: true
  expect: [{category: agent}, {category: system}]
- name: all that can be said
  range: [2026-03-01T00:00:00Z, +24h]
  given:
    - {timestamp: 2025-12-31T23:59:59.999Z, level: CRITICAL, category: http, logger: a.b, message: "007",
       user_id: 9007199254740993, trace_id: 0123, created_at: +1h,
       extra: {s: no, n: 1.5, t: 2026-01-01, l: [null, true]}}
  expect:
    - {timestamp: 2025-12-31T23:59:59.999Z, level: CRITICAL, category: http, logger: a.b, message: "007",
       user_id: 9007199254740993, trace_id: "0123", created_at: 2026-03-01T01:00:00Z,
       extra: {s: "no", n: 1.5, t: "2026-01-01", l: [null, true]}}
""",
        )
        == [None] * 4
    )


def test_a_given_row_may_be_of_any_day(run: Run) -> None:
    (difference,) = run(
        "SELECT timestamp FROM app_logs ORDER BY timestamp",
        """
        - name: the first day that PostgreSQL and Python share, and the last
          given:
            - {timestamp: 0001-01-01T00:00:00Z}
            - {timestamp: 9999-12-31T23:59:59Z}
          expect:
            - {timestamp: 0001-01-01T00:00:00Z}
            - {timestamp: 9999-12-31T23:59:59Z}
        """,
    )
    assert difference is None


def test_rows_can_be_merged_from_others(run: Run) -> None:
    examples = """\
- name: anchors
  given:
    - &failure {level: ERROR, category: auth, message: Token reused}
    - {<<: *failure, category: http}
  partial: true
  expect: [{level: ERROR, category: auth}, {message: Token reused, category: http}]
"""
    assert run(SHOW_ALL, examples) == [None]


def test_values_are_the_samples_unless_picked(run: Run) -> None:
    given = """
  given:
    - {category: auth, level: ERROR}
    - {category: http, level: ERROR}
    - {category: auth, level: CRITICAL, message: "it's"}
"""
    auth, http = "{category: auth, errors: 1}", "{category: http, errors: 1}"
    expected = {
        "{}": f"[{auth}]",
        "{category: http}": f"[{http}]",
        "{category: [http, auth]}": f"[{http}, {auth}]",
        "{category: $__all}": f"[{auth}]",
        "{level: CRITICAL}": f"[{auth}]",
        "{level: CRITICAL, q: it's}": f"[{auth}]",
        "{q: it's}": "[]",
    }
    examples = "".join(
        f"- name: {number}{given}  values: {values}\n  expect: {rows}\n"
        for number, (values, rows) in enumerate(expected.items())
    )
    assert run(COUNT, examples) == [None] * len(expected)


def test_range_and_interval_are_the_dashboards(run: Run) -> None:
    sql = """\
SELECT $__timeGroup(timestamp, $__interval) AS time, count(*) AS n
FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY 1
"""
    examples = """\
- name: default
  given: [{timestamp: -1s}, {timestamp: +30s}, {timestamp: +60m}, {timestamp: +60m1s}]
  expect: [{time: 2026-01-15T10:00:00Z, n: 1}, {time: 2026-01-15T11:00:00Z, n: 1}]
- name: another
  range: [2026-01-15T08:00:00Z, 2026-01-15T09:00:00Z]
  interval: 15m
  given: [{timestamp: +14m}, {timestamp: +16m}, {timestamp: +29m}]
  expect: [{time: +0s, n: 1}, {time: +15m, n: 2}]
  ordered: false
"""
    assert run(sql, examples) == [None, None]


def test_a_difference_is_told(run: Run) -> None:
    (difference,) = run(
        COUNT, "- {name: a, given: [{category: auth, level: ERROR}], expect: [{category: auth, errors: 2}]}"
    )
    assert difference == 'row 1: errors: expected 2, got 1 (where category="auth")'


def test_fields_of_other_logs_are_columns_of_the_table(run: Run) -> None:
    sql = "-- fields: bytes bigint, extra.tenant text\nSELECT sum(bytes) AS bytes FROM app_logs"
    assert run(sql, "- {name: a, given: [{bytes: 5}, {bytes: 6}, {}], expect: [{bytes: 11}]}") == [None]


def test_a_query_that_fails_is_told_at_its_place(run: Run, tmp_path: Path) -> None:
    with pytest.raises(LogloomError) as caught:
        run("SELECT 1,\n  lvl FROM app_logs", "- {name: a, given: [{}], expect: []}")
    assert str(caught.value).startswith(f'{tmp_path / "q.sql"}:2:3: column "lvl" does not exist')


def test_a_query_cannot_write(run: Run) -> None:
    with pytest.raises(LogloomError, match="read-only transaction"):
        run("DELETE FROM app_logs RETURNING level", "- {name: a, given: [{}], expect: []}")


def test_examples_do_not_see_each_other(run: Run) -> None:
    sql = "SELECT count(*) AS n FROM app_logs"
    example = "- {{name: {0}, given: [{{}}], expect: [{{n: 1}}]}}\n"
    assert run(sql, example.format("a") + example.format("b")) == [None, None]
