"""Contact points: their secrets are hidden, their names used elsewhere, and they have no place for a mark."""

from __future__ import annotations

import json

import pytest

from generator.errors import LogloomError
from generator.sync.client.errors import LostUpdate
from tests.grafana import faults
from tests.grafana.server import GrafanaStandIn
from tests.sync.alerting.desk import OPEN, Desk
from tests.sync.project import ENVIRONMENT

CHAT, MAIL = "contact point t-chat", "contact point t-mail"
SECRET = ENVIRONMENT["CHAT_URL"]


def stored_secret(desk: Desk, uid: str = "t-chat", setting: str = "url") -> object:
    """What Grafana really has, past what it shows."""
    integration = desk.server.state.alerting.integration(uid)
    assert integration is not None
    return integration.settings.get(setting)


def test_a_secret_that_has_not_changed_is_no_difference(desk: Desk) -> None:
    desk.push()

    assert stored_secret(desk) == SECRET
    assert desk.point("t-chat")["settings"]["url"] == "[REDACTED]"
    assert desk.pushed() == []


def test_a_new_secret_is_sent(desk: Desk) -> None:
    desk.push()
    desk.environment = {**ENVIRONMENT, "CHAT_URL": "https://chat.example.com/new"}

    assert desk.statuses() == {CHAT: "update"}
    assert desk.pushed() == ["PUT /api/v1/provisioning/contact-points/t-chat"]
    assert stored_secret(desk) == "https://chat.example.com/new"
    assert desk.pushed() == []


def test_without_the_variable_the_stored_secret_stays(desk: Desk) -> None:
    desk.push()
    desk.environment = {}

    assert desk.statuses() == {}
    desk.project.change("notifications", 'a.slack(uid="PREFIX-chat"', 'a.slack(title="T", uid="PREFIX-chat"')
    desk.pushed()
    assert stored_secret(desk) == SECRET
    assert desk.point("t-chat")["settings"]["title"] == "T"
    desk.environment = ENVIRONMENT
    assert desk.statuses() == {}


def test_without_the_variable_nothing_is_created(desk: Desk) -> None:
    desk.environment = {}

    with pytest.raises(LogloomError, match="CHAT_URL"):
        desk.push()
    assert desk.server.writes == []


def test_a_secret_that_somebody_took_out_is_an_edit(desk: Desk) -> None:
    desk.push()
    point = desk.point("t-chat") | {"settings": {"token": "xoxb", "recipient": "#a"}}
    desk.put("contact-points/t-chat", point)

    assert desk.statuses() == {CHAT: "edited"}


def test_an_address_that_grafana_shows_is_compared_as_it_is_and_told_to_nobody(desk: Desk) -> None:
    """A webhook's address often holds a token, and is no secret to Grafana."""
    desk.project.change(
        "notifications",
        'a.slack(uid="PREFIX-chat", url=a.env("CHAT_URL"))',
        'a.webhook(uid="PREFIX-chat", url=a.env("CHAT_URL"))',
    )
    desk.push()
    assert desk.statuses() == {}
    desk.environment = {**ENVIRONMENT, "CHAT_URL": "https://chat.example.com/new"}
    assert desk.statuses() == {CHAT: "update"}
    desk.pushed()
    assert desk.point("t-chat")["settings"]["url"] == "https://chat.example.com/new"
    desk.environment = ENVIRONMENT
    desk.pushed()
    desk.environment = {}
    desk.project.change("notifications", "a.webhook(", 'a.webhook(title="T", ')
    desk.pushed()
    assert desk.point("t-chat")["settings"]["url"] == SECRET


@pytest.mark.parametrize("environment", [ENVIRONMENT, {}])
def test_an_address_that_somebody_changed_is_an_edit_and_told_to_nobody(
    environment: dict[str, str], desk: Desk
) -> None:
    desk.project.change("notifications", "a.slack(", "a.webhook(")
    desk.push()
    point = desk.point("t-chat")
    settings = point["settings"] | {"url": "https://other.example.com"}
    desk.put("contact-points/t-chat", point | {"settings": settings})
    desk.environment = environment

    comparison = desk.comparison(CHAT)

    assert str(comparison.status) == "edited"
    assert comparison.live is not None
    assert "other.example.com" not in json.dumps([comparison.live.body, comparison.live.raw])
    desk.environment = ENVIRONMENT
    desk.pushed(on_edit="overwrite")
    assert desk.point("t-chat")["settings"]["url"] == SECRET
    assert desk.statuses() == {}


def test_no_secret_gets_into_the_record_or_a_backup(desk: Desk) -> None:
    desk.push()
    desk.project.change("notifications", "ops@example.com", "dev@example.com")
    desk.environment = {**ENVIRONMENT, "CHAT_URL": "https://chat.example.com/new"}
    desk.push()

    written = [path.read_text() for path in desk.folder.rglob("backups/**/*.json")]
    assert written
    for text in (*written, json.dumps(desk.get("templates"))):
        assert "chat.example.com" not in text


def test_a_new_name_goes_into_policy_and_rules_without_an_edit(desk: Desk) -> None:
    desk.project.change(
        "alerts", 'summary="Many', 'notification=a.notification_settings("PREFIX mail"), summary="Many'
    )
    desk.push()
    desk.project.change("notifications", '"PREFIX mail"', '"PREFIX post"')
    desk.project.change("alerts", '"PREFIX mail"', '"PREFIX post"')
    desk.project.change("alerts", '">", 10', '">", 20')

    desk.pushed()

    assert desk.statuses() == {}
    assert desk.get("policies")["routes"][0]["receiver"] == "t post"
    assert desk.rule("t-many")["notification_settings"]["receiver"] == "t post"


def test_another_type_is_an_update(desk: Desk) -> None:
    desk.push()
    desk.project.change(
        "notifications",
        'a.slack(uid="PREFIX-chat", url=a.env("CHAT_URL"))',
        'a.pagerduty(uid="PREFIX-chat", integration_key=a.env("CHAT_URL"))',
    )

    assert desk.pushed() == ["PUT /api/v1/provisioning/contact-points/t-chat"]
    assert desk.point("t-chat")["type"] == "pagerduty"
    assert stored_secret(desk, setting="integrationKey") == SECRET
    assert desk.statuses() == {}


def test_two_integrations_of_one_contact_point_are_two_resources(desk: Desk) -> None:
    desk.project.change(
        "notifications",
        'addresses=["ops@example.com"])',
        'addresses=["ops@example.com"]), a.email(uid="PREFIX-two", addresses=["b@example.com"])',
    )
    desk.push()
    assert [each["uid"] for each in desk.get("contact-points") if each["name"] == "t mail"] == [
        "t-mail",
        "t-two",
    ]
    desk.project.change("notifications", ', a.email(uid="PREFIX-two", addresses=["b@example.com"])', "")

    assert desk.pushed(prune=True) == ["DELETE /api/v1/provisioning/contact-points/t-two"]
    assert desk.point("t-mail")["name"] == "t mail"


def test_one_that_is_there_as_wanted_needs_no_record(desk: Desk) -> None:
    desk.post(
        "contact-points",
        {
            "uid": "t-mail",
            "name": "t mail",
            "type": "email",
            "settings": {"addresses": "ops@example.com", "singleEmail": False},
        },
    )

    assert MAIL not in desk.statuses()


def test_one_that_somebody_else_made_is_taken(desk: Desk) -> None:
    desk.post(
        "contact-points",
        {
            "uid": "t-mail",
            "name": "t mail",
            "type": "email",
            "settings": {"addresses": "them@example.com"},
        },
    )

    assert desk.statuses()[MAIL] == "taken"
    with pytest.raises(LogloomError, match="--adopt"):
        desk.push()
    desk.pushed(adopt=["t-mail"])
    assert desk.point("t-mail")["settings"]["addresses"] == "ops@example.com"
    assert desk.statuses() == {}


def test_going_back_by_hand_to_what_was_pushed_before_is_an_edit(desk: Desk) -> None:
    desk.push()
    before = desk.point("t-mail")
    desk.project.change("notifications", "ops@example.com", "dev@example.com")
    desk.push()
    desk.put("contact-points/t-mail", before)

    assert desk.statuses() == {MAIL: "edited"}
    with pytest.raises(LogloomError, match="t-mail"):
        desk.push()


def test_one_that_is_still_used_is_not_deleted_and_its_user_is_named(desk: Desk) -> None:
    desk.push()
    tree = desk.get("policies")
    desk.put(
        "policies",
        tree | {"routes": [*tree["routes"], {"receiver": "t chat", "object_matchers": [["a", "=", "b"]]}]},
    )
    desk.project.remove("notifications", "alerts")

    outcome = desk.push(prune=True)

    errors = {str(failure.change.key): failure.error.message for failure in outcome.failed}
    assert errors == {CHAT: f"{CHAT} cannot be deleted: a notification policy still uses it"}
    assert desk.point("t-chat")


def test_locked_for_good_is_said_in_words(desk: Desk) -> None:
    """Grafana takes the lock off rules only."""
    desk.push()
    desk.project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")

    comparison = desk.comparison(MAIL)

    assert str(comparison.status) == "blocked"
    assert comparison.live is not None
    assert "allow_ui_edits" in comparison.live.advice


def test_one_that_is_open_is_locked_in_plain_sight(desk: Desk) -> None:
    desk.project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")
    desk.push()
    assert "provenance" not in desk.point("t-mail")
    assert desk.statuses() == {}
    desk.project.contract("allow_ui_edits = true\n", "")

    assert desk.statuses()[MAIL] == "update"
    desk.pushed()
    assert desk.point("t-mail")["provenance"] == "api"
    assert desk.statuses() == {}


def test_an_edit_between_plan_and_push_is_not_overwritten(desk: Desk) -> None:
    desk.project.contract("[grafana]\n", "[grafana]\nallow_ui_edits = true\n")
    desk.push()
    desk.project.change("notifications", "ops@example.com", "dev@example.com")
    source = desk.source
    plan = desk.plan(source)
    theirs = desk.point("t-mail") | {"settings": {"addresses": "them@example.com"}}
    desk.put("contact-points/t-mail", theirs, **OPEN)

    outcome = desk.push_plan(plan, source)

    assert [type(failure.error) for failure in outcome.failed] == [LostUpdate]
    assert desk.point("t-mail")["settings"]["addresses"] == "them@example.com"


def test_a_write_that_met_another_one_is_done_again(desk: Desk) -> None:
    """Grafana keeps all of them in one row: two writes at once, and one of them fails."""
    desk.server.faults = [
        faults.Instead(
            where=faults.to("POST", "/api/v1/provisioning/contact-points"),
            status=500,
            body={"message": "could not find object using provided id and hash"},
        )
    ]

    assert not desk.push().failed
    assert desk.statuses() == {}


def test_what_grafana_rewrites_of_one_is_said_and_not_written_again(desk: Desk) -> None:
    def rewrite(server: GrafanaStandIn) -> None:
        integration = server.state.alerting.integration("t-mail")
        assert integration is not None
        integration.settings = integration.settings | {"added": "by Grafana"}

    desk.server.faults = [
        faults.Meanwhile(
            where=lambda request: request.method == "POST" and b"t-mail" in request.body,
            action=rewrite,
            after=True,
        )
    ]
    desk.push()

    assert desk.statuses() == {}
    assert any("added" in note for note in desk.plan().notes)
    desk.project.change("notifications", "ops@example.com", "dev@example.com")
    assert desk.statuses() == {MAIL: "update"}


def test_a_token_that_may_not_read_them_is_told_so(desk: Desk) -> None:
    desk.server.faults = [
        faults.LostRights(
            where=faults.to("GET", "/api/v1/provisioning/contact-points"),
            permission="alert.notifications:read",
        )
    ]

    with pytest.raises(LogloomError, match=r"alert\.notifications:read"):
        desk.plan()
