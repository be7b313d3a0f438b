"""Load `contract.toml`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from logloom.consistency import check_consistency
from logloom.contract import (
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
from logloom.toml_document import Document

REQUIRED = ("app", "stores", "retention", "environments", "category", "fields", "grafana", "xray")
OPTIONAL = ("extra",)
ARRAYS = ("category",)
STORES = ("postgres", "cloudwatch", "loki")


def load_contract(path: str | Path) -> Contract:
    """Read a contract. Raises ContractError, one line with the place, for whatever is wrong with it."""
    document = Document(Path(path))
    document.only((), (*REQUIRED, *OPTIONAL))
    for name in REQUIRED:
        document.need((name,), f"[[{name}]]" if name in ARRAYS else f"[{name}]")
    document.only(("stores",), STORES)
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
    check_consistency(document, contract)
    return contract
