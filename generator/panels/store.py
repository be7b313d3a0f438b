"""The `logs` that a dashboard module is given: one log store, its queries, and the contract's own choices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import attrs
from logloom.contract import LEVELS, Contract

from generator.datasources import XRAY
from generator.mistakes import mistake
from generator.panels.annotations import Annotation
from generator.panels.panel import Omitted
from generator.panels.stores import Ask, Backend, backend
from generator.panels.target import MissingTarget, QueryTarget
from generator.panels.variables import (
    Refresh,
    Shown,
    Variable,
    custom_variable,
    query_variable,
    textbox_variable,
)
from generator.queries.library import Library
from generator.queries.model import Format
from generator.suggest import did_you_mean
from generator.words import some_of


@attrs.frozen
class Store:
    """A log store by its name in the contract; what a dashboard shows is asked of it.

    Raises LogloomError for a store that the contract does not have or that has no backend here.
    """

    contract: Contract
    library: Library
    name: str
    _backend: Backend = attrs.field(init=False, repr=False, eq=False)
    datasource: Mapping[str, str] = attrs.field(init=False)

    @_backend.default
    def _find_backend(self) -> Backend:
        if self.name not in self.contract.stores:
            raise mistake(f"there is no store {self.name}", did_you_mean(self.name, self.contract.stores))
        return backend(self.name)

    @datasource.default
    def _find_datasource(self) -> Mapping[str, str]:
        return {
            "type": self._backend.datasource_type,
            "uid": self.contract.stores[self.name].datasource_uid,
        }

    def query(
        self,
        name: str,
        *,
        format: Format | None = None,  # noqa: A002
        log_groups: Sequence[str] = (),
        ref_id: str = "",
        hide: bool = False,
        raw: Mapping[str, Any] | None = None,
    ) -> QueryTarget | MissingTarget:
        """A target that asks a library query, its text byte for byte.

        `format` is the header's unless given; refIds are filled in A, B, C. `log_groups` are the names of
        those that CloudWatch is to look in, by default the ones that hold all records; other stores keep
        all in one place. For a query that has no twin for this store a stand-in is returned: see a panel's
        `only`. Raises LogloomError for an unknown name.
        """
        query = self.library.twin(name, self._backend.suffix)
        if query is None:
            return MissingTarget(
                query=self.library.find(name), store=self.name, stores=tuple(self.contract.stores)
            )
        ask = Ask(
            query, format or query.header.format, self.contract.stores[self.name], self.contract, log_groups
        )
        model = self._backend.target(ask)
        return QueryTarget(
            model=model,
            query=query,
            store=self.name,
            stores=tuple(self.contract.stores),
            in_alerts=self._backend.in_alerts(ask),
            reshape=self._backend.reshape(ask),
            datasource=self.datasource,
            refId=ref_id,
            hide=hide,
            raw=raw,
        )

    def variable(
        self,
        name: str,
        *,
        query: str = "",
        refresh: Refresh = "load",
        default: str | Sequence[str] | None = None,
        multi: bool = True,
        include_all: bool = True,
        only: Sequence[str] | None = None,
        **shown: Unpack[Shown],
    ) -> Variable | Omitted:
        """A variable over the contract's own choices, several of them or All; `only` in the stores named.

        They are `category`, `level`, `logger`, and each key of `extra` that lists its values. With `query`
        they are what that library query finds, where Grafana can ask the store for them; where it cannot
        and the contract has none either, a viewer types the value, and sees the box that is else hidden.
        """
        if only is not None and self.name not in some_of(only, self.contract.stores, "only", "store"):
            return Omitted()
        shown.setdefault("label", name.capitalize())
        choices = self._choices()
        if query and self._backend.variable is not None:
            return query_variable(
                name,
                self.query(query),
                default=default,
                multi=multi,
                include_all=include_all,
                refresh=refresh,
                **shown,
            )
        if name in choices:
            return custom_variable(
                name, choices[name], default=default, multi=multi, include_all=include_all, **shown
            )
        if not query:
            raise mistake(f"the contract has no choices for {name}", did_you_mean(name, choices))
        self.library.find(query)
        if shown.get("hide") == "variable":
            del shown["hide"]
        return textbox_variable(name, **shown)

    def _choices(self) -> dict[str, list[str]]:
        """What the contract offers, by the name of the variable."""
        return {
            "category": [category.name for category in self.contract.categories],
            "level": list(LEVELS),
            "logger": [logger for category in self.contract.categories for logger in category.loggers],
            **{key.name: list(key.values) for key in self.contract.extra.values() if key.values},
        }

    def annotation(
        self,
        name: str,
        *,
        title: str = "",
        color: str = "red",
        enable: bool = True,
        hide: bool = False,
        raw: Mapping[str, Any] | None = None,
    ) -> Annotation | Omitted:
        """Events from a library query: `time` and, where it has them, `timeend`, `text` and `tags`.

        `hide` takes its switch away from the dashboard's head. A store that Grafana cannot ask for events
        has none: the dashboard leaves it out. Raises LogloomError for a query that is unknown or has no twin
        for this store.
        """
        if self._backend.annotation is None:
            self.library.find(name)
            return Omitted()
        query = self.library.twin(name, self._backend.suffix)
        if query is None:
            raise mistake(f"query {name} has no twin for {self.name}")
        return Annotation(
            title or query.header.title or name,
            self.datasource,
            self._backend.annotation(query),
            color,
            enable,
            hide,
            raw,
        )

    def xray(
        self,
        query: str,
        *,
        query_type: str = "getTrace",
        region: str = "default",
        ref_id: str = "",
        raw: Mapping[str, Any] | None = None,
    ) -> QueryTarget:
        """A target that asks AWS X-Ray, which stands beside every store.

        `query` is a trace id as X-Ray writes it (`1-58406520-a006649127e371903a2de979`) for getTrace, else a
        filter expression. The datasource is the contract's.
        """
        model = {"queryMode": "X-Ray", "queryType": query_type, "query": query, "region": region}
        return QueryTarget(
            model={**model, "columns": ["all"]},
            datasource={"type": XRAY, "uid": self.contract.xray.datasource_uid},
            refId=ref_id,
            raw=raw,
        )
