"""An AWS account that is only a loopback port, with credentials that must never be seen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.aws.logs import Access, Logs, open_logs
from tests.aws.wire import Wire, serving

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "FwoGZXIvYXdzEXAMPLETOKENEXAMPLETOKEN"


@pytest.fixture
def no_aws(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing of the account of whoever runs the tests, and no asking of a machine that is none."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "aws-config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "aws-credentials"))


@pytest.fixture(scope="session")
def served() -> Iterator[Wire]:
    """A server for all tests: each begins it anew."""
    with serving() as wire:
        yield wire


@pytest.fixture
def wire(served: Wire, no_aws: None, monkeypatch: pytest.MonkeyPatch) -> Wire:
    """What answers in the place of CloudWatch; waiting before another attempt takes no time."""
    served.begin()
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", served.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_SESSION_TOKEN", TOKEN)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    return served


@pytest.fixture(scope="session")
def client(served: Wire) -> Iterator[Logs]:
    """A client of it for all tests: making one takes boto3 longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
        patch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        patch.setenv("AWS_SESSION_TOKEN", TOKEN)
        with open_logs(Access("eu-central-1", endpoint=served.url)) as logs:
            yield logs


@pytest.fixture
def logs(client: Logs, wire: Wire) -> Logs:
    """The client, to be asked what `wire` has been told to answer."""
    return client
