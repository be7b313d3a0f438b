"""The log contract of an application: what a record looks like, and the table that holds it."""

from logloom.contract import (
    App,
    Aws,
    Category,
    Connection,
    Contract,
    ContractError,
    Environment,
    ExtraKey,
    Field,
    Grafana,
    LogGroup,
    Retention,
    Store,
    XRay,
)
from logloom.load import load_contract

__all__ = [
    "App",
    "Aws",
    "Category",
    "Connection",
    "Contract",
    "ContractError",
    "Environment",
    "ExtraKey",
    "Field",
    "Grafana",
    "LogGroup",
    "Retention",
    "Store",
    "XRay",
    "load_contract",
]
