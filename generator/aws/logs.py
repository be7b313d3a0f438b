"""CloudWatch Logs' API, as far as running queries needs it.

Source: the service model `logs` of botocore 1.44. What is throttled, or refused since too many queries run at
once, is tried again by botocore's standard mode, with jitter.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

import attrs

from generator.aws.refusals import explained
from generator.errors import LogloomError, ServerError

ATTEMPTS = 8
"""How often a request is made: its waits come to half a minute or so."""

CONNECT_TIMEOUT = 10
READ_TIMEOUT = 60
POOL = 10
"""Connections at once, where several threads ask."""


@attrs.frozen
class Access:
    """How AWS is reached. What is empty is as the AWS tools know it: environment, profile, instance."""

    region: str = ""
    profile: str = ""
    endpoint: str = ""


@attrs.frozen
class Question:
    """What CloudWatch is asked: both ends of the time are included, in whole seconds.

    `log_groups` are names, or ARNs without a `*` at the end.
    """

    text: str
    log_groups: tuple[str, ...]
    start: datetime
    end: datetime


class Client(Protocol):
    """boto3's client, which has no types."""

    def start_query(self, **parameters: Any) -> Mapping[str, Any]: ...

    def get_query_results(self, **parameters: Any) -> Mapping[str, Any]: ...

    def stop_query(self, **parameters: Any) -> Mapping[str, Any]: ...


@attrs.frozen
class Logs:
    """The API in words of ours. Each method raises LogloomError or ServerError."""

    client: Client

    def start(self, question: Question) -> str:
        """Start a query and return its id. Raises CompileError where CloudWatch cannot read the text."""
        by_arn = all(group.startswith("arn:") for group in question.log_groups)
        answer = _asked(
            self.client.start_query,
            **{"logGroupIdentifiers" if by_arn else "logGroupNames": list(question.log_groups)},
            queryString=question.text,
            startTime=int(question.start.timestamp()),
            endTime=-int(-question.end.timestamp() // 1),
        )
        query_id = answer.get("queryId")
        if not isinstance(query_id, str):
            raise ServerError("what answers is not CloudWatch")
        return query_id

    def results(self, query_id: str, token: str = "") -> Mapping[str, Any]:
        """What there is of a query's result; with a token the next page of it."""
        page: Mapping[str, Any] = _asked(
            self.client.get_query_results, queryId=query_id, **({"nextToken": token} if token else {})
        )
        return page

    def stop(self, query_id: str) -> None:
        """Stop a query that may still run; one that has ended cannot be stopped, which is well."""
        with contextlib.suppress(LogloomError):  # whatever it is, it is not why we stop
            _asked(self.client.stop_query, queryId=query_id)


@contextlib.contextmanager
def open_logs(access: Access) -> Iterator[Logs]:
    """A client. Raises LogloomError without boto3, without a region, and for a profile that is not there."""
    try:
        import boto3
        from botocore.config import Config
    except ModuleNotFoundError:
        raise LogloomError(
            "boto3 is not installed, by which AWS is asked", hint="pip install 'logloom-generator[aws]'"
        ) from None
    config = Config(
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        max_pool_connections=POOL,
    )
    session = _asked(boto3.Session, profile_name=access.profile or None, region_name=access.region or None)
    client = _asked(session.client, service_name="logs", endpoint_url=access.endpoint or None, config=config)
    with contextlib.closing(client):
        yield Logs(client)


def _asked(request: Callable[..., Any], **parameters: Any) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return request(**parameters)
    except (BotoCoreError, ClientError, ResponseParserError, ValueError) as error:
        raise explained(error) from None
