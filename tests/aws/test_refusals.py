"""Whatever is wrong is one line, with what to do, the right exit code, and no secret."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions

from generator.aws.logs import Access, Logs, Question, open_logs
from generator.aws.refusals import explained
from generator.errors import LogloomError
from tests.aws.fixtures import KEY_ID, SECRET, TOKEN
from tests.aws.wire import Answer, Wire, refused

NOW = datetime(2026, 1, 15, tzinfo=UTC)
QUESTION = Question("stats count(*)", ("/app",), NOW, NOW)
HERE = Access("eu-central-1")
USER, REFUSED = 2, 4


def error_of(access: Access = HERE) -> LogloomError:
    """What is said of one query."""
    with pytest.raises(LogloomError) as raised, open_logs(access) as logs:
        logs.start(QUESTION)
    return raised.value


def assert_tells(error: LogloomError, exit_code: int, *words: str) -> None:
    line = str(error)
    assert (error.exit_code, "\n" in line) == (exit_code, False)
    for word in words:
        assert word in line
    for secret in (KEY_ID, SECRET, TOKEN):
        assert secret not in line


REFUSALS: list[tuple[Answer, int, str]] = [
    (
        refused("ExpiredTokenException", "The security token has expired"),
        REFUSED,
        "aws sso login",
    ),
    (refused("UnrecognizedClientException", "The security token is invalid"), REFUSED, "--profile"),
    (refused("InvalidSignatureException", f"Credential={KEY_ID}/20260115"), REFUSED, "credentials"),
    (refused("AccessDeniedException", f"User: {KEY_ID} may not logs:StartQuery"), REFUSED, "logs:StopQuery"),
    (refused("ResourceNotFoundException", "Log group '/app' does not exist"), USER, "'/app' does not exist"),
    (refused("InvalidParameterException", "The end lies before the start."), USER, "before the start"),
    (refused("MalformedQueryException", "the end of the range exceeds the retention"), USER, "retention"),
    (refused("LimitExceededException", "100 are running"), REFUSED, "100 are running"),
    (refused("ServiceUnavailableException", "later", status=503), REFUSED, "later"),
    (refused("com.amazonaws.logs#NewException", "who knows"), REFUSED, "NewException"),
    ((500, {}), REFUSED, "CloudWatch"),
]


@pytest.mark.parametrize(("answer", "exit_code", "words"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_aws_refuses(logs: Logs, wire: Wire, answer: Answer, exit_code: int, words: str) -> None:
    wire.will("StartQuery", answer)
    with pytest.raises(LogloomError) as raised:
        logs.start(QUESTION)
    assert_tells(raised.value, exit_code, words)


def test_no_credentials(no_aws: None) -> None:
    assert_tells(error_of(), USER, "no AWS credentials", "aws sso login", "--profile")


def test_no_region(no_aws: None) -> None:
    assert_tells(error_of(Access()), USER, "region", "AWS_REGION", "[stores.cloudwatch.aws]")


def test_a_profile_that_is_not_there(no_aws: None) -> None:
    assert_tells(error_of(Access("eu-central-1", "produktion")), USER, "no AWS profile produktion")


def test_a_region_that_is_none(wire: Wire) -> None:
    assert_tells(error_of(Access("eu central")), USER, "eu central is no AWS region")


def test_nobody_answers(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://somebody:hidden-word@127.0.0.1:1")
    error = error_of()
    assert_tells(error, REFUSED, "cannot be reached", "127.0.0.1:1")
    assert "hidden-word" not in str(error)


def test_region_and_profile_are_as_the_aws_tools_know_them(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_PROFILE", "production")
    for variable, head in (
        ("AWS_CONFIG_FILE", "profile production"),
        ("AWS_SHARED_CREDENTIALS_FILE", "production"),
    ):
        Path(os.environ[variable]).write_text(
            f"[{head}]\nregion = eu-west-3\naws_access_key_id = {KEY_ID}\naws_secret_access_key = {SECRET}\n"
        )
    with open_logs(Access()) as logs:
        client: Any = logs.client
        assert client.meta.region_name == "eu-west-3"
        assert logs.start(QUESTION) == "a-query"


def test_a_program_for_credentials_is_not_quoted() -> None:
    error = exceptions.CredentialRetrievalError(provider="custom-process", error_msg=f"printed {SECRET}")
    assert_tells(explained(error), REFUSED, "custom-process")


@pytest.mark.parametrize(
    "error",
    [
        exceptions.UnauthorizedSSOTokenError(),
        exceptions.SSOTokenLoadError(error_msg="gone"),
        exceptions.TokenRetrievalError(provider="sso", error_msg="expired"),
    ],
)
def test_a_sign_in_that_has_expired(error: Exception) -> None:
    assert_tells(explained(error), REFUSED, "sign-in", "aws sso login")


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(LogloomError) as raised, open_logs(HERE):
        pass
    assert_tells(raised.value, USER, "boto3 is not installed", "logloom-generator[aws]")
