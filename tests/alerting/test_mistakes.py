"""An author's mistakes: each is one line, at the line where the author made it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator import alerting as untyped_module
from generator import panels as p
from generator.errors import LogloomError

a: Any = untyped_module  # for what mypy would refuse

DEFINE = '{{ define "t" }}x{{ end }}'


def rule(logs: p.Store, title: Any = "R", **options: Any) -> Any:
    return a.rule(title, **{"uid": "r", "query": logs.query("errors/total"), **options})


RULES: list[tuple[Callable[[p.Store], Any], str]] = [
    (lambda logs: rule(logs, ""), "a rule has no name"),
    (lambda logs: rule(logs, 5), "the name of a rule is int 5 .*write a text"),
    (lambda logs: rule(logs, "a\nb"), r"the name 'a\\nb' of a rule holds '\\n' .*one line"),
    (lambda logs: rule(logs, "a\x00"), r"the name of a rule holds '\\x00'"),
    (lambda logs: rule(logs, "\ud83d"), "the name of a rule holds .*no file and no database"),
    (lambda logs: rule(logs, "🔥" * 48), "the name of a rule has 192 bytes .*at most 190"),
    (lambda logs: rule(logs, " R"), "' R' of a rule has blanks around it"),
    (lambda logs: rule(logs, "R" * 191), "the name of a rule has 191 bytes .*at most 190"),
    (lambda logs: rule(logs, uid="r" * 41), "has 41 characters .*at most 40"),
    (lambda logs: rule(logs, uid="a b"), "the uid 'a b' of rule 'R' is none .*letters, digits"),
    (lambda logs: rule(logs, uid="r\n"), "is none"),
    (lambda logs: rule(logs, uid=""), "the uid '' of rule 'R' is none"),
    (lambda logs: rule(logs, query=[]), "rule 'R' asks no query"),
    (lambda logs: rule(logs, query="errors/total"), r"a rule asks targets, not str .*logs\.query"),
    (lambda logs: rule(logs, time_range=600), "the time range 600 is not a pair"),
    (lambda logs: rule(logs, time_range=None), "the time range None is not a pair"),
    (lambda logs: rule(logs, expressions=a.reduce("A")), "are Reduce and no list"),
    (lambda logs: rule(logs, expressions=None), "the expressions of rule 'R' are NoneType and no list"),
    (lambda logs: rule(logs, expressions=[a.reduce("A", ref_id=5)]), "a ref_id of rule 'R' is int 5"),
    (lambda logs: rule(logs, expressions=[a.reduce("A", ref_id="${A}")]), "ref_id '.*' of rule 'R' is none"),
    (lambda logs: rule(logs, labels=["severity"]), r"the labels of rule 'R' are list \['severity'\]"),
    (lambda logs: rule(logs, labels={1: "x"}), "a name among the labels of rule 'R' is int 1"),
    (lambda logs: rule(logs, labels={"": "x"}), "rule 'R' has a label without a name"),
    (lambda logs: rule(logs, annotations=["x"]), "the annotations of rule 'R' are list"),
    (lambda logs: rule(logs, annotations={5: "x"}), "a name among the annotations of rule 'R' is int 5"),
    (lambda logs: rule(logs, runbook=None), "the annotation runbook_url of rule 'R' is NoneType"),
    (lambda logs: rule(logs, panel=a.PanelLink("d", 5)), r"a\.PanelLink of rule 'R' is int 5"),
    (lambda logs: rule(logs, panel=a.PanelLink(5, "p")), r"a\.PanelLink of rule 'R' is int 5"),
    (lambda logs: rule(logs, paused="no"), "paused= of rule 'R' is str 'no' .*True or False"),
    (lambda logs: rule(logs, allow=["alert-rows"]), "the exceptions of rule 'R' are list"),
    (lambda logs: rule(logs, allow={"alert-rows": None}), "the reason for alert-rows is NoneType"),
    (lambda logs: rule(logs, time_range="10"), "the time range '10' is no duration"),
    (lambda logs: rule(logs, time_range="0s"), "the time range from 0s to 0s before now is empty"),
    (lambda logs: rule(logs, time_range=("5m", "10m")), "from 5m to 10m before now is empty"),
    (lambda logs: rule(logs, time_range=("5m",)), "is not a pair"),
    (lambda logs: rule(logs, interval="0s"), "the interval 0s is not at least 1ms"),
    (lambda logs: rule(logs, for_="5 minutes"), "for_ '5 minutes' is no duration .*1h30m"),
    (lambda logs: rule(logs, for_=5), "for_ 5 is no duration"),
    (lambda logs: rule(logs, keep_firing_for="-1m"), "keep_firing_for '-1m' is no duration"),
    (lambda logs: rule(logs, no_data="No Data"), "no state for no data 'No Data' .*did you mean NoData"),
    (lambda logs: rule(logs, error="Ok"), "no state for an error 'Ok' .*did you mean OK"),
    (lambda logs: rule(logs, no_data="Error"), "no state for no data 'Error'"),
    (lambda logs: rule(logs, condition="B"), "no step for the condition 'B'"),
    (
        lambda logs: rule(logs, expressions=["$A > 1"]),
        "str stands among the expressions of rule 'R' .*a\\.threshold",
    ),
    (lambda logs: rule(logs, expressions=[a.reduce("Q")]), "step B of rule 'R' reads Q, which is no step"),
    (lambda logs: rule(logs, expressions=[a.math("$B + 1")]), "step B of rule 'R' reads B"),
    (lambda logs: rule(logs, expressions=[a.math("$A", ref_id="X")] * 2), "rule 'R' has two steps X"),
    (lambda logs: rule(logs, labels={"alertname": "x"}), "cannot set the label alertname"),
    (lambda logs: rule(logs, labels={"grafana_folder": "x"}), "cannot set the label grafana_folder"),
    (lambda logs: rule(logs, labels={"logloom": "x"}), "cannot set the label logloom .*marks the rules"),
    (lambda logs: rule(logs, labels={"__alert_rule_uid__": "x"}), "such names are Grafana's own"),
    (lambda logs: rule(logs, labels={"priority": 1}), "the label priority of rule 'R' is int 1"),
    (lambda logs: rule(logs, summary=1), "the annotation summary of rule 'R' is int 1"),
    (lambda logs: rule(logs, summary="s", annotations={"summary": "t"}), "has the annotation summary twice"),
    (lambda logs: rule(logs, runbook="a", annotations={"runbook_url": "b"}), "annotation runbook_url twice"),
    (lambda logs: rule(logs, annotations={"__panelId__": "1"}), r"write panel=a\.PanelLink"),
    (lambda logs: rule(logs, summary="${category} fails"), r"holds \$\{ .*environment variable"),
    (lambda logs: rule(logs, panel="logs-errors"), r"panel= of rule 'R' is str .*a\.PanelLink"),
    (lambda logs: rule(logs, panel=a.PanelLink("", "x")), "panel= of rule 'R' names no panel"),
    (lambda logs: rule(logs, notification="Team"), r"notification= of rule 'R' is str"),
    (lambda logs: rule(logs, missing_series_evals_to_resolve=-1), "is no count of evaluations"),
    (lambda logs: a.query(logs.query("cloud/only")), "has no twin for postgres .*leave the rule out"),
    (lambda logs: a.group("", [rule(logs)]), "a group has no name"),
    (lambda logs: a.group("g" * 191, [rule(logs)]), "has 191 bytes"),
    (lambda logs: a.group("g", rule(logs)), "the rules of group 'g' are AlertRule and no list"),
    (lambda logs: a.group("g", ["r"]), "str stands among the rules of group 'g'"),
    (lambda logs: a.group("g", []), "group 'g' has no rule .*leave it out"),
    (lambda logs: a.group("g", [rule(logs)], folder=5), "the folder of group 'g' is int 5"),
    (lambda logs: a.group("g", [rule(logs)], interval="0s"), "the interval 0s is not a number of seconds"),
    (
        lambda logs: a.group("g", [rule(logs)], interval="1500ms"),
        "the interval 1500ms is not a number of seconds",
    ),
]

EXPRESSIONS: list[tuple[Callable[[p.Store], Any], str]] = [
    (lambda _: a.reduce("A", "avg"), "there is no reducer 'avg' .*known: .*mean"),
    (lambda _: a.reduce("A", "medain"), "did you mean median"),
    (lambda _: a.reduce("A", ["last"]), r"there is no reducer \['last'\] .*did you mean last"),
    (lambda _: a.reduce(None), "the step that an expression reads is NoneType"),
    (lambda _: a.math(5), "the formula is int 5"),
    (lambda _: a.threshold("A", [">"], 5), r"there is no comparison \['>'\]"),
    (lambda _: a.threshold("A", ">", float("inf")), "> takes 1 number, not inf"),
    (lambda _: a.threshold("A", ">", 10**400), "> takes 1 number, not 1000"),
    (lambda _: a.threshold("A", ">", 5, recovery=5), "recovery=5 is no comparison"),
    (lambda _: a.threshold("A", ">", 5, recovery=()), r"recovery=\(\) is no comparison"),
    (lambda _: a.classic_conditions("A"), "str stands among the conditions of classic_conditions"),
    (lambda _: a.reduce("A", mode="drop"), "there is no mode of reduce 'drop'"),
    (lambda _: a.reduce("A", mode="replaceNN"), "replaceNN and replace_with= go together"),
    (lambda _: a.reduce("A", replace_with=0), "replaceNN and replace_with= go together"),
    (lambda _: a.threshold("A", "gt_", 1), "there is no comparison 'gt_' .*did you mean"),
    (lambda _: a.threshold("A", ">"), "> takes 1 number, not none"),
    (lambda _: a.threshold("A", ">", 1, 2), "> takes 1 number, not 1, 2"),
    (lambda _: a.threshold("A", "within", 1), "within takes 2 numbers"),
    (lambda _: a.threshold("A", ">", "10"), "> takes 1 number, not '10'"),
    (lambda _: a.threshold("A", ">", float("nan")), "> takes 1 number"),
    (lambda _: a.threshold("A", ">", True), "> takes 1 number"),
    (lambda _: a.threshold("A", "within", 5, 1), "the range from 5 to 1 is empty"),
    (lambda _: a.threshold("A", ">", 5, recovery=("<",)), "< takes 1 number"),
    (lambda _: a.math("1 + 1"), "the formula '1 [+] 1' reads no step"),
    (lambda _: a.resample("A", "1"), "the window '1' is no duration"),
    (lambda _: a.resample("A", "0s"), "the window 0s is empty"),
    (lambda _: a.resample("A", "1m", upsampler="fill"), "there is no upsampler 'fill' .*fillna"),
    (lambda _: a.classic_conditions(), "classic_conditions has no condition"),
    (lambda _: a.classic_condition("A", "mean", ">", 1), "there is no reducer 'mean'"),
    (lambda _: a.classic_condition("A", "avg", ">", 1, operator="xor"), "there is no operator 'xor'"),
]

NOTIFICATIONS: list[tuple[Callable[[p.Store], Any], str]] = [
    (lambda _: a.env("SLACK-URL"), "'SLACK-URL' is no name of an environment variable"),
    (lambda _: a.contact_point("", a.email(uid="m", addresses=["a@b"])), "a contact point has no name"),
    (lambda _: a.contact_point("On call"), "contact point 'On call' has no integration"),
    (
        lambda _: a.contact_point("On call", "slack"),
        "str stands among the integrations of contact point 'On call'",
    ),
    (
        lambda _: a.email(uid="m", addresses="a@b"),
        r"addresses='a@b' is no list of texts .*addresses=\['a@b'\]",
    ),
    (lambda _: a.email(uid="m", addresses=[]), "the email integration 'm' lacks a setting .*addresses"),
    (lambda _: a.email(uid="m", addresses=["ops"]), "'ops' is no e-mail address"),
    (lambda _: a.email(uid="m", addresses=[5]), r"addresses=\[5\] is no list of texts"),
    (lambda _: a.email(uid="m", addresses=None), "addresses=None is no list of texts"),
    (lambda _: a.email(uid="m", addresses=["a@b"], single="no"), "single= is str 'no'"),
    (lambda _: a.email(uid="m", addresses=["a@b"], subject=5), "subject is a int"),
    (lambda _: a.email(uid="m m", addresses=["a@b"]), "the uid 'm m' of the email integration is none"),
    (
        lambda _: a.slack(uid="s", url="https://hooks"),
        r"url of .* is a secret, .*plain str .*a\.env.* for url",
    ),
    (lambda _: a.slack(uid="s"), "lacks a setting .*url or recipient and token"),
    (lambda _: a.slack(uid="s", recipient="#ops"), "lacks a setting"),
    (
        lambda _: a.slack(uid="s", url=a.env("X"), mentionChanel="here"),
        "takes no mentionChanel .*mentionChannel",
    ),
    (lambda _: a.webhook(uid="w", url=""), "lacks a setting .*url"),
    (lambda _: a.webhook(uid="w", url="u", password="x"), "password of .* is a secret"),
    (lambda _: a.webhook(uid="w", url="https://u:p@x/"), "url of .* holds a password"),
    (lambda _: a.webhook(uid="w", url="u", headers={"Authorization": "x"}), "headers.Authorization .*secret"),
    (lambda _: a.webhook(uid="w", url="u", headers={1: "x"}), "a name among headers is int 1"),
    (lambda _: a.webhook(uid="w", url="u", maxAlerts=object()), "maxAlerts of .* which JSON does not have"),
    (lambda _: a.webhook(uid="w", url="u", maxAlerts=float("nan")), "is nan, which JSON does not have"),
    (lambda _: a.webhook(uid="w", url="u", title=[a.env("X")]), "which JSON does not have"),
    (lambda _: a.webhook(uid="w", url="u", raw="x"), "raw= of the webhook integration 'w' are str"),
    (lambda _: a.webhook(uid="w", url="u", raw={"password": "x"}), "password of .* is a secret"),
    (lambda _: a.webhook(uid="w", url="u", raw={"new": {"apiKey": "x"}}), r"new\.apiKey of .* is a secret"),
    (lambda _: a.webhook(uid="w", url="u", disable_resolve_message=1), "disable_resolve_message= is int 1"),
    (lambda _: a.other(uid="o", type="teams", settings=["url"]), "the settings are list"),
    (lambda _: a.other(uid="o", type=5, settings={}), "there is no type of integration 5"),
    (
        lambda _: a.webhook(uid="w", url="u", hmacConfig={"secret": "x"}),
        r"hmacConfig\.secret .*a\.env.* for secret",
    ),
    (
        lambda _: a.webhook(uid="w", url="u", tlsConfig={"clientKy": "x"}),
        r"did you mean tlsConfig\.clientKey",
    ),
    (lambda _: a.webhook(uid="w", url="u", tlsConfig="x"), "takes no tlsConfig"),
    (lambda _: a.pagerduty(uid="p", integration_key="abc"), "integrationKey of .* is a secret"),
    (lambda _: a.other(uid="o", type="slakc", settings={}), "no type of integration 'slakc' .*mean slack"),
    (lambda _: a.other(uid="o", type="telegram", settings={"chatid": "1"}), "bottoken and chatid"),
    (lambda _: a.policy(""), "the policy has no receiver"),
    (lambda _: a.policy(5), "the receiver of the policy is int 5"),
    (lambda _: a.policy(["T"]), r"the receiver of the policy is list \['T'\]"),
    (lambda _: a.policy("T", whole_tree="no"), "whole_tree= is str 'no'"),
    (lambda _: a.policy("T", group_by=[""]), "has a label without a name"),
    (lambda _: a.route("T", matchers=[], continue_="no"), "continue_= is str 'no'"),
    (lambda _: a.route(5, matchers=[]), "the receiver of a route is int 5"),
    (lambda _: a.policy("T", routes=a.route("T", matchers=[])), "the routes are Route and no list"),
    (lambda _: a.policy("T", routes=["T"]), "str stands among the routes"),
    (
        lambda _: a.policy("T", group_by="alertname"),
        r"group_by='alertname' is no list .*group_by=\['alertname'\]",
    ),
    (lambda _: a.policy("T", group_by=["a", "a"]), "has a label twice"),
    (lambda _: a.policy("T", group_by=["...", "a"]), r"has \.\.\. and other labels"),
    (lambda _: a.policy("T", group_wait="x"), "group_wait 'x' is no duration"),
    (lambda _: a.policy("T", repeat_interval="0s"), "repeat_interval is 0"),
    (lambda _: a.route("T", matchers="severity = critical"), "matchers='severity = critical' is no list"),
    (lambda _: a.route("T", matchers=["severity: critical"]), "'severity: critical' is no matcher"),
    (lambda _: a.route("T", matchers=["severity"]), "'severity' is no matcher"),
    (lambda _: a.route("T", matchers=["a == b"]), "'a == b' has no such operator"),
    (lambda _: a.route("T", matchers=["a=b, c=d"]), "'a=b, c=d' holds two matchers"),
    (lambda _: a.route("T", matchers=["a=b c!=d"]), "holds two matchers"),
    (lambda _: a.route("T", matchers=["{a=b}"]), "'{a=b}' is no matcher"),
    (lambda _: a.route("T", matchers=['a = "b']), "has half a quotation"),
    (lambda _: a.route("T", matchers=[{"a": "b"}]), "is no list of texts"),
    (lambda _: a.route("T", matchers=["= critical"]), "is no matcher"),
    (lambda _: a.route("T", matchers=["severity ~ x"]), "'severity ~ x' is no matcher"),
    (lambda _: a.route("T", matchers=["team =~ (a|b"]), "holds no regular expression"),
    (lambda _: a.route("T", matchers=["team =~ (?!a)b"]), "a look ahead .*Go's regular expressions"),
    (lambda _: a.route("T", matchers=[], mute_timings="weekends"), "mute_timings='weekends' is no list"),
    (lambda _: a.notification_settings(""), "notification settings have no receiver"),
    (lambda _: a.notification_settings(["T"]), "the receiver of notification settings is list"),
    (lambda _: a.notification_settings("T", group_by=["x"]), "lacks grafana_folder and alertname"),
    (lambda _: a.mute_timing("w", []), "mute timing 'w' has no interval"),
    (lambda _: a.mute_timing("w", a.time_interval(years=["2026"])), "are TimeInterval and no list"),
    (lambda _: a.time_interval(years=[2026]), r"write years=\['2026'\]"),
    (lambda _: a.time_interval(years=["2026"], location=2), "the location of a time interval is int 2"),
    (lambda _: a.time_interval(years=["2026"], location="+02:00"), "no time zone .*such as Europe/Berlin"),
    (lambda _: a.time_interval(years=["2026"], location="localtime"), "there is no time zone 'localtime'"),
    (lambda _: a.mute_timing("w", ["weekends"]), "str stands among the intervals of mute timing 'w'"),
    (lambda _: a.time_interval(), "a time interval of nothing is always"),
    (lambda _: a.time_interval(location="UTC"), "a time interval of nothing is always"),
    (lambda _: a.time_interval(weekdays=["funday"]), "'funday' in weekdays is unknown .*sunday"),
    (lambda _: a.time_interval(weekdays=["saturday:sunday"]), "'saturday:sunday' in weekdays is no range"),
    (lambda _: a.time_interval(weekdays="monday"), "weekdays='monday' is no list of texts"),
    (lambda _: a.time_interval(times=["9:00-17:00"]), "'9:00' in times is no time"),
    (lambda _: a.time_interval(times=["09:00"]), "'' in times is no time"),
    (lambda _: a.time_interval(times=["22:00-06:00"]), "ends before it begins .*22:00-24:00"),
    (lambda _: a.time_interval(times=["08:00-08:00"]), "ends before it begins"),
    (lambda _: a.time_interval(times=["00:00-24:01"]), "'24:01' in times is no time"),
    (lambda _: a.time_interval(days_of_month=["0"]), "'0' in days_of_month is unknown"),
    (lambda _: a.time_interval(days_of_month=["32"]), "'32' in days_of_month is unknown"),
    (lambda _: a.time_interval(days_of_month=["-3:5"]), "'-3:5' in days_of_month is no range"),
    (lambda _: a.time_interval(days_of_month=["5:1"]), "'5:1' in days_of_month is no range"),
    (lambda _: a.time_interval(months=["december:january"]), "is no range"),
    (lambda _: a.time_interval(months=["13"]), "'13' in months is unknown"),
    (lambda _: a.time_interval(years=["2027:2026"]), "is no range"),
    (
        lambda _: a.time_interval(times=["00:00-24:00"], location="Europe/Brelin"),
        "did you mean Europe/Berlin",
    ),
    (lambda _: a.message_template("", DEFINE), "a message template has no name"),
    (lambda _: a.message_template("t", 5), "the text of message template 't' is int 5"),
    (lambda _: a.message_template("t", "plain text"), "message template 't' defines nothing .*define \"t\""),
    (
        lambda _: a.message_template("t", '{{- define "t" }}x{{ end }}'),
        "message template 't' defines nothing .*{{ define \"t\"",
    ),
    (lambda _: a.message_template("t", DEFINE + "{{ .Foo "), "has {{ that no }} closes"),
]


@pytest.mark.parametrize(("call", "message"), [*RULES, *EXPRESSIONS, *NOTIFICATIONS])
def test_a_mistake_is_one_line_at_the_authors_own(
    call: Callable[[p.Store], Any], message: str, logs: p.Store
) -> None:
    with pytest.raises(LogloomError, match=message) as caught:
        call(logs)
    assert "\n" not in str(caught.value)
    assert caught.value.location is not None
    assert caught.value.location.path == Path(__file__)
    helper = rule.__code__.co_firstlineno
    assert caught.value.location.line in (call.__code__.co_firstlineno, helper + 1)
