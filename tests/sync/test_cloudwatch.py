"""A push of the repository's own dashboards and alerts on CloudWatch: once, and then nothing is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.project import load_project
from generator.sync.changes import Options, intend
from generator.sync.kind import Source
from generator.sync.plan import make_plan
from generator.sync.pull import pull
from generator.sync.push import push
from generator.sync.write import Writer
from tests.contracts import ROOT
from tests.grafana.server import GrafanaStandIn
from tests.sync.in_process import in_process

ENVIRONMENT = {
    "PAGERDUTY_INTEGRATION_KEY": "a" * 32,
    "SLACK_WEBHOOK_URL": "https://hooks.example.com/services/x",
}


@pytest.fixture
def source() -> Source:
    return Source(load_project(ROOT, stores=["cloudwatch"]), "cloudwatch", ENVIRONMENT)


def statuses(server: GrafanaStandIn, source: Source) -> dict[str, str]:
    """What a plan says of all that is not unchanged."""
    with in_process(server, "") as grafana:
        found = make_plan(grafana, source).comparisons
    return {str(each.key): str(each.status) for each in found if each.status != "unchanged"}


def test_what_is_pushed_is_unchanged_until_a_query_is_edited(
    grafana: GrafanaStandIn, source: Source, tmp_path: Path
) -> None:
    with in_process(grafana, "") as client:
        plan = make_plan(client, source)
        intent = intend(plan, Options())
        outcome = push(Writer(client, source, pauses=(0, 0)), plan, intent, backups=tmp_path)
    assert not outcome.failed
    assert statuses(grafana, source) == {}

    uid = "logs-errors"
    stored = grafana.call("GET", f"/api/dashboards/uid/{uid}")
    dashboard = stored["dashboard"]
    panel = next(panel for panel in dashboard["panels"] if panel["title"] == "Errors over time")
    # Somebody only looks at it in the editor, and saves.
    panel["targets"][0]["logGroups"][0]["accountLabel"] = "main"
    save = {"dashboard": dashboard, "folderUid": stored["meta"]["folderUid"], "overwrite": True}
    grafana.call("POST", "/api/dashboards/db", save)
    assert statuses(grafana, source) == {}

    panel["targets"][0]["expression"] += "| limit 5\n"
    grafana.call("POST", "/api/dashboards/db", save)
    assert statuses(grafana, source) == {f"dashboard {uid}": "edited"}
    with in_process(grafana, "") as client:
        (carry,) = pull(client, source, uid).carries
    assert carry.location is not None
    assert carry.location.path.name == "errors.py"
    (diff,) = carry.diffs
    assert "queries/errors/over_time.cwli" in diff
    assert "+| limit 5" in diff
