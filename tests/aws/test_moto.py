"""The same requests to moto, somebody else's idea of the service: it runs `fields`, `sort` and `limit`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from generator.aws.logs import Access, Question, open_logs
from generator.aws.query import run
from generator.errors import LogloomError

GROUP = "/app"
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)  # it takes no old records


@pytest.fixture
def account(no_aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        client = boto3.client("logs", region_name="eu-central-1")
        client.create_log_group(logGroupName=GROUP)
        client.create_log_stream(logGroupName=GROUP, logStreamName="one")
        events = [
            {
                "timestamp": int((NOW + timedelta(minutes=minute)).timestamp() * 1000),
                "message": f"no {minute}",
            }
            for minute in range(3)
        ]
        client.put_log_events(logGroupName=GROUP, logStreamName="one", logEvents=events)
        client.close()
        yield


def question(text: str, group: str = GROUP) -> Question:
    return Question(text, (group,), NOW - timedelta(minutes=1), NOW + timedelta(hours=1))


@pytest.mark.usefixtures("account")
def test_records_that_were_put_are_found() -> None:
    with open_logs(Access("eu-central-1")) as logs:
        found = run(logs, question("fields @message | sort @timestamp desc | limit 2"), timeout=60)
    assert [dict(row) for row in found.rows] == [{"@message": "no 2"}, {"@message": "no 1"}]


@pytest.mark.usefixtures("account")
def test_a_log_group_that_is_not_there_is_told() -> None:
    with open_logs(Access("eu-central-1")) as logs, pytest.raises(LogloomError, match="log group") as raised:
        run(logs, question("fields @message", "/other"), timeout=60)
    assert raised.value.exit_code == 2
