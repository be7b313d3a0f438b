"""The files for alerting, and each trap of Grafana's that they must get past."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from generator.errors import LogloomError
from generator.panels.encode import panel_id
from generator.project import load_project
from generator.provisioning.files import provisioning_files
from generator.provisioning.written import Written, read_written, written_in
from tests.alerting.projects import QUERY, write_project
from tests.grafana_format import SCHEMAS, faults, lost, schema
from tests.provisioning.as_grafana_reads import alert_file
from tests.shared import GRAFANA, needs_shared

FULL = r"""
FOLDERS = [folder("deep", "Night/Day", parent="code-monet")]
CONTACT_POINTS = [
    a.contact_point(
        "On $call",
        a.slack(uid="slack", url=a.env("SLACK_URL"), title="costs $5 and ${HOME}"),
        a.webhook(uid="hook", url="http://example.com/$x", password=a.env("PW"), username="u"),
    )
]
NOTIFICATION_POLICY = a.policy(
    "On $call",
    group_by=["alertname"],
    routes=[a.route("On $call", matchers=["team =~ a$|b$"], mute_timings=["off $hours"])],
    whole_tree=True,
)
NIGHT = a.time_interval(times=["00:00-06:00"], location="Europe/Berlin")
MUTE_TIMINGS = [a.mute_timing("off $hours", [NIGHT])]
MESSAGE_TEMPLATES = [a.message_template("t $1", '{{ define "t" }}{{ $x := 1 }}$5{{ end }}')]


def alert_rules(logs):
    rule = a.rule(
        "Errors over $5",
        uid="errors",
        query=logs.query("errors/by_category"),
        expressions=[a.reduce("A"), a.math("$B > 5")],
        for_="60s",
        keep_firing_for="90s",
        labels={"cost": "$5", "of": "{{ $labels.category }}"},
        summary="{{ $labels.category }}: {{ $values.B }} and $5",
        panel=a.PanelLink("logs-errors", "Errors"),
        no_data="KeepLast",
        error="OK",
        notification=a.notification_settings("On $call", repeat_interval="4h"),
        missing_series_evals_to_resolve=3,
        paused=True,
    )
    return [a.group("every $minute", [rule], interval="60s", folder="deep")]
"""

ENVIRONMENT = {
    "SLACK_URL": "https://hooks.example.com/x",
    "PW": "pw$d",
    "HOME": "/root",
    "x": "no",
    "call": "no",
}


def documents(root: Path, module: str = FULL, written: Written = Written()) -> dict[str, Any]:  # noqa: B008
    """The alert files by their names."""
    files = provisioning_files(load_project(write_project(root, alerts=module)), "postgres", written)
    return {path.stem: yaml.safe_load(text) for path, text in files.items() if path.parts[0] == "alerting"}


def test_grafana_reads_what_the_author_meant_dollars_and_all(tmp_path: Path) -> None:
    """Pain 11: a dollar is eaten where Grafana expands, and stands doubled where it does not."""
    read = {name: alert_file(text, ENVIRONMENT) for name, text in documents(tmp_path).items()}

    (group,) = read["rules"]["groups"]
    (rule,) = group["rules"]
    assert group["name"] == "every $minute"
    assert rule["title"] == "Errors over $5"
    assert rule["labels"] == {"cost": "$5", "of": "{{ $labels.category }}", "logloom": "code_monet"}
    assert rule["annotations"]["summary"] == "{{ $labels.category }}: {{ $values.B }} and $5"
    assert rule["data"][0]["model"]["rawSql"] == QUERY
    assert rule["data"][2]["model"]["expression"] == "$B > 5"
    assert rule["notification_settings"] == {"receiver": "On $call", "repeat_interval": "4h"}
    (point,) = read["contact_points"]["contactPoints"]
    assert point["name"] == "On $call"
    slack, hook = point["receivers"]
    assert slack["settings"] == {"url": ENVIRONMENT["SLACK_URL"], "title": "costs $5 and ${HOME}"}
    assert (hook["settings"]["url"], hook["settings"]["password"]) == ("http://example.com/$x", "pw$d")
    (policy,) = read["policies"]["policies"]
    assert policy["receiver"] == "On $call"
    assert policy["routes"][0]["object_matchers"] == [["team", "=~", "a$|b$"]]
    assert policy["routes"][0]["mute_time_intervals"] == ["off $hours"]
    assert read["mute_timings"]["muteTimes"][0]["name"] == "off $hours"
    assert read["templates"]["templates"][0] == {
        "orgId": 1,
        "name": "t $1",
        "template": '{{ define "t" }}{{ $x := 1 }}$5{{ end }}',
    }


def test_a_rule_has_the_keys_of_a_file_not_those_of_the_api(tmp_path: Path) -> None:
    (group,) = documents(tmp_path)["rules"]["groups"]
    assert group.keys() == {"orgId", "name", "folder", "interval", "rules"}
    (rule,) = group["rules"]
    assert {
        key: rule[key] for key in ("for", "keepFiringFor", "noDataState", "execErrState", "isPaused")
    } == {
        "for": "1m",
        "keepFiringFor": "1m30s",
        "noDataState": "KeepLast",
        "execErrState": "OK",  # executionErrorState, which a sample of Grafana's has, is not read
        "isPaused": True,
    }
    assert rule["missing_series_evals_to_resolve"] == 3
    assert not rule.keys() & {
        "keep_firing_for",
        "missingSeriesEvalsToResolve",
        "folderUID",
        "ruleGroup",
        "orgID",
    }
    assert (group["interval"], rule["data"][0]["relativeTimeRange"]) == ("1m", {"from": 600, "to": 0})


def test_the_panel_is_linked_for_the_server_and_for_the_page(tmp_path: Path) -> None:
    """Grafana's own export has both: the keys, and the annotations that its pages go by (recorded: 559h)."""
    (rule,) = documents(tmp_path)["rules"]["groups"][0]["rules"]
    assert (rule["dashboardUid"], rule["panelId"]) == ("logs-errors", panel_id("Errors"))
    assert rule["annotations"]["__dashboardUid__"] == "logs-errors"
    assert rule["annotations"]["__panelId__"] == str(panel_id("Errors"))


def test_a_slash_in_a_folders_title_makes_no_folder_inside_another(tmp_path: Path) -> None:
    assert documents(tmp_path)["rules"]["groups"][0]["folder"] == r"Code Monet/Night\/Day"


@needs_shared
def test_the_files_have_no_key_that_grafanas_example_lacks(tmp_path: Path) -> None:
    example = yaml.safe_load((GRAFANA / "examples/alerting.yaml").read_text())
    # The mention of active_time_intervals and tlsConfig aside, the example shows every key there is.
    for document in documents(tmp_path).values():
        assert document.keys() <= example.keys()
    written = documents(tmp_path)
    pairs = [
        (written["rules"]["groups"][0], example["groups"][0]),
        (written["rules"]["groups"][0]["rules"][0], example["groups"][0]["rules"][0]),
        (written["contact_points"]["contactPoints"][0], example["contactPoints"][0]),
        (
            written["contact_points"]["contactPoints"][0]["receivers"][0],
            example["contactPoints"][0]["receivers"][0],
        ),
        (written["policies"]["policies"][0], example["policies"][0]),
        (written["policies"]["policies"][0]["routes"][0], example["policies"][0]["routes"][0]),
        (written["templates"]["templates"][0], example["templates"][0]),
        (written["mute_timings"]["muteTimes"][0], example["muteTimes"][0]),
    ]
    for ours, theirs in pairs:
        assert ours.keys() <= theirs.keys()


@needs_shared
def test_what_a_file_and_the_api_share_passes_grafanas_schemas(tmp_path: Path) -> None:
    within = schema(SCHEMAS / "alerting.jsonschema.json")
    written = documents(tmp_path)
    (policy,) = written["policies"]["policies"]
    del policy["orgId"]
    assert faults(policy, within, "NotificationPolicy") == []
    for receiver in written["contact_points"]["contactPoints"][0]["receivers"]:
        assert faults(receiver, within, "ContactPoint") == []
    for step in written["rules"]["groups"][0]["rules"][0]["data"]:
        assert faults(step, within, "Query") == []
    notification = written["rules"]["groups"][0]["rules"][0]["notification_settings"]
    assert faults(notification, within, "NotificationSettings") == []


def test_a_policy_survives_grafanas_own_model(tmp_path: Path) -> None:
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.models.alerting import NotificationPolicy

    (policy,) = documents(tmp_path)["policies"]["policies"]
    after = json.loads(JSONEncoder().encode(NotificationPolicy.from_json(json.loads(json.dumps(policy)))))
    assert list(lost(policy, after)) == ["/orgId"]


def test_a_shared_policy_tree_is_never_put_into_a_file(tmp_path: Path) -> None:
    """Pain 10: a file replaces the tree of the whole organisation, and with it everybody else's routes."""
    assert "policies" not in documents(tmp_path, 'NOTIFICATION_POLICY = a.policy("T")\n')


def test_no_secret_reaches_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_URL", "https://hooks.example.com/s3cret")
    files = provisioning_files(load_project(write_project(tmp_path, alerts=FULL)), "postgres")
    assert not any("s3cret" in text for text in files.values())
    assert "url: ${SLACK_URL}" in files[PurePosixPath("alerting/contact_points.yaml")]


def test_a_project_without_alerts_has_no_alert_files(tmp_path: Path) -> None:
    assert documents(tmp_path, "FOLDERS = []\n") == {}


# What is gone.

EVERYTHING = Written(
    rules=frozenset({"errors", "gone"}),
    integrations=frozenset({"slack", "hook", "old"}),
    mute_timings=frozenset({"off $hours", "lunch $time"}),
    templates=frozenset({"t $1", "mail"}),
    policies=True,
)


def test_what_an_earlier_build_wrote_and_the_sources_lost_is_deleted(tmp_path: Path) -> None:
    """Pain 3: Grafana keeps a rule that is only gone from its file."""
    written = documents(tmp_path, FULL, EVERYTHING)
    assert written["rules"]["deleteRules"] == [{"orgId": 1, "uid": "gone"}]
    assert written["contact_points"]["deleteContactPoints"] == [{"orgId": 1, "uid": "old"}]
    assert written["templates"]["deleteTemplates"] == [{"orgId": 1, "name": "mail"}]
    assert "resetPolicies" not in written["policies"]
    # A name to delete is expanded, unlike a name to keep.
    assert written["mute_timings"]["deleteMuteTimes"] == [{"orgId": 1, "name": "lunch $$time"}]


def test_when_everything_is_gone_everything_is_deleted(tmp_path: Path) -> None:
    written = documents(tmp_path, "FOLDERS = []\n", EVERYTHING)
    assert {name: list(document) for name, document in written.items()} == {
        "rules": ["apiVersion", "deleteRules"],
        "contact_points": ["apiVersion", "deleteContactPoints"],
        "policies": ["apiVersion", "resetPolicies"],
        "mute_timings": ["apiVersion", "deleteMuteTimes"],
        "templates": ["apiVersion", "deleteTemplates"],
    }
    assert written["policies"]["resetPolicies"] == [1]


def test_a_deletion_stays_until_the_thing_is_there_again(tmp_path: Path) -> None:
    """A Grafana that was not running in between learns of it too."""
    first = documents(tmp_path, FULL, EVERYTHING)
    again = written_in(first.values())
    assert again == EVERYTHING
    assert documents(tmp_path, FULL, again) == first
    back = documents(tmp_path, FULL.replace('uid="errors"', 'uid="gone"'), again)
    assert back["rules"]["deleteRules"] == [{"orgId": 1, "uid": "errors"}]


def test_nothing_is_deleted_that_no_file_of_ours_has_named(tmp_path: Path) -> None:
    folder = tmp_path / "out/alerting"
    folder.mkdir(parents=True)
    (folder / "theirs.yaml").write_text("apiVersion: 1\ngroups: [{rules: [{uid: theirs}]}]\n")
    assert read_written(tmp_path / "out") == Written()


@pytest.mark.parametrize("text", ["{", "- 1\n", "<<<<<<< HEAD\na: 1\n", "\x00"])
def test_a_file_of_ours_that_is_broken_is_named_before_its_deletions_are_lost(
    text: str, tmp_path: Path
) -> None:
    from generator.provisioning.documents import MARK

    folder = tmp_path / "alerting"
    folder.mkdir()
    (folder / "rules.yaml").write_text(f"{MARK}\n{text}")
    with pytest.raises(LogloomError, match=r"rules\.yaml: cannot be read, .*restore it") as caught:
        read_written(tmp_path)
    assert "\n" not in str(caught.value)
