"""The repository's datasources as Grafana reads them, for each way to sign in to AWS."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import attrs
import pytest
import yaml
from logloom import Aws

from generator.project import Project, load_project
from generator.provisioning.files import environment_variables, provisioning_files
from tests.contracts import ROOT

OF_LOGS = ("logsTimeout", "logGroups", "tracingDatasourceUid")
REGION = {"defaultRegion": "us-east-1"}
ROLE = "arn:aws:iam::123456789012:role/grafana"


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(ROOT)


def datasources(project: Project, store: str) -> dict[str, Any]:
    text = provisioning_files(project, store)[PurePosixPath("datasources/logloom.yaml")]
    return {each["uid"]: each for each in yaml.safe_load(text)["datasources"]}


def signing_in(project: Project, **aws: Any) -> Project:
    """The project of a contract that says so; nothing but the datasources is made again."""
    from generator.panels import Store

    stores = project.contract.stores
    given = Aws("us-east-1", "123456789012", **aws)
    contract = replace(
        project.contract, stores={**stores, "cloudwatch": replace(stores["cloudwatch"], aws=given)}
    )
    logs = Store(contract, project.library, "cloudwatch")
    from dashboards.datasources import datasources as made

    return attrs.evolve(
        project, contract=contract, datasources={**project.datasources, "cloudwatch": tuple(made(logs))}
    )


def test_cloudwatch_knows_its_log_groups_and_leads_to_x_ray(project: Project) -> None:
    found = datasources(project, "cloudwatch")
    assert found.keys() == {"logs-cloudwatch", "xray"}
    logs = found["logs-cloudwatch"]
    assert (logs["type"], logs["isDefault"], logs["access"]) == ("cloudwatch", True, "proxy")
    assert logs["jsonData"] == {
        "authType": "default",
        **REGION,
        "logsTimeout": "30m",
        "logGroups": [
            {
                "arn": "arn:aws:logs:us-east-1:123456789012:log-group:/drawing-agent/app:*",
                "name": "/drawing-agent/app",
                "accountId": "123456789012",
            }
        ],
        "tracingDatasourceUid": "xray",
    }
    assert "secureJsonData" not in logs


WAYS: list[tuple[dict[str, str], dict[str, Any], dict[str, str]]] = [
    ({}, {"authType": "default"}, {}),
    (
        {"authentication": "assume_role", "assume_role_arn": ROLE, "external_id": "shop"},
        {"authType": "default", "assumeRoleArn": ROLE, "externalId": "shop"},
        {},
    ),
    (
        {"authentication": "keys", "access_key_variable": "AWS_KEY", "secret_key_variable": "AWS_SECRET"},
        {"authType": "keys"},
        {"accessKey": "${AWS_KEY}", "secretKey": "${AWS_SECRET}"},
    ),
]


@pytest.mark.parametrize(("aws", "json_data", "secure"), WAYS)
def test_both_datasources_of_aws_sign_in_alike(
    project: Project, aws: dict[str, str], json_data: dict[str, Any], secure: dict[str, str]
) -> None:
    changed = signing_in(project, **aws)
    for datasource in datasources(changed, "cloudwatch").values():
        own = datasource["jsonData"]
        assert {key: own[key] for key in own if key not in OF_LOGS} == {**json_data, **REGION}
        assert datasource.get("secureJsonData", {}) == secure
    variables = set(environment_variables(changed, "cloudwatch"))
    assert {value.strip("${}") for value in secure.values()} <= variables


def test_an_endpoint_is_the_logs_own(project: Project) -> None:
    found = datasources(signing_in(project, endpoint="https://logs.example.com"), "cloudwatch")
    assert found["logs-cloudwatch"]["jsonData"]["endpoint"] == "https://logs.example.com"
    assert "endpoint" not in found["xray"]["jsonData"]
