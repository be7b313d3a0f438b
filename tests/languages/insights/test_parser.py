"""What is read of a query, and what is told where nothing can be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from generator.languages.insights import tree
from generator.languages.insights.catalog import COMMANDS, FUNCTIONS
from generator.languages.insights.parser import FAULT_RULES, parse
from generator.languages.insights.parser.operands import MAX_DEPTH
from tests import shared
from tests.languages.insights.sound import check, shown

HERE = Path(__file__).parent
T = TypeVar("T", bound=tree.Node)


def load(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return loaded


DOCUMENTED = load("corpus/documented.yaml")
PUBLISHED = load("corpus/published.yaml")
MISTAKES = load("mistakes.yaml")


def only(text: str, kind: type[T]) -> T:
    """The one command of a query that has no fault."""
    parsed = parse(text)
    assert not parsed.faults
    (command,) = parsed.pipeline.commands
    assert isinstance(command, kind)
    return command


def condition(text: str) -> str:
    return shown(only(f"filter {text}", tree.Filter).condition)


# --- whole queries ---


@pytest.mark.parametrize("entry", DOCUMENTED + PUBLISHED, ids=lambda entry: entry["query"].split("\n")[0])
def test_a_query_as_documented_or_published_is_read(entry: dict[str, Any]) -> None:
    assert check(entry["query"]).faults == ()


def test_the_corpus_is_as_large_as_it_is_said_to_be() -> None:
    assert len(DOCUMENTED) >= 100
    assert len(PUBLISHED) >= 100


def test_the_corpus_has_every_command_and_every_function() -> None:
    nodes = [node for entry in DOCUMENTED + PUBLISHED for node in tree.walk(parse(entry["query"]).pipeline)]
    commands = {
        COMMANDS[node.word].name for node in nodes if isinstance(node, tree.Command) and node.word in COMMANDS
    }
    functions = {
        FUNCTIONS[node.name].name for node in nodes if isinstance(node, tree.Call) and node.name in FUNCTIONS
    }
    # tail is in no documentation and in no sample that was found.
    assert {command.name for command in COMMANDS.values()} - commands == {"tail"}
    assert {function.name for function in FUNCTIONS.values()} - functions == set()


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and what they enclose."""
    spans: list[tuple[int, int]] = []
    plain, start = "", 0
    for character in text:
        if character == "«":
            start = len(plain)
        elif character == "»":
            spans.append((start, len(plain)))
        else:
            plain += character
    return plain, spans


@pytest.mark.parametrize("entry", MISTAKES, ids=lambda entry: entry["query"])
def test_a_mistake_is_told_at_its_place_and_in_words(entry: dict[str, Any]) -> None:
    text, spans = marked(entry["query"])
    faults = check(text).faults
    assert [(fault.start, fault.end) for fault in faults] == spans
    assert entry["says"] in f"{faults[0].message} | {faults[0].hint}"
    assert faults[0].rule == entry.get("rule", "insights-syntax")


def test_the_mistakes_break_every_rule_but_that_of_depth() -> None:
    broken = {entry.get("rule", "insights-syntax") for entry in MISTAKES}
    assert broken == set(FAULT_RULES) - {"insights-too-deep"}


@shared.needs_shared
def test_the_cases_have_no_fault_but_where_they_say_so() -> None:
    cases = yaml.safe_load((shared.CASES / "insights.yaml").read_text(encoding="utf-8"))
    for case in cases:
        text = case["query"]
        places = [_offset(text, place) for place in (case["where"], *case.get("also", [])) if place]
        until = _offset(text, case["until"]) if case.get("until") else None
        for fault in check(text).faults:
            assert places, (case["id"], fault)
            inside = places[0] <= fault.start and (until is None or fault.start < until)
            assert inside or fault.start in places[1:], (case["id"], fault)


def _offset(text: str, place: str) -> int:
    line, column = map(int, place.split(":"))
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column - 1


# --- expressions ---


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1 or b = 2 and not c = 3", "(or (= a 1) (and (= b 2) (not (= c 3))))"),
        ("a = 1 and b = 2 and c = 3", "(and (= a 1) (= b 2) (= c 3))"),
        ("(a or b) and c", "(and <(or a b)> c)"),
        ("!ispresent(a) or !b", "(or (not ispresent(a)) (not b))"),
        ("not a = b", "(not (= a b))"),
        ("not not a", "(not (not a))"),
        ("a + b * c - d > 2 ^ 3", "(> (+ - a (* b c) d) (^ 2 3))"),
        ("a * b / c % d = 1", "(= (* / % a b c d) 1)"),
        ("-a * 2 < -1", "(< (* (neg a) 2) (neg 1))"),
        ("2 ^ -a = 3 - -2", "(= (^ 2 (neg a)) (- 3 (neg 2)))"),
        ("a in [1, 'x'] and b not in [c]", "(and (in a [1, 'x']) (not in b [c]))"),
        ("a + 1 in [2]", "(in (+ a 1) [2])"),
        ("a like 'x' or a not like /y/ or a =~ /z/", "(or (like a 'x') (not like a /y/) (=~ a /z/))"),
        ("a == 1 and b != 2 and c <= 3", "(and (== a 1) (!= b 2) (<= c 3))"),
        ("a/b/c = 1", "(= (/ / a b c) 1)"),
        ("f(a, g(), *) = count(*)", "(= f(a, g(), *) count(*))"),
        ("jsonParse(a).b.c[0] = 1", "(= jsonParse(a).b.c.0 1)"),
        ("(jsonParse(a)).`b c` = 1", "(= <jsonParse(a)>.b c 1)"),
        ("a = true or b = NULL", "(or (= a true) (= b null))"),
        ("a = $x and b in $y and c = {{z}}", "(and (= a $x) (in b [$y]) (= c {{z}}))"),
        ("bin(5M) = datefloor(@timestamp, 1h)", "(= bin(5m) datefloor(@timestamp, 1h))"),
    ],
)
def test_operators_bind_as_documented(text: str, expected: str) -> None:
    assert condition(text) == expected


@pytest.mark.parametrize(
    ("text", "path", "quoted"),
    [
        ("level", ("level",), False),
        ("@timestamp", ("@timestamp",), False),
        ("@@level", ("@@level",), False),
        ("a.items.0.id", ("a", "items", "0", "id"), False),
        ("users[1].name", ("users", "1", "name"), False),
        ("m[0][12]", ("m", "0", "12"), False),
        ("`detail-type`", ("detail-type",), True),
        ("`a.b`", ("a.b",), True),
        ("record.`user.id`", ("record", "user.id"), True),
        ("a.`b c`.d[2].`e`", ("a", "b c", "d", "2", "e"), True),
        ("5xx", ("5xx",), False),
        ("größe", ("größe",), False),
        ("limit", ("limit",), False),
        ("stats.rows", ("stats", "rows"), False),
    ],
)
def test_a_field_is_its_path(text: str, path: tuple[str, ...], quoted: bool) -> None:
    (item,) = only(f"fields {text}", tree.Fields).items
    assert isinstance(item.expression, tree.Field)
    assert (item.expression.path, item.expression.quoted) == (path, quoted)


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("'a \"b\"'", 'a "b"'),
        (r'"a \"b\""', 'a "b"'),
        (r"'it\'s'", "it's"),
        (r'"a\\b"', "a\\b"),
        (r'"a\nb\tc"', "a\nb\tc"),
        (r'"\d+\.\w"', r"\d+\.\w"),
        ('"%x_"', "%x_"),
        ('""', ""),
    ],
)
def test_a_string_is_what_it_stands_for(literal: str, value: str) -> None:
    assert condition(f"a = {literal}") == f"(= a {value!r})"


# --- commands ---


def test_parse_takes_its_source_or_none() -> None:
    command = only('parse @message "* - *" as @user, rest', tree.Parse)
    assert (command.source and shown(command.source), shown(command.pattern)) == ("@message", "'* - *'")
    assert [name.text for name in command.names] == ["@user", "rest"]
    command = only("parse '[*] *' as a, b", tree.Parse)
    assert command.source is None
    command = only("parse tolower(a) /x(?<n>y)/", tree.Parse)
    assert command.source is not None
    assert (shown(command.source), shown(command.pattern), command.names) == ("tolower(a)", "/x(?<n>y)/", ())


def test_parse_of_many_matches_tells_its_groups() -> None:
    text = r"parse @message /(?<ip>\d+) (?P<port>\d+)/ multi"
    command = only(text, tree.Other)
    assert [(name.text, text[name.start : name.end]) for name in command.names] == [
        ("ip", "ip"),
        ("port", "port"),
    ]


def test_stats_parts_aggregates_from_keys() -> None:
    command = only("stats count(*) as n, sum(a)/2 by bin(5m) as t, level offset 1h", tree.Stats)
    assert list(map(shown, command.aggregates)) == ["count(*) as n", "(/ sum(a) 2)"]
    assert list(map(shown, command.keys)) == ["bin(5m) as t", "level"]
    assert command.by is not None
    assert command.offset is not None
    assert shown(command.offset) == "1h"


def test_sort_keeps_each_direction() -> None:
    keys = only("sort by a, b desc, count(*) ASC", tree.Sort).keys
    assert [(shown(key.expression), key.descending) for key in keys] == [
        ("a", False),
        ("b", True),
        ("count(*)", False),
    ]


def test_limit_may_be_any_or_a_variable() -> None:
    command = only("limit any 20", tree.Limit)
    assert command.count is not None
    assert (command.count.text, command.any) == ("20", True)
    assert only("limit $most", tree.Limit).count is None


def test_a_subquery_is_a_pipeline_of_its_own() -> None:
    command = only("filter a in (SOURCE 'x' | filter b = 1 | fields c)", tree.Filter)
    assert isinstance(command.condition, tree.Membership)
    assert isinstance(command.condition.members, tree.Subquery)
    inner = command.condition.members.pipeline
    assert [each.word for each in inner.commands] == ["source", "filter", "fields"]
    assert len(inner.pipes) == 2


def test_a_field_named_source_opens_no_subquery() -> None:
    assert condition("ispresent(source) and (source = 1) and (source in [2])") == (
        "(and ispresent(source) <(= source 1)> <(in source [2])>)"
    )


def test_join_has_both_sides() -> None:
    command = only("join type=left left=a right=b where a.x = b.y (SOURCE 'lg')", tree.Join)
    assert [(name.text, value.text) for name, value in command.options] == [
        ("type", "left"),
        ("left", "a"),
        ("right", "b"),
    ]
    assert command.condition is not None
    assert shown(command.condition) == "(= a.x b.y)"
    assert command.right is not None


def test_lookup_tells_what_it_adds() -> None:
    command = only("lookup people id as user, team OUTPUT name, mail as address", tree.Lookup)
    assert command.table.text == "people"
    assert list(map(shown, command.keys)) == ["id as user", "team"]
    assert [name.text for name in command.outputs] == ["name", "address"]


def test_a_saved_query_has_its_values() -> None:
    command = only('$`Refusals By Level`(level = "WARN", most = 3)', tree.SavedQuery)
    assert [(name.text, shown(value)) for name, value in command.arguments] == [
        ("level", "'WARN'"),
        ("most", "3"),
    ]


@pytest.mark.parametrize(
    ("text", "arguments", "names"),
    [
        ("accum bytes AS so_far", ["bytes"], ["so_far"]),
        ("autoregress bytes AS b p=1-4", ["bytes", "p:(- 1 4)"], ["b"]),
        ("sessionize a, b maxspan 1h as s", ["a", "b", "maxspan:1h"], ["s"]),
        ("fillmissing with 0 for a, 'x' for b", ["with:0", "for:a", "'x'", "for:b"], []),
        ("filldown host cpu*", ["host", "cpu*"], []),
        ("outlier action=remove param=3.0 a b", ["action:remove", "param:3.0", "a", "b"], []),
        ("relevantfields a, b where c > 4", ["a", "b", "where:(> c 4)"], []),
        ("parse @message logfmt as kv", ["@message", "logfmt"], ["kv"]),
        ("parse csv as a, b", ["csv"], ["a", "b"]),
        ('json field=payload "user.name" as u', ["field:payload", "'user.name'"], ["u"]),
        ("logcompare timeshift 7d", ["timeshift:7d"], []),
        ("estimate", [], []),
    ],
)
def test_other_commands_are_kept_as_they_were_read(text: str, arguments: list[str], names: list[str]) -> None:
    command = only(text, tree.Other)
    assert list(map(shown, command.arguments)) == arguments
    assert [name.text for name in command.names] == names


def test_comments_and_pipes_keep_their_places() -> None:
    text = "# a\nfields x # b\n| limit 3"
    parsed = parse(text)
    assert [(text[each.start : each.end], each.text) for each in parsed.comments] == [
        ("# a", " a"),
        ("# b", " b"),
    ]
    assert [text[pipe] for pipe in parsed.pipeline.pipes] == ["|"]


# --- mistakes ---


def test_what_stands_around_a_mistake_is_read_all_the_same() -> None:
    parsed = parse("fields a | filtre b = 1 | stats count(*) by c")
    assert [type(command) for command in parsed.pipeline.commands] == [
        tree.Fields,
        tree.Unreadable,
        tree.Stats,
    ]


def test_a_mistake_that_leaves_a_meaning_leaves_the_command() -> None:
    parsed = parse("filter a in ('x', 'y')")
    assert len(parsed.faults) == 1
    (command,) = parsed.pipeline.commands
    assert isinstance(command, tree.Filter)
    assert shown(command.condition) == "(in a ['x', 'y'])"


# --- depth ---


@pytest.mark.parametrize(
    "wrap",
    [lambda n: "(" * n + "a" + ")" * n, lambda n: "f(" * n + "a" + ")" * n, lambda n: "not " * n + "a"],
)
def test_nesting_is_limited_in_words(wrap: Callable[[int], str]) -> None:
    assert check(f"filter {wrap(MAX_DEPTH - 1)}").faults == ()
    (fault,) = check(f"filter {wrap(MAX_DEPTH * 100)}").faults
    assert fault.rule == "insights-too-deep"


def test_a_chain_is_as_long_as_one_likes() -> None:
    for operator in ("and", "or", "+", "*", "^"):
        text = "filter a" + f" {operator} a" * 1_500
        assert check(text).faults == ()


HEADS = (
    "",
    "filter ",
    "fields ",
    "parse ",
    "stats count(*) by ",
    "SOURCE ",
    "lookup ",
    "filter a in (SOURCE ",
)
PIECES = (
    *"([{\"'`/\\|,.-!#$@:;=9",
    *(
        "a.",
        "a[",
        "f(",
        "(a ",
        "a,b",
        "a=b",
        "a|b ",
        "a-b",
        "a[1]",
        "a^-",
        "a=1and ",
        "](",
        ").a",
        "1.1.",
        "in[",
    ),
    *("not ", "in ", "like ", "by ", "as ", "and ", "(SOURCE ", "${", "${a}", "{{", "$`", "a like /"),
    *('"\n', "`\n", "/\n", '\\"\n', "a\\/\n", "/a\nb", '"a\nb', "#\n", "#\n/", "fields a\n"),
)


@pytest.mark.parametrize("piece", PIECES)
def test_what_is_repeated_over_and_over_is_read_too(piece: str) -> None:
    for head in HEADS:
        check(head + piece * 150)
    check((piece * 4_000)[:4_000])
