"""A project to push, a Grafana to push it to, and the command line in the project's folder."""

from __future__ import annotations

import hashlib
import os
import uuid
from pathlib import Path
from typing import Any

import pytest

import generator.project
from tests.cli.conftest import Logloom, Outcome, logloom
from tests.grafana.server import GrafanaStandIn
from tests.sync.colleague import Colleague
from tests.sync.in_process import InProcess
from tests.sync.project import ENVIRONMENT, Loader, TestProject, make_project
from tests.sync.site import Person, Site, basic

__all__ = ["logloom"]

PERSON, PASSWORD = "colleague", "pass-word"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes time and is tested elsewhere: fingerprints, waiting for the disk, loading twice."""
    slow = hashlib.scrypt

    def fast(password: bytes, **settings: Any) -> bytes:
        return slow(password, **{**settings, "n": 2})

    monkeypatch.setattr(hashlib, "scrypt", fast)
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    monkeypatch.setattr(generator.project, "load_project", Loader(generator.project.load_project))


@pytest.fixture
def site(grafana: GrafanaStandIn) -> Site:
    """The stand-in; tests/live puts a real Grafana in its place."""
    grafana.add_user(PERSON, PASSWORD, "Admin")
    return Site(grafana.url, grafana.token, Person(grafana.url, PERSON, basic(PERSON, PASSWORD)))


@pytest.fixture
def unwired(grafana: GrafanaStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line asks the stand-in without a network between them; see in_process.py."""
    monkeypatch.setattr(
        "generator.sync.client.grafana.Transport", lambda connection, clock: InProcess(grafana, connection)
    )


@pytest.fixture
def project(tmp_path: Path) -> TestProject:
    """A project of every kind of resource, under a prefix of its own."""
    return make_project(tmp_path / "project", f"t{uuid.uuid4().hex[:8]}")


@pytest.fixture
def second_project(tmp_path: Path) -> TestProject:
    """Another application's project."""
    return make_project(tmp_path / "second", f"t{uuid.uuid4().hex[:8]}")


@pytest.fixture
def tool(site: Site, project: TestProject, logloom: Logloom, monkeypatch: pytest.MonkeyPatch) -> Logloom:
    """`tool("push", "--prune")`: the command line in the project's folder, with its environment."""
    for name in ("GRAFANA_USER", "GRAFANA_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"GRAFANA_URL": site.url, "GRAFANA_TOKEN": site.token, **ENVIRONMENT}.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> Outcome:
        outcome = logloom(*arguments, cwd=project.root)
        for secret in (site.token, *ENVIRONMENT.values()):
            assert secret not in outcome.out + outcome.err
        return outcome

    return run


@pytest.fixture
def colleague(site: Site, project: TestProject) -> Colleague:
    return Colleague(site, project.prefix)
