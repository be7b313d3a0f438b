"""Twins on a real PostgreSQL: those of the library agree on any records, and a wrong one is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import psycopg
import pytest
from logloom import Contract

from generator.checks.engine import check_files
from generator.checks.server_tiers import server_findings
from generator.checks.twin_tier import DIFFERS, REFUSED, Translated, run_translated
from generator.finding import Finding
from generator.languages.grafana.model import Variable
from generator.postgres.sampled import SAMPLE_END, create_schema, sampled_template
from generator.postgres.samples import copy_records, records
from generator.postgres.scratch import Postgres
from generator.queries.library import load_library, read_query
from generator.queries.model import Query

LIBRARY = load_library(Path(__file__).parents[2] / "queries")
TWINS = [
    Translated(twins[".cwli"], twins.get(".sql")) for twins in LIBRARY.twins.values() if ".cwli" in twins
]


@pytest.fixture(scope="module")
def sampled(postgres: Postgres, contract: Contract) -> Iterator[psycopg.Connection]:
    with postgres.database(sampled_template(postgres, contract)) as dsn, psycopg.connect(dsn) as connection:
        yield connection


def test_the_library_has_twins() -> None:
    assert len(TWINS) > 80
    assert all(twins.sql is not None for twins in TWINS)
    for twins in TWINS:
        assert twins.sql is not None
        assert twins.query.header.params == twins.sql.header.params
        assert twins.query.header.format == twins.sql.header.format


def test_the_twins_of_the_library_agree_on_any_records(postgres: Postgres, contract: Contract) -> None:
    seed = 77

    def fill(connection: psycopg.Connection) -> None:
        create_schema(connection, contract)
        copy_records(connection, contract, records(contract, seed=seed, rows=900, days=0.1, end=SAMPLE_END))

    template = postgres.template(f"twins {contract.digest} {seed}", fill)
    with postgres.database(template) as dsn, psycopg.connect(dsn) as connection:
        typed = {
            "trace": _most_frequent(connection, "trace_id"),
            "user": _most_frequent(connection, "user_id::text"),
        }
        pairs = [Translated(_typing(each.query, typed), _typing_sql(each, typed)) for each in TWINS]
        found = run_translated(connection, pairs, contract)
    assert _told(found) == ""


def _most_frequent(connection: psycopg.Connection, column: str) -> str:
    statement = (
        f"SELECT {column} FROM app_logs WHERE trace_id IS NOT NULL AND user_id IS NOT NULL "
        f"GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    )
    row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return str(row[0])


def _typing(query: Query, typed: Mapping[str, str]) -> Query:
    """The query whose viewers type what is in the records, into the boxes for a trace and a user."""

    def also(variable: Variable) -> Variable:
        if variable.name not in typed:
            return variable
        return attrs.evolve(variable, values=(*variable.values, typed[variable.name]))

    header = attrs.evolve(query.header, params=tuple(map(also, query.header.params)))
    return attrs.evolve(query, header=header)


def _typing_sql(twins: Translated, typed: Mapping[str, str]) -> Query | None:
    return None if twins.sql is None else _typing(twins.sql, typed)


def _told(found: Mapping[Path, list[Finding]]) -> str:
    return "\n\n".join(
        f"{finding.path} [{finding.rule}] {finding.message}" for each in found.values() for finding in each
    )


WRONG = [
    # query, what stands there, what is put in its place, what is told
    ("errors/over_time", '["ERROR", "CRITICAL"]', '["ERROR"]', "row 1 is missing"),
    ("errors/by_category", "  and category in [${category:doublequote}]\n", "", "not expected: category="),
    ("volume/by_level_over_time", "bin($__interval)", "bin(5m)", "time"),
    ("volume/by_category_over_time", "bin($__interval)", "bin(1ms)", "time"),
    ("agent/tool_use", "pct(extra.duration_ms, 95)", "pct(extra.duration_ms, 90)", "p95_ms: expected"),
    ("errors/impact", "count_distinct(user_id)", "count(user_id)", "users: expected"),
    ("traces/with_errors", "earliest(message)", "latest(message)", "first_error: expected"),
    ("errors/recent", "limit 200", "limit 2", "is missing"),
    ("records/recent", "sort @timestamp desc", "sort @timestamp asc", "another order"),
    ("volume/by_level", "sort records desc", "sort records", "another order"),
    ("users/summary", "count(*) as records", "count(*) as lines", "expected the columns"),
    ("http/error_share_over_time", "< 600", "< 501", "error_share: expected"),
    ("traces/with_errors", '", agent"', '", agant"', "categories: expected"),
    ("volume/over_time", "tolower(@message", "tolower(logger", "q = timeout"),
    ("pipeline/arrivals_over_time", "@ingestionTime", "@timestamp", "records: expected"),
    ("alerts/error_share", "600000", "900000", "time"),
]


@pytest.mark.parametrize(("name", "right", "wrong", "told"), WRONG, ids=lambda value: value[:40])
def test_a_wrong_twin_is_told_with_the_rows_that_differ(
    name: str, right: str, wrong: str, told: str, sampled: psycopg.Connection, contract: Contract
) -> None:
    query = LIBRARY.twins[name][".cwli"]
    assert right in query.text
    changed = attrs.evolve(query, text=query.text.replace(right, wrong))
    found = run_translated(sampled, [Translated(changed, LIBRARY.twins[name][".sql"])], contract)
    (finding,) = found[query.path]
    assert finding.rule == DIFFERS
    assert finding.message.startswith(f"returns other rows than {Path(name).name}.sql over ")
    assert told in finding.message


COUNT = "SELECT count(*) AS turns FROM app_logs WHERE $__timeFilter(timestamp) AND message ILIKE '%turn%'\n"
LEVELS = (
    "SELECT count(*) AS records, string_agg(DISTINCT level, ', ') AS levels\n"
    "FROM app_logs WHERE $__timeFilter(timestamp)\n"
)
EXAMPLES = """
- name: in any case
  given: [{message: A turn}, {message: A Turn}]
  expect: [{turns: 2}]
- name: nothing is a zero in SQL and no row in Logs Insights
  given: [{message: A walk}]
  expect: [{turns: 0}]
"""
FILES = {
    "case.sql": COUNT,
    "case.cwli": '# format: table\nfilter message like "turn"\n| stats count(*) as turns\n',
    "alike.sql": COUNT,
    "alike.cwli": "# format: table\nfilter message like /(?i)turn/\n| stats count(*) as turns\n",
    "alike.test.yaml": EXAMPLES,
    "example.sql": COUNT,
    "example.cwli": "# format: table\n"
    "filter message like /(?i)turn/ and message not like /^A [tT]/\n| stats count(*) as turns\n",
    "example.test.yaml": EXAMPLES,
    "wrong.sql": COUNT.replace("message", "mesage"),
    "wrong.cwli": "# format: table\nstats count(*) as turns\n",
    "shapes.cwli": "# format: table\npattern @message\n| sort @sampleCount desc\n",
    "alone.cwli": "# format: table\nstats count(*) as n by level\n",
    "fewer.sql": LEVELS,
    "fewer.cwli": "# format: table\n# columns: records bigint\nstats count(*) as records\n",
    "fewer.test.yaml": "- name: counts\n  given: [{level: INFO}]\n  expect: [{records: 1, levels: INFO}]\n",
    "untrue.cwli": "# format: table\n# columns: level text, count bigint\nstats count(*) as n by level\n",
    "more.sql": "SELECT count(*) AS records FROM app_logs WHERE $__timeFilter(timestamp)\n",
    "more.cwli": "# format: table\n# params: level=INFO,ERROR multi all\n"
    'filter level in [${level:doublequote}] or level != ""\n| stats count(*) as records\n',
    "unsaid.sql": LEVELS,
    "unsaid.cwli": "# format: table\nstats count(*) as records\n",
}


@attrs.frozen
class Checked:
    """What checking FILES has said, by the name of the file, and which of them were not run."""

    findings: Mapping[str, Sequence[Finding]]
    not_run: Mapping[str, str]

    def rules(self, name: str) -> list[str]:
        return [finding.rule for finding in self.findings.get(name, ())]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, contract: Contract, postgres: Postgres) -> Checked:
    folder = tmp_path_factory.mktemp("twins")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    not_run: dict[Path, str] = {}
    findings: dict[str, list[Finding]] = {}
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        for finding in check_files([folder], contract, postgres=dsn, not_run=not_run.__setitem__):
            findings.setdefault(finding.path.name, []).append(finding)
    return Checked(findings, {path.name: reason for path, reason in not_run.items()})


def test_twins_that_agree_are_passed_over_with_their_examples(checked: Checked) -> None:
    assert not {"alike.cwli", "alike.sql", "alike.test.yaml"} & checked.findings.keys()


def test_twins_that_differ_are_told_at_the_one_that_is_translated(checked: Checked) -> None:
    assert checked.rules("case.cwli") == [DIFFERS]
    assert "turns: expected" in checked.findings["case.cwli"][0].message
    assert "case.sql" not in checked.findings


def test_an_example_that_only_one_twin_fulfils_is_told(checked: Checked) -> None:
    # Alike on the samples, and not on the example.
    assert checked.rules("example.cwli") == []
    (finding,) = checked.findings["example.test.yaml"]
    assert "in any case, example.cwli: expected 1 row, got 0 rows" in finding.message


def test_a_twin_is_not_held_against_sql_that_is_wrong_itself(checked: Checked) -> None:
    assert checked.rules("wrong.sql")
    assert checked.rules("wrong.cwli") == []


def test_what_cannot_be_run_is_said_to_be_checked_only(checked: Checked) -> None:
    assert checked.rules("shapes.cwli") == []
    assert checked.not_run.keys() == {"shapes.cwli"}
    assert "pattern" in checked.not_run["shapes.cwli"]


def test_a_query_without_a_twin_is_run_all_the_same(checked: Checked) -> None:
    assert checked.rules("alone.cwli") == []


def test_a_twin_may_have_fewer_columns_than_its_sql_if_it_says_which(checked: Checked) -> None:
    assert checked.rules("fewer.cwli") == []
    assert checked.rules("fewer.test.yaml") == []
    (finding,) = checked.findings["unsaid.cwli"]
    assert "expected the columns records, levels, got records" in finding.message


def test_the_columns_that_a_header_declares_are_held_against_the_result(checked: Checked) -> None:
    (finding,) = checked.findings["untrue.cwli"]
    assert finding.message == "the header has the columns level, count, and the result level, n"


def test_a_twin_may_have_a_variable_of_its_own(checked: Checked) -> None:
    assert checked.rules("more.cwli") == []


def test_the_sql_beside_a_twin_is_read_although_it_is_not_named(
    tmp_path: Path, contract: Contract, postgres: Postgres
) -> None:
    for name in ("case.sql", "case.cwli"):
        (tmp_path / name).write_text(FILES[name])
    query, _ = read_query(tmp_path / "case.cwli")
    assert query is not None
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        found = server_findings([query], contract, dsn, lambda _: None)
    assert [finding.rule for finding in found[query.path]] == [DIFFERS]


def test_a_translation_that_fails_is_told(sampled: psycopg.Connection, contract: Contract) -> None:
    query, _ = read_query(LIBRARY.twins["errors/impact"][".cwli"].path)
    assert query is not None
    broken = attrs.evolve(query, text=query.text.replace("stats", "stats count((*) as n,"))
    (finding,) = run_translated(sampled, [Translated(broken)], contract)[query.path]
    assert finding.rule == REFUSED
    assert finding.line > 0


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ("requestParameters.userName text", "filter requestParameters.userName = 'a'"),
        ("tags text", "filter tags[0] = 'a' or tags.name.first = 'b'"),
        ("tags jsonb", "filter tags[0] = 'a' or tags.name.first = 'b'"),
        (", ".join(f"f{n} text" for n in range(120)), "filter @message like 'a' and f7 = 'b'"),
        ("extra.step text", "filter extra.step = 'a' or extra.step.name = 'b'"),
        ("`log.io/name` text", "filter `log.io/name` = 'a'"),
    ],
)
def test_a_field_of_other_logs_can_be_read_by_its_dotted_path(
    fields: str, text: str, tmp_path: Path, contract: Contract, postgres: Postgres
) -> None:
    (tmp_path / "case.cwli").write_text(
        f"# title: T\n# format: table\n# fields: {fields}\n{text} | limit 3\n"
    )
    query, problems = read_query(tmp_path / "case.cwli")
    assert query is not None
    with postgres.database(sampled_template(postgres, contract)) as dsn:
        found = server_findings([query], contract, dsn, lambda _: None)
    assert (found[query.path], problems) == ([], [])
