"""A `.cwli` file as the rules see it: its header, its variables, and where a mistake is told."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from logloom import Contract

from generator.checks.engine import check_files
from generator.checks.insights_subject import InsightsSubject
from generator.checks.languages import LANGUAGES, language_of
from generator.checks.offline import check_query
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import rules
from generator.finding import Finding
from generator.languages.insights.references import Place, placed_references
from generator.queries.header import parse_header
from generator.queries.model import Query


def query(text: str, params: str = "", name: str = "case.cwli") -> Query:
    path = Path(name)
    whole = f"# params: {params}\n{text}" if params else text
    header, faults = parse_header(whole, path, marker="#")
    assert faults == []
    return Query("case", path, whole, header)


def found(contract: Contract, text: str, params: str = "") -> list[Finding]:
    return check_query(query(text, params), contract)


def errors(contract: Contract, text: str, params: str = "") -> list[tuple[str, int, int]]:
    return [
        (each.rule, each.line, each.column)
        for each in found(contract, text, params)
        if each.severity == "error"
    ]


# --- languages ---


def test_a_query_is_held_to_the_rules_of_its_language(contract: Contract) -> None:
    assert type(language_of(query("limit 1")).subject_of(query("limit 1"), contract)) is InsightsSubject
    sql = query("SELECT 1", name="case.sql")
    assert type(language_of(sql).subject_of(sql, contract)) is QuerySubject
    assert language_of(query("", name="draft.txt")) is LANGUAGES[".sql"]


def test_the_rules_of_languages_are_told_apart_by_their_names() -> None:
    assert all(rule.name.startswith("insights-") for rule in rules("insights"))
    assert not any(rule.name.startswith("insights-") for rule in rules("query"))


# --- references ---


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('filter level = "$v"', Place.TEXT),
        ("filter level = '${v:csv}'", Place.TEXT),
        ("filter level like /$v/", Place.REGEX),
        ("filter level in [$v]", Place.LIST),
        ('filter level in ["a", [[v]]]', Place.LIST),
        ("filter level in $v", Place.LIST),
        ("filter level in ['$v']", Place.TEXT),
        ("filter level in ['a'] and level = $v", Place.BARE),
        ("filter extra.$v = 1", Place.BARE),
        ("stats count(*) by bin($v)", Place.BARE),
        ("limit 5 # $v", Place.COMMENT),
        ('filter level = "$v', Place.TEXT),
        ("filter level like /$v", Place.REGEX),
    ],
)
def test_the_place_of_a_variable(text: str, place: Place) -> None:
    (placed,) = placed_references(text)
    assert placed.place is place
    assert placed.start <= placed.reference.start < placed.reference.end <= placed.end


def test_a_saved_query_is_no_variable() -> None:
    assert placed_references("$Errors(service='x') | limit 5") == ()


# --- readings ---


@pytest.mark.parametrize(
    ("text", "params", "texts"),
    [
        ('filter level = "$v"', "v=a,b,c", 1),
        ("filter level in [${v:doublequote}]", "v=a,b,c multi all", 1),
        ("filter level in [$v]", "v=a,b multi", 3),
        ('filter level = "$v"', "v=a,b multi", 2),
        ('filter level = "$v"', 'v=a,"" textbox', 2),
        ("fields extra.$v", "v=tool,reason", 2),
        ("stats count(*) by bin($__interval)", "", 1),
        ("stats count(*) by bin(${__interval_ms}ms)", "", 3),
        ("filter level = 'x'", "v=a,b", 1),
        ("# $v\nlimit 5", "v=a,b", 1),
    ],
)
def test_a_text_is_read_once_for_each_shape_that_its_variables_give_it(
    contract: Contract, text: str, params: str, texts: int
) -> None:
    subject = InsightsSubject(query(text, params), contract)
    assert len(subject.readings) == texts
    assert subject.main is subject.readings[0]


def test_a_reading_leads_back_to_the_file(contract: Contract) -> None:
    subject = InsightsSubject(
        query('filter level in [${v:doublequote}] and category = "x"', "v=a,b multi"), contract
    )
    text = subject.main.parsed.text
    assert subject.text[subject.main.source(text.index("category")) :].startswith('category = "x"')
    assert subject.text[subject.main.source(text.index('"a"')) :].startswith("${v:doublequote}")


# --- what variables put in ---


@pytest.mark.parametrize(
    ("text", "params", "place", "hint"),
    [
        ("filter category in [$v]", "v=auth,agent multi", 20, "in [${v:doublequote}]"),
        ("filter category in [${v:csv}]", "v=auth,agent multi", 20, "in [${v:doublequote}]"),
        ("filter category in $v", "v=auth,agent multi", 19, "in [${v:doublequote}]"),
        ("filter category = $v", "v=auth", 18, '"$v"'),
        ("filter category = $v and level = 'x'", 'v="" textbox', 18, '"$v"'),
        ('filter message like "$v"', 'v=a,"x""y" textbox', 21, "without quotes"),
        ("filter message like /$v/", "v=a,b/c", 21, "${v:regex}"),
    ],
)
def test_a_mistake_in_what_a_variable_puts_in_is_told_where_the_variable_stands(
    contract: Contract, text: str, params: str, place: int, hint: str
) -> None:
    faults = InsightsSubject(query(text, params), contract).faults
    (problem,) = faults["insights-variable"]
    assert problem.start == place + len(f"# params: {params}\n")
    assert "$v puts in" in problem.message
    assert hint in problem.hint
    assert set(faults) == {"insights-variable"}


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("filter category in [${v:doublequote}]", "v=auth,agent multi all"),
        ("filter category in ${v:json}", "v=auth,agent multi"),
        ('filter category = "$v"', "v=auth,it-ops"),
        ("fields extra.$v as x | sort x", "v=tool,reason"),
        ("limit $v", "v=5,10"),
        ("stats count(*) by bin($__interval)", ""),
        ("stats count(*) by bin($v)", "v=5m,1h"),
        ("filter toMillis(@timestamp) > ${__from}", ""),
        ("filter message like /${v:regex}/", "v=a/b,c"),
    ],
)
def test_variables_that_are_written_right(contract: Contract, text: str, params: str) -> None:
    assert errors(contract, text, params) == []


@pytest.mark.parametrize(
    ("text", "params", "line", "column"),
    [
        ('filter category = "$categry"', "category=auth", 2, 20),
        ('filter category = "[[categry]]"', "", 1, 20),
        ("filter category in [${categry:doublequote}]", "", 1, 21),
        ("stats count(*) by bin($bucket)", "", 1, 23),
        ("filter $__timeFilter(timestamp)", "", 1, 8),
    ],
)
def test_a_variable_that_nobody_declares(
    contract: Contract, text: str, params: str, line: int, column: int
) -> None:
    assert ("insights-undeclared-variable", line, column) in errors(contract, text, params)


@pytest.mark.parametrize(
    "text",
    [
        "limit 5 # $nobody",
        "filter message like 'costs $5'",
        r"filter message like /\$name/",
        "filter message like /x$/",
        "filter message like '$__interval'",
    ],
)
def test_a_dollar_that_is_no_variable(contract: Contract, text: str) -> None:
    rules_found = {finding.rule for finding in found(contract, text)}
    assert "insights-undeclared-variable" not in rules_found


# --- files ---


def check(path: Path, text: str, contract: Contract, cache: Path | None = None) -> list[str]:
    path.write_text(text, encoding="utf-8")
    return [f.rule for f in check_files([path], contract, postgres="off", cache_dir=cache)]


def test_a_header_declares_fields_and_excuses_rules(tmp_path: Path, contract: Contract) -> None:
    path = tmp_path / "case.cwli"
    text = "fields requestId, `x-id`, extra.other, k8s.pod.name, k8s\n"
    unknown = ["insights-unknown-field", "insights-extra-key"]
    assert set(check(path, text, contract)) >= set(unknown)
    declared = '# fields: requestId text, "x-id" text, extra.other bigint, k8s jsonb\n'
    assert check(path, declared + text, contract) == []
    excused = "".join(f"# allow: {rule} other logs\n" for rule in unknown)
    assert check(path, excused + text, contract) == []
    assert check(path, excused + "limit 5\n", contract) == ["unused-allow", "unused-allow"]
    assert check(path, "# allow: insights-nothing because\nlimit 5\n", contract) == ["unknown-allow"]


def test_a_verdict_is_kept_by_ending_and_content(tmp_path: Path, contract: Contract) -> None:
    path, cache = tmp_path / "case.cwli", tmp_path / "cache"
    first = check(path, "filter levle = 'x'", contract, cache)
    assert first == ["insights-unknown-field"]
    assert check(path, "filter levle = 'x'", contract, cache) == first
    assert check(tmp_path / "case.sql", "filter levle = 'x'", contract, cache) != first


def test_two_readings_with_one_mistake_tell_it_once(contract: Contract) -> None:
    text = "fields extra.$v, levle"
    assert errors(contract, text, "v=tool,reason") == [("insights-unknown-field", 2, 18)]


def test_what_a_rule_knows_of_a_place_comes_before_what_the_parser_says(contract: Contract) -> None:
    query_ = query("filter level = null")
    assert [finding.rule for finding in check_query(query_, contract)] == ["insights-null"]
    assert [f.rule for f in check_query(attrs.evolve(query_, text="filter level = NULL"), contract)] == [
        "insights-null"
    ]
