"""Load `contract.toml`, and refuse one that contradicts itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

from logloom.contract import (
    DEFAULT_CATEGORY,
    App,
    Category,
    Contract,
    Environment,
    ExtraKey,
    Field,
    Grafana,
    Retention,
    Store,
    XRay,
)
from logloom.toml_document import Document, KeyPath

TABLES = ("app", "stores", "retention", "environments", "category", "fields", "extra", "grafana", "xray")
REQUIRED_FIELDS = ("timestamp", "level", "category", "logger", "message")


def load_contract(path: str | Path) -> Contract:
    """Read a contract. Raises ContractError, one line with the place, for whatever is wrong with it."""
    document = Document(Path(path))
    document.only((), TABLES)
    contract = Contract(
        app=document.read(App, ("app",)),
        stores=document.read_named(Store, ("stores",)),
        retention=document.read(Retention, ("retention",)),
        environments=document.read_named(Environment, ("environments",)),
        categories=document.read_list(Category, ("category",)),
        fields=tuple(document.read_named(Field, ("fields",)).values()),
        extra=document.read_named(ExtraKey, ("extra",)),
        grafana=document.read(Grafana, ("grafana",)),
        xray=document.read(XRay, ("xray",)),
        digest=hashlib.sha256(document.content).hexdigest(),
    )
    _check_categories(document, contract)
    _check_fields(document, contract)
    _check_retention(document, contract)
    return contract


def _check_categories(document: Document, contract: Contract) -> None:
    """Names are unique, each prefix has one category, and what names a category names a known one."""
    names: set[str] = set()
    owners: dict[str, str] = {}
    for index, category in enumerate(contract.categories):
        place: KeyPath = ("category", index)
        if category.name in names:
            raise document.error((*place, "name"), f"two categories are named {category.name}")
        names.add(category.name)
        for prefix in category.loggers:
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
    named: list[tuple[KeyPath, tuple[str, ...]]] = [
        *(
            (("environments", each.name, "debug_categories"), each.debug_categories)
            for each in contract.environments.values()
        ),
        *((("extra", key.name, "categories"), key.categories) for key in contract.extra.values()),
        *(
            (("stores", store.name, "log_groups", index, "categories"), group.categories)
            for store in contract.stores.values()
            for index, group in enumerate(store.log_groups)
        ),
    ]
    for where, categories in named:
        for name in categories:
            if name not in names:
                raise document.error(
                    where, f"there is no category {name}", f"known: {', '.join(sorted(names))}"
                )


def _check_fields(document: Document, contract: Contract) -> None:
    fields = {field.name: field for field in contract.fields}
    for name in REQUIRED_FIELDS:
        if name not in fields:
            raise document.error(("fields",), f"the record has no field {name}", f"add [fields.{name}]")
        if not fields[name].required:
            raise document.error(("fields", name, "required"), f"field {name} must be required")


def _check_retention(document: Document, contract: Contract) -> None:
    for name in ("days", "error_days"):
        if getattr(contract.retention, name) < 1:
            raise document.error(("retention", name), f"retention.{name} must be 1 or more")
