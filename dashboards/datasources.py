"""The datasources: the log store, read by who can only read, and X-Ray for the traces."""

from __future__ import annotations

from logloom import Aws, Connection
from logloom import Store as LogStore

from generator.datasources import AwsAccess, Datasource, EnvironmentVariable, cloudwatch, postgres, xray
from generator.panels import Store
from generator.panels.stores.cloudwatch import log_groups


def datasources(logs: Store) -> list[Datasource]:
    traces, store = logs.contract.xray, logs.contract.stores[logs.name]
    found = [
        xray(
            uid=traces.datasource_uid,
            name=traces.datasource_name,
            region=traces.region,
            access=AwsAccess.of(store.aws) if store.aws else None,
        )
    ]
    if store.connection is not None:
        found.insert(0, _postgres(store, store.connection))
    if store.aws is not None:
        found.insert(0, _cloudwatch(store, store.aws, traces.datasource_uid))
    return found


def _postgres(store: LogStore, connection: Connection) -> Datasource:
    return postgres(
        uid=store.datasource_uid,
        name=store.datasource_name,
        url=connection.url,
        database=connection.database,
        user=connection.user,
        password=EnvironmentVariable(connection.password_variable),
        sslmode=connection.sslmode,
        is_default=True,
    )


def _cloudwatch(store: LogStore, aws: Aws, traces_uid: str) -> Datasource:
    return cloudwatch(
        uid=store.datasource_uid,
        name=store.datasource_name,
        access=AwsAccess.of(aws),
        log_groups=log_groups(store),
        traces_uid=traces_uid,
        is_default=True,
    )
