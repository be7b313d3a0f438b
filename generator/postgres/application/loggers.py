"""What a part of the application logs as, and which keys of `extra` the contract lets it use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from logloom import Category, Contract
    from logloom.contract import ExtraType

SCRIPTED = frozenset({"auth", "agent", "websocket", "drawing", "workspace", "system", "http"})
"""The categories that the scripts write records of."""

WRITTEN: Mapping[str, ExtraType] = {
    "email_hash": "text",
    "email_masked": "text",
    "method": "text",
    "outcome": "text",
    "reason": "text",
    "client_ip": "text",
    "tool": "text",
    "turn": "integer",
    "tokens": "integer",
    "duration_ms": "number",
    "http_method": "text",
    "route": "text",
    "status": "integer",
    "bytes": "integer",
    "event": "text",
    "connection_id": "text",
    "close_code": "integer",
    "paths": "integer",
    "workspace_id": "text",
    "version": "text",
    "exception": "text",
}
"""The keys that the scripts write, as the type they write. The contract has the last word on both."""

VALUES: Mapping[ExtraType, tuple[Any, ...]] = {
    "text": ("alpha", "beta", "gamma"),
    "integer": (1, 2, 3, 5, 8, 13),
    "number": (0.5, 1.5, 4.0),
    "boolean": (True, False),
    "array": (["alpha"], ["alpha", "beta"]),
    "object": ({"name": "alpha"}, {"name": "beta"}),
}
"""Values for a key that no script knows."""


@attrs.frozen
class Logger:
    """A logger, the category it belongs to, and the keys of `extra` it may write."""

    category: str
    name: str
    keys: frozenset[str]

    def of(self, keys: frozenset[str]) -> Logger:
        """The same logger, writing other keys."""
        return attrs.evolve(self, keys=keys)


def logger(contract: Contract, category: str, part: str, module: str = "") -> Logger:
    """The logger of a part of the application: `("agent", "tools", "canvas")` -> `code_monet.tools.canvas`.

    The prefix of the category that ends in `part` is taken, else its first one. For a contract that has
    no such category the logger belongs where the contract puts it, as it would in the application.
    """
    known = next((each for each in contract.categories if each.name == category), None)
    prefix = f"{contract.app.name}.{category}" if known is None else _prefix(known, part)
    name = f"{prefix}.{module}" if module else prefix
    belongs = contract.category_of(name)
    if known is not None and belongs != category:
        name, belongs = prefix, category
    keys = frozenset(
        key
        for key, written in WRITTEN.items()
        if key in contract.extra
        and belongs in contract.extra[key].categories
        and contract.extra[key].type in (written, "number" if written == "integer" else written)
    )
    return Logger(belongs, name, keys)


def unscripted(contract: Contract) -> tuple[tuple[Category, Mapping[str, ExtraType]], ...]:
    """The categories of which no script knows every key, with the keys that none knows."""
    found = []
    for category in contract.categories:
        keys = {
            key.name: key.type
            for key in contract.extra.values()
            if category.name in key.categories and key.type != WRITTEN.get(key.name)
        }
        if keys or category.name not in SCRIPTED:
            found.append((category, keys))
    return tuple(found)


def _prefix(category: Category, part: str) -> str:
    return next(
        (prefix for prefix in category.loggers if prefix.rpartition(".")[2] == part), category.loggers[0]
    )
