"""What differs from store to store, one module a store, named as in the contract.

Each defines BACKEND. Whoever adds a store adds its module; no list is edited.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import attrs

from generator.errors import LogloomError
from generator.queries.model import Format, Query


@attrs.frozen
class Backend:
    """How one kind of store is asked.

    `suffix` is the ending of its query files. `target` gives the keys of a panel's target besides refId
    and datasource; `variable` those of a query variable that hold the query; `annotation` the target of
    an annotation, refId included.
    """

    datasource_type: str
    suffix: str
    target: Callable[[Query, Format], Mapping[str, Any]]
    variable: Callable[[Query], Mapping[str, Any]]
    annotation: Callable[[Query], Mapping[str, Any]]


@cache
def backend(store: str) -> Backend:
    """The backend of a store by its name in the contract. Raises LogloomError where there is none yet."""
    name = f"{__name__}.{store}"
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        raise LogloomError(
            f"no dashboards can be built for the store {store} yet",
            hint=f"set enabled = false under [stores.{store}] of the contract",
        ) from error
    found: Backend = module.BACKEND
    return found
