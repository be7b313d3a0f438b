"""Grafana datasources, in the shape that file provisioning and the API share.

Keys: Grafana 12.2, provisioning/datasources and /api/datasources. A secret is only ever a reference to
an environment variable; the value itself never passes through here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from logloom import Aws

CLOUDWATCH = "cloudwatch"
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


@attrs.frozen(kw_only=True)
class AwsAccess:
    """How Grafana's AWS plugins sign in: by the SDK's default chain, or by keys from its environment.

    `keys` are the access key and the secret key. `assume_role_arn` is the role to take on from there, with
    the `external_id` that it may ask for. `endpoint` is empty for AWS's own.
    """

    region: str
    keys: tuple[EnvironmentVariable, ...] | None = None
    assume_role_arn: str = ""
    external_id: str = ""
    endpoint: str = ""

    @classmethod
    def of(cls, aws: Aws) -> AwsAccess:
        """As the contract says."""
        names = (aws.access_key_variable, aws.secret_key_variable)
        return cls(
            region=aws.region,
            keys=tuple(map(EnvironmentVariable, names)) if aws.authentication == "keys" else None,
            assume_role_arn=aws.assume_role_arn,
            external_id=aws.external_id,
            endpoint=aws.endpoint,
        )

    @property
    def json_data(self) -> dict[str, str]:
        optional = {
            "assumeRoleArn": self.assume_role_arn,
            "externalId": self.external_id,
            "endpoint": self.endpoint,
        }
        return {
            "authType": "keys" if self.keys else "default",
            "defaultRegion": self.region,
            **{key: value for key, value in optional.items() if value},
        }

    @property
    def secure_json_data(self) -> dict[str, EnvironmentVariable]:
        return dict(zip(("accessKey", "secretKey"), self.keys or (), strict=False))


def cloudwatch(
    *,
    uid: str,
    name: str,
    access: AwsAccess,
    log_groups: Sequence[Mapping[str, str]] = (),
    logs_timeout: str = "30m",
    traces_uid: str = "",
    is_default: bool = False,
) -> Datasource:
    """CloudWatch. `log_groups` ({arn, name, accountId}) are what its query editor begins with.

    `logs_timeout` is how long a Logs Insights query may take; `traces_uid` the X-Ray datasource that records
    with a trace id lead to.
    """
    optional = {"logGroups": [dict(group) for group in log_groups], "tracingDatasourceUid": traces_uid}
    return Datasource(
        uid=uid,
        name=name,
        type=CLOUDWATCH,
        is_default=is_default,
        json_data={
            **access.json_data,
            "logsTimeout": logs_timeout,
            **{key: value for key, value in optional.items() if value},
        },
        secure_json_data=access.secure_json_data,
    )


def xray(*, uid: str, name: str, region: str, access: AwsAccess | None = None) -> Datasource:
    """AWS X-Ray (an external plugin), in a region, by the default chain or as `access` signs in."""
    signed = attrs.evolve(access or AwsAccess(region=region), region=region, endpoint="")
    return Datasource(
        uid=uid,
        name=name,
        type=XRAY,
        json_data=signed.json_data,
        secure_json_data=signed.secure_json_data,
    )
