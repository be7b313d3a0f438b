"""What a contract must be beyond the types of its values: names that can be used, and no contradiction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from logloom.contract import DEFAULT_CATEGORY, Contract, ExtraType
from logloom.store_consistency import check_stores, check_uid
from logloom.toml_document import Document, KeyPath

REQUIRED_FIELDS = {
    "timestamp": "timestamptz",
    "level": "text",
    "category": "text",
    "logger": "text",
    "message": "text",
}
KNOWN_FIELDS = {**REQUIRED_FIELDS, "trace_id": "text", "extra": "jsonb"}
"""Fields that the schema, the queries and the handlers know by name, and the only type each can have."""

TABLE_COLUMNS = ("id", "created_at")
"""Columns that the table has of itself."""

LONGEST_RETENTION = 36_500

COLUMN = re.compile(r"[a-z_][a-z0-9_]{0,62}")
"""A column that may stand unquoted in SQL, within PostgreSQL's 63 bytes."""
CATEGORY = re.compile(r"[a-z][a-z0-9_-]*")
LOGGER = re.compile(r"[^.\s]+(\.[^.\s]+)*")
_WHOLE, _NUMBER = re.compile(r"-?\d+"), re.compile(r"-?\d+(\.\d+)?")
VALUE_TYPES: Mapping[ExtraType, re.Pattern[str]] = {
    "text": re.compile(r".+"),
    "integer": _WHOLE,
    "number": _NUMBER,
    "boolean": re.compile("true|false"),
}
"""How a value is written of each type whose values can be listed."""


def check_consistency(document: Document, contract: Contract) -> None:
    """Raise ContractError at the first thing that is wrong."""
    _check_categories(document, contract)
    _check_category_references(document, contract)
    _check_fields(document, contract)
    _check_values(document, contract)
    _check_retention(document, contract)
    check_stores(document, contract)
    check_uid(document, ("grafana", "folder_uid"), contract.grafana.folder_uid)


def _check_categories(document: Document, contract: Contract) -> None:
    names: set[str] = set()
    owners: dict[str, str] = {}
    for index, category in enumerate(contract.categories):
        place: KeyPath = ("category", index)
        if not CATEGORY.fullmatch(category.name):
            raise document.error(
                (*place, "name"),
                f"{category.name!r} cannot name a category",
                "use lower-case letters, digits, _ and -",
            )
        if category.name in names:
            raise document.error((*place, "name"), f"two categories are named {category.name}")
        names.add(category.name)
        for prefix in category.loggers:
            if not LOGGER.fullmatch(prefix):
                raise document.error(
                    (*place, "loggers"), f"{prefix!r} is no logger", "write parts with one dot between them"
                )
            if prefix in owners:
                raise document.error(
                    (*place, "loggers"),
                    f"logger {prefix} is in category {owners[prefix]} already",
                    "a prefix belongs to one category",
                )
            owners[prefix] = category.name
    if DEFAULT_CATEGORY not in names:
        raise document.error(
            ("category",),
            f"no category is named {DEFAULT_CATEGORY}",
            "loggers that match no prefix belong to it",
        )


def _check_category_references(document: Document, contract: Contract) -> None:
    names = sorted(category.name for category in contract.categories)
    for place, categories in _category_references(contract):
        for name in categories:
            if name not in names:
                raise document.error(place, f"there is no category {name}", f"known: {', '.join(names)}")


def _category_references(contract: Contract) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    for environment in contract.environments.values():
        yield ("environments", environment.name, "debug_categories"), environment.debug_categories
    for key in contract.extra.values():
        yield ("extra", key.name, "categories"), key.categories
    for store in contract.stores.values():
        for index, group in enumerate(store.log_groups):
            yield ("stores", store.name, "log_groups", index, "categories"), group.categories


def _check_fields(document: Document, contract: Contract) -> None:
    fields = {field.name: field for field in contract.fields}
    for name in REQUIRED_FIELDS:
        if name not in fields:
            raise document.error(("fields",), f"the record has no field {name}", f"add [fields.{name}]")
        if not fields[name].required:
            raise document.error(("fields", name, "required"), f"field {name} must be required")
    for name, field in fields.items():
        if not COLUMN.fullmatch(name):
            raise document.error(
                ("fields", name),
                f"{name!r} cannot name a field",
                "use lower-case letters, digits and _, 63 at most",
            )
        if name in TABLE_COLUMNS:
            raise document.error(
                ("fields", name), f"field {name} is a column of the table already", "choose another name"
            )
        if field.type != KNOWN_FIELDS.get(name, field.type):
            raise document.error(
                ("fields", name, "type"), f"field {name} must be {KNOWN_FIELDS[name]}, not {field.type}"
            )


def _check_values(document: Document, contract: Contract) -> None:
    for key in contract.extra.values():
        place: KeyPath = ("extra", key.name, "values")
        for index, value in enumerate(key.values):
            if not value.strip():
                raise document.error(place, "an empty value is no choice", "take it out")
            if value in key.values[:index]:
                raise document.error(place, f"the value {value} is listed twice", "take one out")
            if key.type not in VALUE_TYPES or not VALUE_TYPES[key.type].fullmatch(value):
                raise document.error(place, f"{value!r} is no {key.type}", "list values that it may have")


def _check_retention(document: Document, contract: Contract) -> None:
    retention = contract.retention
    for name, days in (("days", retention.days), ("error_days", retention.error_days)):
        if not 1 <= days <= LONGEST_RETENTION:
            raise document.error(
                ("retention", name), f"retention.{name} must be from 1 to {LONGEST_RETENTION}, not {days}"
            )
