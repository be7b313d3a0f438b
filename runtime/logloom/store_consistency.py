"""What the stores of a contract must be beyond the types of their values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from logloom.contract import Aws, Contract, Store
from logloom.toml_document import Document, KeyPath

UID = re.compile(r"[A-Za-z0-9_-]{1,40}")
"""What Grafana accepts as the uid of a datasource or a folder."""

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d+")
ACCOUNT = re.compile(r"\d{12}")
ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
ENDPOINT = re.compile(r"https?://\S+")
LOG_GROUP = re.compile(r"[A-Za-z0-9_./#-]{1,512}")
"""How AWS writes them (API reference of CloudWatch Logs and IAM), and a shell a variable."""

CLOUDWATCH = "cloudwatch"


def check_stores(document: Document, contract: Contract) -> None:
    """Raise ContractError at the first thing that is wrong with a store or a datasource."""
    for store in contract.stores.values():
        _check_log_groups(document, store)
        _check_aws(document, store)
    _check_default(document, contract)
    _check_uids(document, contract)


def check_uid(document: Document, place: KeyPath, uid: str) -> None:
    """Raise ContractError for what Grafana would not have as a uid."""
    if not UID.fullmatch(uid):
        raise document.error(
            place, f"{uid!r} cannot be a uid in Grafana", "use letters, digits, _ and -, 40 at most"
        )


def _check_uids(document: Document, contract: Contract) -> None:
    owners: dict[str, str] = {}
    datasources: list[tuple[KeyPath, str]] = [
        *((("stores", store.name), store.datasource_uid) for store in contract.stores.values()),
        (("xray",), contract.xray.datasource_uid),
    ]
    for path, uid in datasources:
        owner, place = ".".join(map(str, path)), (*path, "datasource_uid")
        check_uid(document, place, uid)
        if uid in owners:
            raise document.error(place, f"datasource_uid {uid} is that of {owners[uid]} already")
        owners[uid] = owner


def _check_default(document: Document, contract: Contract) -> None:
    first = ""
    for store in contract.stores.values():
        place: KeyPath = ("stores", store.name, "default")
        if store.default and not store.enabled:
            raise document.error(place, f"store {store.name} is the default and not enabled", "enable it")
        if store.default and first:
            raise document.error(place, f"store {first} is the default already", "one store is")
        first = store.name if store.default else first


def _check_log_groups(document: Document, store: Store) -> None:
    names: set[str] = set()
    for index, group in enumerate(store.log_groups):
        place: KeyPath = ("stores", store.name, "log_groups", index, "name")
        if not LOG_GROUP.fullmatch(group.name):
            raise document.error(
                place, f"{group.name!r} cannot name a log group", "use letters, digits, _ . / # and -"
            )
        if group.name in names:
            raise document.error(place, f"two log groups are named {group.name}")
        names.add(group.name)


def _check_aws(document: Document, store: Store) -> None:
    place: KeyPath = ("stores", store.name)
    if store.name != CLOUDWATCH:
        if store.aws is not None:
            raise document.error((*place, "aws"), f"store {store.name} is not in AWS", "take it out")
        return
    if store.enabled and store.aws is None:
        raise document.error(
            place,
            "store cloudwatch does not say where it is",
            "add [stores.cloudwatch.aws]: region, account_id",
        )
    if store.enabled and not store.complete_log_groups:
        raise document.error(
            place,
            "no log group of store cloudwatch holds all records",
            "add one without levels and categories: queries ask it",
        )
    for key, message, hint in _faults(store.aws) if store.aws else ():
        raise document.error((*place, "aws", key), message, hint)


def _faults(aws: Aws) -> Iterator[tuple[str, str, str]]:
    """What is wrong, as the key, a message and a hint."""
    for key, value, form, what, hint in (
        ("region", aws.region, REGION, "region of AWS", "such as us-east-1"),
        ("account_id", aws.account_id, ACCOUNT, "account of AWS", "it has 12 digits"),
        ("assume_role_arn", aws.assume_role_arn, ROLE, "role", "arn:aws:iam::ACCOUNT:role/NAME"),
        (
            "access_key_variable",
            aws.access_key_variable,
            VARIABLE,
            "environment variable",
            "name it, not its value",
        ),
        (
            "secret_key_variable",
            aws.secret_key_variable,
            VARIABLE,
            "environment variable",
            "name it, not its value",
        ),
        ("endpoint", aws.endpoint, ENDPOINT, "endpoint", "such as https://logs.example.com"),
    ):
        if (value or key in ("region", "account_id")) and not form.fullmatch(value):
            # What should be the name of a secret may be the secret.
            shown = "this" if key.endswith("_variable") else repr(value)
            yield key, f"{shown} is no {what}", hint
    yield from _contradictions(aws)


def _contradictions(aws: Aws) -> Iterator[tuple[str, str, str]]:
    keys = ("access_key_variable", "secret_key_variable")
    for key in keys:
        if aws.authentication == "keys" and not getattr(aws, key):
            yield "authentication", f"authentication by keys needs {key}", f"add {key} = ..."
        if aws.authentication != "keys" and getattr(aws, key):
            yield key, f"{key} is for authentication by keys", 'write authentication = "keys"'
    if aws.authentication == "assume_role" and not aws.assume_role_arn:
        yield "authentication", "authentication by assume_role needs a role", "add assume_role_arn = ..."
    if aws.authentication == "default" and aws.assume_role_arn:
        yield "assume_role_arn", "a role is given and not assumed", 'write authentication = "assume_role"'
    if aws.external_id and not aws.assume_role_arn:
        yield "external_id", "external_id is for a role", "add assume_role_arn = ..."
