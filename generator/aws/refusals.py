"""What boto3 and CloudWatch say when something is wrong, as one line for whoever ran the command."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from generator.errors import LogloomError, ServerError

SIGN_IN = "sign in again, with `aws sso login` or as you do it"
_CREDENTIALS = "sign in (`aws sso login`, `aws configure`), or name a profile: --profile, AWS_PROFILE"
_RIGHTS = "what is needed: logs:StartQuery, logs:GetQueryResults and logs:StopQuery on the log groups"
_WHERE = "are the log groups of the contract in this region and account?"

# What must not be repeated: a key's id, and whoever stands in an address.
_KEY_ID = re.compile(r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b")
_USER_INFO = re.compile(r"(?<=://)[^/@\s]+(?=@)")


class CompileError(LogloomError):
    """CloudWatch cannot read the query. `start` is the offset in the text it was sent, None if unsaid."""

    def __init__(self, message: str, start: int | None) -> None:
        super().__init__(message)
        self.start = start


def explained(error: Exception) -> LogloomError:
    """The error of a user for one of botocore's; it never holds a secret."""
    from botocore.exceptions import ClientError

    if isinstance(error, ClientError):
        return _refused(error.response)
    for kind in type(error).__mro__:
        if kind.__name__ in _BROKEN:
            return _BROKEN[kind.__name__](error)
    return ServerError(f"CloudWatch cannot be asked: {harmless(str(error))}")


def harmless(text: str) -> str:
    """The text without ids of keys and without the passwords of addresses."""
    return _USER_INFO.sub("[REDACTED]", _KEY_ID.sub("[REDACTED]", text))


def _refused(response: Mapping[str, Any]) -> LogloomError:
    """What an answer of the service says that is an error (botocore merges the error's own members in)."""
    error = response.get("Error") or {}
    code = str(error.get("Code") or "").rpartition("#")[2]
    message = harmless(str(error.get("Message") or "").strip()).removesuffix(".")
    if code == "MalformedQueryException":
        return _compile_error(message, response.get("queryCompileError") or {})
    if code in _CODES:
        return _CODES[code](message)
    return ServerError(f"CloudWatch refuses: {': '.join(part for part in (code, message) if part)}")


def _compile_error(message: str, details: Mapping[str, Any]) -> CompileError:
    start = (details.get("location") or {}).get("startCharOffset")
    said = harmless(str(details.get("message") or message or "it cannot read the query")).strip()
    return CompileError(f"CloudWatch: {said.removesuffix('.')}", start if isinstance(start, int) else None)


def _expired(_: str) -> LogloomError:
    return ServerError("the AWS session has expired", hint=SIGN_IN)


def _unknown(_: str) -> LogloomError:
    return ServerError("AWS does not know these credentials", hint=_CREDENTIALS)


def _denied(message: str) -> LogloomError:
    return ServerError(f"AWS denies access: {message}" if message else "AWS denies access", hint=_RIGHTS)


def _busy(message: str) -> LogloomError:
    return ServerError(
        f"CloudWatch takes no more queries: {message}" if message else "CloudWatch takes no more queries",
        hint="an account has so many at once, those of its dashboards among them: try again later",
    )


_CODES: Mapping[str, Callable[[str], LogloomError]] = {
    "ExpiredToken": _expired,
    "ExpiredTokenException": _expired,
    "TokenRefreshRequired": _expired,
    "UnrecognizedClientException": _unknown,
    "InvalidClientTokenId": _unknown,
    "InvalidSignatureException": _unknown,
    "SignatureDoesNotMatch": _unknown,
    "IncompleteSignature": _unknown,
    "IncompleteSignatureException": _unknown,
    "MissingAuthenticationToken": _unknown,
    "MissingAuthenticationTokenException": _unknown,
    "AccessDenied": _denied,
    "AccessDeniedException": _denied,
    "LimitExceededException": _busy,
    "Throttling": _busy,
    "ThrottlingException": _busy,
    "TooManyRequestsException": _busy,
    "ResourceNotFoundException": lambda message: LogloomError(f"CloudWatch: {message}", hint=_WHERE),
    # Such as a query that is too long, or a range that ends before it begins.
    "InvalidParameterException": lambda message: CompileError(f"CloudWatch: {message}", None),
}


def _kwargs(error: Exception) -> Mapping[str, Any]:
    return getattr(error, "kwargs", {})


def _unreachable(error: Exception) -> LogloomError:
    where = harmless(str(_kwargs(error).get("endpoint_url") or ""))
    return ServerError(f"CloudWatch cannot be reached{f' at {where}' if where else ''}")


def _no_answer(error: Exception) -> LogloomError:
    where = harmless(str(_kwargs(error).get("endpoint_url") or ""))
    return ServerError(f"CloudWatch does not answer{f' at {where}' if where else ''}")


def _no_credentials(_: Exception) -> LogloomError:
    return LogloomError("no AWS credentials are found", hint=_CREDENTIALS)


def _signed_out(_: Exception) -> LogloomError:
    return ServerError("the AWS sign-in has expired or there is none", hint=SIGN_IN)


_BROKEN: Mapping[str, Callable[[Exception], LogloomError]] = {
    "NoCredentialsError": _no_credentials,
    "PartialCredentialsError": _no_credentials,
    "NoAuthTokenError": _no_credentials,
    "UnauthorizedSSOTokenError": _signed_out,
    "SSOTokenLoadError": _signed_out,
    "LoginTokenLoadError": _signed_out,
    "TokenRetrievalError": _signed_out,
    # What a program that gives credentials has said may hold them.
    "CredentialRetrievalError": lambda error: ServerError(
        f"no credentials are given by {_kwargs(error).get('provider', 'their provider')}"
    ),
    "ProfileNotFound": lambda error: LogloomError(
        f"there is no AWS profile {_kwargs(error).get('profile')}", hint="`aws configure list-profiles`"
    ),
    "NoRegionError": lambda _: LogloomError(
        "in which AWS region are the logs?",
        hint="say so with --region, AWS_REGION, or region under [stores.cloudwatch.aws] of the contract",
    ),
    "InvalidRegionError": lambda error: LogloomError(f"{_kwargs(error).get('region_name')} is no AWS region"),
    "EndpointConnectionError": _unreachable,
    "ConnectTimeoutError": _no_answer,
    "ReadTimeoutError": _no_answer,
    "ConnectionClosedError": _no_answer,
    "ProxyConnectionError": _unreachable,
    "SSLError": _unreachable,
    "HTTPClientError": _unreachable,
    "ResponseParserError": lambda _: ServerError("what answers is not CloudWatch"),
}
"""By the names of botocore's classes, so that reading this module does not import it."""
