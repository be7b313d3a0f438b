"""The datasources: the log store, read by a role that can only read, and X-Ray for the traces."""

from __future__ import annotations

from generator.datasources import Datasource, EnvironmentVariable, postgres, xray
from generator.panels import Store


def datasources(logs: Store) -> list[Datasource]:
    contract = logs.contract
    store = contract.stores[logs.name]
    found = [xray_of(logs)]
    if store.connection is not None:
        found.insert(
            0,
            postgres(
                uid=store.datasource_uid,
                name=store.datasource_name,
                url=store.connection.url,
                database=store.connection.database,
                user=store.connection.user,
                password=EnvironmentVariable(store.connection.password_variable),
                sslmode=store.connection.sslmode,
                is_default=True,
            ),
        )
    return found


def xray_of(logs: Store) -> Datasource:
    traces = logs.contract.xray
    return xray(uid=traces.datasource_uid, name=traces.datasource_name, region=traces.region)
