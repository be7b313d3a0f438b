"""Grafana datasources, in the shape that file provisioning and the API share.

Keys: Grafana 12.2, provisioning/datasources and /api/datasources. A secret is only ever a reference to
an environment variable; the value itself never passes through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

POSTGRES = "grafana-postgresql-datasource"
XRAY = "grafana-x-ray-datasource"
"""The ids of Grafana's plugins, which a datasource and every reference to it have as their type."""


@attrs.frozen
class EnvironmentVariable:
    """A value that Grafana reads from its own environment when it starts."""

    name: str


@attrs.frozen
class Datasource:
    """A datasource: `json_data` and `secure_json_data` are Grafana's jsonData and secureJsonData."""

    uid: str
    name: str
    type: str
    url: str = ""
    user: str = ""
    is_default: bool = False
    json_data: Mapping[str, Any] = attrs.field(factory=dict)
    secure_json_data: Mapping[str, EnvironmentVariable] = attrs.field(factory=dict)

    def to_json_data(self) -> dict[str, Any]:
        """The datasource under Grafana's keys; what is empty is left out, so that Grafana's default holds."""
        optional = {
            "url": self.url,
            "user": self.user,
            "jsonData": dict(self.json_data),
            "secureJsonData": dict(self.secure_json_data),
        }
        return {
            "uid": self.uid,
            "name": self.name,
            "type": self.type,
            "access": "proxy",
            "isDefault": self.is_default,
            "editable": False,
            **{key: value for key, value in optional.items() if value},
        }


def postgres(
    *,
    uid: str,
    name: str,
    url: str,
    database: str,
    user: str,
    password: EnvironmentVariable,
    sslmode: str = "require",
    is_default: bool = False,
) -> Datasource:
    """A PostgreSQL datasource. `url` is host:port, without scheme or database; `user` should only read."""
    return Datasource(
        uid=uid,
        name=name,
        type=POSTGRES,
        url=url,
        user=user,
        is_default=is_default,
        json_data={"database": database, "sslmode": sslmode, "maxOpenConns": 5, "maxIdleConns": 2},
        secure_json_data={"password": password},
    )


def xray(*, uid: str, name: str, region: str) -> Datasource:
    """AWS X-Ray (an external plugin), with the AWS default credentials chain."""
    return Datasource(
        uid=uid,
        name=name,
        type=XRAY,
        json_data={"authType": "default", "defaultRegion": region},
    )
