"""What a push has overwritten or deleted of alerting comes back from its backup, whatever kind it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.sync.backup import read_backup
from generator.sync.push import Outcome
from generator.sync.restore import restore_plan
from tests.sync.alerting.desk import Desk, Json
from tests.sync.alerting.test_cut_pushes import Change, update


def things(desk: Desk) -> Json:
    return {name: part for name, part in desk.everything().items() if name != "templates"} | {
        "templates": [each for each in desk.get("templates") if each["name"] != "logloom-t"]
    }


def prune(desk: Desk) -> None:
    """Nothing of it has a secret, and the project has none of it any more."""
    slack, email = (
        'a.slack(uid="PREFIX-chat", url=a.env("CHAT_URL"))',
        'a.email(uid="PREFIX-chat", addresses=["c@d.e"])',
    )
    desk.project.change("notifications", slack, email)
    desk.push()
    desk.project.remove("alerts", "notifications")


def restore(desk: Desk, folder: Path | None) -> Outcome:
    assert folder is not None
    source = desk.source
    with desk.grafana() as grafana:
        plan = restore_plan(grafana, source, read_backup(folder))
    return desk.push_plan(plan, source)


@pytest.mark.parametrize("change", [update, prune])
def test_what_a_push_took_away_is_put_back(change: Change, desk: Desk) -> None:
    change(desk)
    before = things(desk)
    outcome = desk.push(prune=True)
    assert things(desk) != before

    assert not restore(desk, outcome.backup).failed

    assert things(desk) == before


def test_a_contact_point_does_not_come_back_without_its_secret(desk: Desk) -> None:
    """No copy holds it, and Grafana would take what stands in its place for the secret."""
    desk.push()
    desk.project.remove("alerts", "notifications")
    backup = desk.push(prune=True).backup

    failed = {str(failure.change.key): str(failure.error) for failure in restore(desk, backup).failed}

    assert "needs its secret url, and Grafana does not have it" in failed["contact point t-chat"]
    assert "t-chat" not in {each["uid"] for each in desk.get("contact-points")}
