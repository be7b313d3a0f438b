"""What a project makes of its modules' alerts, notifications, folders and library panels."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import LogloomError
from generator.project import Project, load_project
from tests.alerting.projects import PRELUDE, write_project

RULE = 'a.rule("Errors", uid="{uid}", query=logs.query("errors/by_category"), runbook="{runbook}")'


def rules(uid: str = "errors", *, group: str = "g", folder: str = "", runbook: str = "") -> str:
    rule = RULE.format(uid=uid, runbook=runbook)
    return f'def alert_rules(logs):\n    return [a.group("{group}", [{rule}], folder="{folder}")]\n'


def load(root: Path, **modules: str) -> Project:
    return load_project(write_project(root, **modules))


def test_a_project_without_alerts_has_the_contracts_folder_and_nothing_else(tmp_path: Path) -> None:
    project = load(tmp_path)
    assert [(each.uid, each.title, each.parent_uid) for each in project.folders] == [
        ("code-monet", "Code Monet", "")
    ]
    assert project.alert_groups == {"postgres": ()}
    assert project.library_panels == {"postgres": ()}
    notifications = project.notifications
    assert (notifications.contact_points, notifications.policy) == ((), None)


def test_a_rule_gets_our_mark_its_folder_and_the_address_of_its_runbook(tmp_path: Path) -> None:
    project = load(tmp_path, one=rules(runbook="errors.md"))
    (group,) = project.alert_groups["postgres"]
    (rule,) = group.rules
    assert rule.labels == {"logloom": "code_monet"}
    assert group.folder_uid == "code-monet"
    assert rule.annotations == {"runbook_url": "https://example.com/code-monet/docs/runbooks/errors.md"}
    assert (rule.runbook, rule.location.path) == ("errors.md", tmp_path / "dashboards/one.py")


def test_a_whole_address_of_a_runbook_is_kept(tmp_path: Path) -> None:
    (group,) = load(tmp_path, one=rules(runbook="https://wiki/x")).alert_groups["postgres"]
    assert group.rules[0].annotations == {"runbook_url": "https://wiki/x"}


def test_a_runbooks_page_needs_a_place_to_be_read_at(tmp_path: Path) -> None:
    write_project(tmp_path, one=rules(runbook="errors.md"))
    contract = tmp_path / "contract.toml"
    lines = contract.read_text().splitlines()
    contract.write_text("\n".join(line for line in lines if not line.startswith("runbook_url =")))
    with pytest.raises(LogloomError, match=r"one\.py:7:1: the runbook 'errors\.md' is a page"):
        load_project(tmp_path)


def test_modules_are_put_together(tmp_path: Path) -> None:
    project = load(
        tmp_path,
        one=rules("one") + 'MUTE_TIMINGS = [a.mute_timing("w", [a.time_interval(weekdays=["sunday"])])]\n',
        two=rules("two", group="h", folder="deep")
        + 'FOLDERS = [folder("deep", "Deep", parent="mid"), folder("mid", "Mid", parent="code-monet")]\n'
        + 'CONTACT_POINTS = [a.contact_point("T", a.email(uid="t", addresses=["t@example.com"]))]\n'
        + 'NOTIFICATION_POLICY = a.policy("T")\n'
        + "MESSAGE_TEMPLATES = [a.message_template('t', '{{ define \"t\" }}{{ end }}')]\n",
    )
    assert [group.name for group in project.alert_groups["postgres"]] == ["g", "h"]
    assert [each.uid for each in project.folders] == ["code-monet", "mid", "deep"]
    notifications = project.notifications
    assert notifications.policy is not None
    assert [each.name for each in notifications.contact_points] == ["T"]
    assert [each.name for each in notifications.mute_timings] == ["w"]
    assert [each.name for each in notifications.templates] == ["t"]


def test_a_name_like_a_standard_one_is_the_modules_own_where_it_holds_something_else(tmp_path: Path) -> None:
    shared = 'FOLDER = "deep"\nCONTACT_POINT = "T"\ndef dashboards(): pass\n'
    project = load(tmp_path, one=shared + rules(), two="MUTE_TIMINGS = []\nMUTE_TIMING = [1]\n")
    assert len(project.alert_groups["postgres"]) == 1


POINT = 'a.contact_point("{name}", a.email(uid="{uid}", addresses=["t@example.com"]))'
LIBRARY = """\
def library_panels(logs):
    return [p.library_panel("{uid}", "{name}", p.text("x"), folder="{folder}")]
"""


@pytest.mark.parametrize(
    ("one", "two", "message"),
    [
        (rules(), rules(group="h"), r"two\.py:7:1: two rules have the uid 'errors' \(the other: one\.py:7\)"),
        (rules("a"), rules("b"), r"two\.py:7:1: two groups in one folder are called 'g'"),
        (
            rules(folder="nope"),
            "FOLDERS = []",
            r"one\.py:7:1: group 'g' stands in folder nope, which is none",
        ),
        ("FOLDERS = [folder('a', 'A')]", "FOLDERS = [folder('a', 'B')]", "two folders have the uid 'a'"),
        ("FOLDERS = [folder('code-monet', 'A')]", "FOLDERS = []", "two folders have the uid 'code-monet'"),
        (
            "FOLDERS = [folder('a', 'A')]",
            "FOLDERS = [folder('b', 'A')]",
            r"two\.py:6:1: two folders in one place are called 'A' \(the other: one\.py:6\)",
        ),
        ("FOLDERS = [folder('a', 'A', parent='b')]", "FOLDERS = []", "folder a stands in b, which is none"),
        (
            "FOLDERS = [folder('a', 'A', parent='b')]",
            "FOLDERS = [folder('b', 'B', parent='a')]",
            "folder a stands in itself",
        ),
        (
            "FOLDERS = [folder('a', 'A', parent='code-monet')]",
            "FOLDERS = [folder(c, c, parent=p) for c, p in ('ba', 'cb', 'dc', 'ed')]",
            "folder e stands in more than 4 others .*no deeper",
        ),
        ("FOLDERS = [folder('a', 'A', parent=5)]", "FOLDERS = []", "the parent of folder a is int 5"),
        ("FOLDERS = [folder('a', 'A\\\\')]", "FOLDERS = []", "ends with a backslash"),
        ("FOLDERS = [folder('general', 'G')]", "FOLDERS = []", "cannot have the uid general .*Grafana's own"),
        ("FOLDERS = [folder('a b', 'A')]", "FOLDERS = []", "the uid 'a b' of folder 'A' is none"),
        ("FOLDERS = [folder('a', '')]", "FOLDERS = []", "a folder has no name"),
        (
            f"CONTACT_POINTS = [{POINT.format(name='T', uid='a')}]",
            f"CONTACT_POINTS = [{POINT.format(name='T', uid='b')}]",
            "two contact points are called 'T'",
        ),
        (
            f"CONTACT_POINTS = [{POINT.format(name='T', uid='a')}]",
            f"CONTACT_POINTS = [{POINT.format(name='U', uid='a')}]",
            "two integrations have the uid 'a'",
        ),
        ("NOTIFICATION_POLICY = a.policy('T')",) * 2
        + (r"two\.py:6:1: a second module defines NOTIFICATION_POLICY",),
        (
            "FOLDERS = []\nNOTIFICATION_POLCY = a.policy('T')",
            "FOLDERS = []",
            r"one\.py:7:1: nothing asks for NOTIFICATION_POLCY .*did you mean NOTIFICATION_POLICY",
        ),
        (
            f"FOLDERS = []\nCONTACT_POINT = [{POINT.format(name='T', uid='a')}]",
            "FOLDERS = []",
            "nothing asks for CONTACT_POINT .*CONTACT_POINTS",
        ),
        ("MUTE_TIMINGS = []\nfolders = [folder('a', 'A')]", "FOLDERS = []", "for folders .*mean FOLDERS"),
        ("folders = []", "FOLDERS = []", r"one\.py:1: defines none of .*did you mean FOLDERS\?"),
        (
            "FOLDERS = []\ndef alert_rule(logs): pass",
            "FOLDERS = []",
            r"one\.py:7:1: nothing asks for alert_rule .*alert_rules",
        ),
        (
            "def alert_rules(logs): return [a.grup('g', [])]",
            "FOLDERS = []",
            r"one\.py:6:32: AttributeError: .* 'grup' \(did you mean group\?\)",
        ),
        (
            "NOTIFICATION_POLICY = a.policy('T', whole_tre=True)",
            "FOLDERS = []",
            r"one\.py:6:23: TypeError: .* 'whole_tre' \(did you mean whole_tree\?\)",
        ),
        ("NOTIFICATION_POLICY = []", "FOLDERS = []", "NOTIFICATION_POLICY is list, not a Policy"),
        ("CONTACT_POINTS = 'T'", "FOLDERS = []", r"one\.py:6:1: CONTACT_POINTS holds str, not a list of"),
        ("\nMUTE_TIMINGS = ['w']", "FOLDERS = []", r"one\.py:7:1: MUTE_TIMINGS holds str, not a MuteTiming"),
        (
            "def alert_rules(logs): return [1]",
            "FOLDERS = []",
            r"alert_rules\(\) returned int, not a RuleGroup",
        ),
        ("alert_rules = []", "FOLDERS = []", "alert_rules is a list, not a function"),
        (
            LIBRARY.format(uid="a", name="A", folder=""),
            LIBRARY.format(uid="a", name="B", folder=""),
            "two library panels have the uid 'a'",
        ),
        (
            LIBRARY.format(uid="a", name="A", folder=""),
            LIBRARY.format(uid="b", name="A", folder=""),
            "two library panels in one folder are called",
        ),
        (LIBRARY.format(uid="a", name="A", folder="x"), "FOLDERS = []", "library panel a stands in folder x"),
        (
            "def dashboard(logs): return p.dashboard('D', [], uid='d', folder='x')",
            "FOLDERS = []",
            r"one\.py:6:1: dashboard d stands in folder x, which is none",
        ),
    ],
)
def test_what_does_not_fit_together_is_named_at_the_line_of_one_side(
    one: str, two: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(LogloomError, match=message) as caught:
        load(tmp_path, one=one, two=two)
    assert "\n" not in str(caught.value)


def test_the_prelude_ends_where_the_lines_above_say() -> None:
    assert PRELUDE.count("\n") == 5


def test_five_folders_nest_and_six_do_not(tmp_path: Path) -> None:
    """Recorded: 230."""
    nested = [f"folder('f{depth}', 'F', parent='{f'f{depth - 1}' if depth else ''}')" for depth in range(6)]
    project = load(tmp_path, one=f"FOLDERS = [{', '.join(reversed(nested[:5]))}]")
    assert [each.uid for each in project.folders] == ["code-monet", "f0", "f1", "f2", "f3", "f4"]
    with pytest.raises(LogloomError, match="folder f5 stands in more than 4 others"):
        load(tmp_path, one=f"FOLDERS = [{', '.join(nested)}]")
