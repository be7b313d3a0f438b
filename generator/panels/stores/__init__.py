"""What differs from store to store, one module a store, named as in the contract.

Each defines BACKEND. Whoever adds a store adds its module; no list is edited.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import attrs
from logloom import Contract, Store

from generator.errors import LogloomError
from generator.panels.transformations import Transformation
from generator.queries.model import Format, Query


@attrs.frozen
class Ask:
    """A library query, the format it is shown in, and the store that is asked.

    `log_groups` are the names of those that are asked, none for the store's own choice.
    """

    query: Query
    format: Format
    store: Store
    contract: Contract
    log_groups: Sequence[str] = ()


def _as_it_comes(_ask: Ask) -> tuple[Transformation, ...]:
    return ()


def _no_keys(_ask: Ask) -> Mapping[str, Any]:
    return {}


@attrs.frozen
class Backend:
    """How one kind of store is asked.

    `suffix` is the ending of its query files. `target` gives the keys of a panel's target besides refId
    and datasource; `variable` those of a query variable that hold the query, `annotation` the target of
    an annotation, refId included; None for each that Grafana cannot ask of this store.
    `in_alerts` gives the keys that a target has besides in an alert rule. `reshape` is what gives a panel the
    same fields as the other stores do, before the author's own transformations.
    """

    datasource_type: str
    suffix: str
    target: Callable[[Ask], Mapping[str, Any]]
    variable: Callable[[Query], Mapping[str, Any]] | None = None
    annotation: Callable[[Query], Mapping[str, Any]] | None = None
    in_alerts: Callable[[Ask], Mapping[str, Any]] = _no_keys
    reshape: Callable[[Ask], Sequence[Transformation]] = _as_it_comes


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
