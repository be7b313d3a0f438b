"""What is found in alert rules, policies and contact points: a right project with one thing spoilt."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from generator.checks.engine import OFF, check_project
from generator.finding import Finding, Severity
from generator.project import load_project
from tests.contracts import write_contract

ROOT = Path(__file__).parents[3]

BY_CATEGORY = """\
-- title: Errors by category
SELECT category, count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY category
"""
OVER_TIME = """\
-- format: time_series
SELECT $__timeGroupAlias(timestamp, '1m'), category, count(*) AS n
FROM app_logs WHERE $__timeFilter(timestamp) GROUP BY 1, 2 ORDER BY 1
"""
BOARD = """\
from generator import panels as p


def dashboard(logs):
    return p.dashboard("Errors", [[p.stat(logs.query("by_category"), title="By category")]], uid="errors")
"""
ALERTS = """\
from generator import alerting as a


def alert_rules(logs):
    return [
        a.group(
            "Errors",
            [
                a.rule(**{**RIGHT(logs), SPOILT}),
                MORE
            ],
            interval=INTERVAL,
        ),
    ]


def RIGHT(logs):
    return {
        "title": "Many errors",
        "uid": "many-errors",
        "query": logs.query("by_category"),
        "expressions": [a.threshold("A", ">", 10)],
        "for_": "5m",
        "labels": {"severity": "critical"},
        "summary": "{{ $values.A.Value }} errors of {{ $labels.category }}",
        "runbook": "page.md",
        "panel": a.PanelLink("errors", "By category"),
        "notification": a.notification_settings("On call", mute_timings=["nights"]),
    }
"""
NOTIFICATIONS = """\
from generator import alerting as a

CONTACT_POINTS = [
    a.contact_point("On call", a.slack(uid="on-call", url=a.env("SLACK"), text='{{ template "ours" . }}')),
    a.contact_point("Team", a.email(uid="team", addresses=["team@example.org"])),
]
MUTE_TIMINGS = [a.mute_timing("nights", [a.time_interval(times=["20:00-24:00"])])]
MESSAGE_TEMPLATES = [a.message_template("texts", '{{ define "ours" }}Look!{{ end }}')]
NOTIFICATION_POLICY = a.policy(
    "Team",
    whole_tree=True,
    routes=[a.route("On call", matchers=["severity = critical"], mute_timings=["nights"])],
)
"""
ALERTS_LINE = ALERTS.splitlines().index("                a.rule(**{**RIGHT(logs), SPOILT}),") + 1
GROUP_LINE = ALERTS_LINE - 3


@attrs.frozen
class Files:
    """The texts of a project whose alerts are right, and what one test makes of them."""

    spoilt: str = ""
    more: str = ""
    interval: str = "1m"
    notifications: str = NOTIFICATIONS

    def findings(self, folder: Path) -> list[Finding]:
        folder.mkdir(exist_ok=True)
        write_contract(folder)
        for below in ("queries", "dashboards", "docs/runbooks"):
            (folder / below).mkdir(parents=True)
        alerts = ALERTS.replace("SPOILT", self.spoilt).replace("MORE", self.more)
        texts = {
            "queries/by_category.sql": BY_CATEGORY,
            "queries/over_time.sql": OVER_TIME,
            "queries/by_logger.sql": BY_CATEGORY.replace("category", "logger"),
            "queries/total.sql": BY_CATEGORY.replace("category, ", "").replace("GROUP BY category", ""),
            "dashboards/board.py": BOARD,
            "dashboards/alerts.py": alerts.replace("INTERVAL", repr(self.interval)),
            "dashboards/notifications.py": self.notifications,
            "docs/runbooks/page.md": "What to do.\n",
        }
        for path, text in texts.items():
            (folder / path).write_text(text, encoding="utf-8")
        found = check_project(load_project(folder), postgres=OFF)
        about = {"alerts.py", "notifications.py", "by_category.sql", "over_time.sql"}
        return [finding for finding in found if finding.path.name in about]


def test_a_right_project_has_no_finding(tmp_path: Path) -> None:
    assert Files().findings(tmp_path) == []


SERIES = """\
"query": logs.query("over_time"), "expressions": [a.reduce("A", "last"), a.threshold("B", ">", 10)], \
"summary": "{{ $values.B.Value }}"\
"""

WRONG_RULES = [
    ('"summary": ""', "alert-summary", Severity.WARNING),
    ('"runbook": ""', "alert-runbook", Severity.WARNING),
    ('"runbook": "pages.md"', "alert-runbook", Severity.ERROR),
    (
        '"runbook": "https://example.com/code-monet/docs/runbooks/gone.md"',
        "alert-runbook",
        Severity.ERROR,
    ),
    ('"panel": a.PanelLink("errors", "By levels")', "alert-panel", Severity.ERROR),
    ('"panel": a.PanelLink("error", "By category")', "alert-panel", Severity.ERROR),
    ('"notification": a.notification_settings("On-call")', "alert-notification", Severity.ERROR),
    (
        '"notification": a.notification_settings("Team", mute_timings=["night"])',
        "alert-notification",
        Severity.ERROR,
    ),
    (
        '"notification": a.notification_settings("Team", active_timings=["days"])',
        "alert-notification",
        Severity.ERROR,
    ),
    ('"labels": {"count": "{{ $value }}"}', "alert-label-value", Severity.ERROR),
    ('"labels": {"count": "{{ $values.A.Value }}"}', "alert-label-value", Severity.ERROR),
    ('"labels": {"count": "{{ printf \\"%.0f\\" $values.A.Value }}"}', "alert-label-value", Severity.ERROR),
    ('"labels": {"count": "{{ $values.A }}"}, "for_": "0s"', "alert-label-value", Severity.WARNING),
    (
        '"labels": {"count": "{{ $n := $values.A.Value }}{{ if gt $n 5.0 }}{{ $n }}{{ end }}"}',
        "alert-label-value",
        Severity.ERROR,
    ),
    ('"summary": "{{ $labels.level }} fails"', "alert-template", Severity.WARNING),
    ('"summary": "{{ index $labels \\"level\\" }} fails"', "alert-template", Severity.WARNING),
    ('"summary": "{{ $values.Z.Value }} errors"', "alert-template", Severity.ERROR),
    ('"summary": "{{ $labels.category "', "alert-template", Severity.ERROR),
    ('"summary": "{{ if $labels.category }}fails"', "alert-template", Severity.ERROR),
    ('"summary": "{{ humanise $values.A.Value }}"', "alert-template", Severity.ERROR),
    ('"summary": "{{ if gt $values.A.Value 10 }}many{{ end }}"', "alert-template", Severity.ERROR),
    ('"summary": "{{ if and true (le 10 .Values.A.Value) }}many{{ end }}"', "alert-template", Severity.ERROR),
    (f"{SERIES.replace('B.Value', 'A.Value')}", "alert-template", Severity.ERROR),
    ('"for_": "30s"', "alert-pending", Severity.WARNING),
    ('"keep_firing_for": "90s"', "alert-pending", Severity.WARNING),
    ('"allow": {"alert-sumary": "a reason"}', "unknown-allow", Severity.ERROR),
    ('"allow": {"alert-summary": "a reason"}', "unused-allow", Severity.ERROR),
    ('"summary": "", "allow": {"alert-summary": " "}', "unused-allow", Severity.ERROR),
    ('"runbook": "docs/runbooks/page.md"', "alert-runbook", Severity.ERROR),
    ('"runbook": "../../contract.toml"', "alert-runbook", Severity.ERROR),
    ('"labels": {"category": "all"}', "alert-hidden-label", Severity.ERROR),
    (
        '"expressions": [a.resample("A", "1m"), a.reduce("B"), a.threshold("C", ">", 10)]',
        "alert-resample",
        Severity.ERROR,
    ),
    (
        '"query": [logs.query("by_category"), logs.query("by_logger")], '
        '"expressions": [a.math("$A / $B"), a.threshold("C", ">", 0.5)], '
        '"summary": "{{ $values.A.Value }}"',
        "alert-formula-labels",
        Severity.WARNING,
    ),
    ('"expressions": [a.threshold("A", ">", 5, recovery=("<", 10))]', "alert-recovery", Severity.ERROR),
    ('"expressions": [a.threshold("A", ">=", 5, recovery=("<=", 5))]', "alert-recovery", Severity.ERROR),
    ('"expressions": [a.threshold("A", ">", 5, recovery=(">", 9))]', "alert-recovery", Severity.ERROR),
    (
        '"expressions": [a.threshold("A", "within", 5, 9, recovery=("outside", 6, 8))]',
        "alert-recovery",
        Severity.ERROR,
    ),
]


@pytest.mark.parametrize(("spoilt", "rule", "severity"), WRONG_RULES, ids=[each[0] for each in WRONG_RULES])
def test_a_mistake_is_found_at_the_line_of_its_rule(
    spoilt: str, rule: str, severity: Severity, tmp_path: Path
) -> None:
    found = [each for each in Files(spoilt).findings(tmp_path) if not each.rule.startswith("unused-not")]
    assert [(each.rule, each.severity, each.path.name, each.line) for each in found] == [
        (rule, severity, "alerts.py", ALERTS_LINE)
    ]
    assert "rule 'Many errors'" in found[0].message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{{ humanise $values.A.Value }}", "did you mean humanize?"),
        ("{{ labels.category }}", "did you mean $labels?"),
        ("{{ $labels.category ", ""),
    ],
)
def test_a_name_that_no_template_knows_has_a_hint(text: str, hint: str, tmp_path: Path) -> None:
    (found,) = Files(f'"summary": {text!r}').findings(tmp_path)
    assert (found.rule, found.hint) == ("alert-template", hint)


RIGHT_RULES = [
    '"runbook": "https://wiki.example.org/errors"',
    '"runbook": "page.md#first"',
    '"labels": {"severity": "{{ if gt $values.A.Value 90.0 }}critical{{ else }}warning{{ end }}"}',
    '"labels": {"where": "{{ $labels.category }}"}',
    '"labels": {"category": "{{ $labels.category | toUpper }}"}',
    '"summary": "{{ if gt (len $labels) 2 }}{{ if gt $values.A.Value 10.0 }}many{{ end }}{{ end }}"',
    f'{SERIES}, "expressions": [a.resample("A", "1m"), a.reduce("B"), a.threshold("C", ">", 10)], '
    '"summary": "{{ $values.C.Value }}"',
    '"query": [logs.query("by_category"), logs.query("total")], '
    '"expressions": [a.math("$A / $B"), a.threshold("C", ">", 0.5)], "summary": "{{ $labels.category }}"',
    '"summary": "{{ with $values }}{{ .A }}{{ end }} of {{ $labels }}, {{ $labels.alertname }}"',
    '"summary": "{{ range $name, $value := $labels }}{{ $name }}={{ $value }} {{ end }}"',
    SERIES,
    '"notification": a.notification_settings("grafana-default-email")',
    '"for_": "0s", "keep_firing_for": "10m"',
    '"expressions": [a.threshold("A", ">", 5, recovery=("<", 5))]',
    '"expressions": [a.threshold("A", ">", 5, recovery=("<=", 5))]',
    '"expressions": [a.threshold("A", "within", 5, 9, recovery=("outside_included", 5, 9))]',
    '"runbook": "", "allow": {"alert-runbook": "it explains itself"}',
]


@pytest.mark.parametrize("spoilt", RIGHT_RULES)
def test_what_is_right_is_left_alone(spoilt: str, tmp_path: Path) -> None:
    found = [each for each in Files(spoilt).findings(tmp_path) if each.rule != "unused-notification"]
    assert found == []


def test_an_exception_of_a_rule_excuses_a_mistake_in_its_query(tmp_path: Path) -> None:
    spoilt = '"expressions": [a.threshold("A", "<", 1)]'
    (found,) = Files(spoilt).findings(tmp_path / "without")
    assert (found.rule, found.path.name, found.line) == ("alert-vanishing", "by_category.sql", 2)
    allowed = f'{spoilt}, "allow": {{"alert-vanishing": "another rule sees to that"}}'
    assert Files(allowed).findings(tmp_path / "with") == []


def test_a_query_that_two_rules_ask_is_judged_for_each(tmp_path: Path) -> None:
    below = '"expressions": [a.threshold("A", "<", 1)]'
    more = f'a.rule(**{{**RIGHT(logs), "title": "Silent", "uid": "silent", {below}}}),'
    found = Files(below, more).findings(tmp_path)
    assert [each.message.partition(":")[0] for each in found if each.rule == "alert-vanishing"] == [
        "rule 'Many errors'",
        "rule 'Silent'",
    ]


def test_two_rules_of_one_title_in_a_group(tmp_path: Path) -> None:
    (found,) = Files(more='a.rule(**{**RIGHT(logs), "uid": "other"}),').findings(tmp_path)
    assert (found.rule, found.severity, found.line) == ("alert-title", Severity.ERROR, ALERTS_LINE + 1)
    assert f"alerts.py:{ALERTS_LINE}" in found.message


@pytest.mark.parametrize(("interval", "better"), [("15s", "20s"), ("1m5s", "60s"), ("1s", "10s")])
def test_an_interval_is_a_multiple_of_ten_seconds(interval: str, better: str, tmp_path: Path) -> None:
    spoilt = '"for_": "0s"'
    (found,) = Files(spoilt, interval=interval).findings(tmp_path)
    assert (found.rule, found.severity, found.line) == ("alert-interval", Severity.ERROR, GROUP_LINE)
    assert found.hint == f"take {better}"


WRONG_NOTIFICATIONS = [
    ('"Team",\n    whole', '"Teams",\n    whole', "policy-names", 9),
    ('a.route("On call"', 'a.route("On duty"', "policy-names", 12),
    ('mute_timings=["nights"])]', 'mute_timings=["night"])]', "policy-names", 12),
    ("whole_tree=True", "whole_tree=False", "policy-file", 9),
    (
        "[a.mute_timing(",
        '[a.mute_timing("sundays", [a.time_interval(weekdays=["sunday"])]), a.mute_timing(',
        "unused-notification",
        7,
    ),
    ('template "ours"', 'template "theirs"', "unused-notification", 8),
    ('template "ours"', 'template "theirs"', "notification-template", 4),
    ('template "ours" . }}', 'template "ours" . ', "notification-template", 4),
    ("Look!{{ end }}", "Look!", "notification-template", 8),
    ("Look!{{ end }}", "Look!{{ end }}{{ end }}", "notification-template", 8),
    ("Look!", "{{ toUper .Status }}", "notification-template", 8),
    ("Look!", "{{ $x }}", "notification-template", 8),
    (
        "MESSAGE_TEMPLATES = [",
        'MESSAGE_TEMPLATES = [a.message_template("more", \'{{ define "ours" }}{{ end }}\'), ',
        "notification-template",
        8,
    ),
    ("severity = critical", "severity = critcal", "policy-route", 12),
    ("severity = critical", "severty = critical", "policy-route", 12),
    (
        "routes=[",
        'routes=[a.route("Team", matchers=["severity = critical"]), ',
        "policy-route",
        12,
    ),
    ("routes=[", 'routes=[a.route("Team", matchers=[]), ', "policy-route", 12),
    (
        "    whole_tree=True,\n",
        '    routes=[a.route("Team", matchers=["team = billing"])],\n)\nNOTIFICATION_POLICY = a.policy(\n'
        '    "Team",\n    routes=[a.route("Team", matchers=["team = billing"])],\n)\nUNUSED = dict(\n',
        "policy-route",
        15,
    ),
    (
        "CONTACT_POINTS = [",
        'CONTACT_POINTS = [a.contact_point("X", a.email(uid="x", addresses=["x@example.org"])),',
        "unused-notification",
        3,
    ),
]


@pytest.mark.parametrize(("right", "wrong", "rule", "line"), WRONG_NOTIFICATIONS)
def test_a_mistake_in_notifications_is_found_at_its_line(
    right: str, wrong: str, rule: str, line: int, tmp_path: Path
) -> None:
    assert right in NOTIFICATIONS
    found = Files(notifications=NOTIFICATIONS.replace(right, wrong)).findings(tmp_path)
    assert (rule, "notifications.py", line) in {(each.rule, each.path.name, each.line) for each in found}


RIGHT_NOTIFICATIONS = [
    ("Look!", '{{ template "default.title" . }}{{ template "__subject" . }}'),
    ("Look!", '{{ coll.Dict "a" 1 }}{{ .Status | toUpper }}{{ newThing .Alerts }}'),
    ("Look!", "{{/* } */}}{{ range .Alerts.Firing }}{{ .Labels.Date }}{{ else }}{{ end }}"),
    ("severity = critical", "team = billing"),
    ("severity = critical", "severity =~ crit.*"),
    ("severity = critical", "category = http"),
    ("routes=[", 'routes=[a.route("Team", matchers=["severity = critical"], continue_=True), '),
    ("routes=[", 'routes=[a.route("Team", matchers=["severity = critical", "category = http"]), '),
]


@pytest.mark.parametrize(("right", "also_right"), RIGHT_NOTIFICATIONS)
def test_notifications_that_are_right_are_left_alone(right: str, also_right: str, tmp_path: Path) -> None:
    assert right in NOTIFICATIONS
    assert Files(notifications=NOTIFICATIONS.replace(right, also_right)).findings(tmp_path) == []


def test_an_exception_in_the_module_excuses_what_is_below_it(tmp_path: Path) -> None:
    shared = NOTIFICATIONS.replace("    whole_tree=True,\n", "").replace(
        "NOTIFICATION_POLICY", "# allow: policy-file push sends it\nNOTIFICATION_POLICY"
    )
    assert Files(notifications=shared).findings(tmp_path) == []
