"""A real Grafana: the one that GRAFANA_URL names, else one in a container; and it is left as it was."""

from __future__ import annotations

import contextlib
import os
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from tests.sync.site import Person, Site, basic

IMAGE = "grafana/grafana:12.2.0"
PORT = 3000
PATIENCE_SECONDS = 120

PROVISIONING = "/api/v1/provisioning"


def is_named() -> bool:
    return bool(os.environ.get("GRAFANA_URL"))


@contextlib.contextmanager
def named_site() -> Iterator[Site]:
    """The one of GRAFANA_URL, by GRAFANA_TOKEN or by GRAFANA_USER and GRAFANA_PASSWORD, of an administrator.

    With a user, that is the person who edits, and the tool gets a service account of its own. With a token
    alone, tool and person are one, and nobody can be told by name.
    """
    url = os.environ["GRAFANA_URL"].rstrip("/")
    token = os.environ.get("GRAFANA_TOKEN", "")
    user, password = os.environ.get("GRAFANA_USER", ""), os.environ.get("GRAFANA_PASSWORD", "")
    if not user:
        yield Site(url, token, Person(url, "", f"Bearer {token}"))
        return
    with site_of(Person(url, user, basic(user, password))) as site:
        yield site


@contextlib.contextmanager
def site_of(person: Person) -> Iterator[Site]:
    """A Grafana in which a person may do anything, with a service account for the tool while it lasts."""
    name = f"logloom-test-{uuid.uuid4().hex[:8]}"
    account = person.call("POST", "/api/serviceaccounts", {"name": name, "role": "Admin"})
    token = person.call("POST", f"/api/serviceaccounts/{account['id']}/tokens", {"name": name})
    try:
        yield Site(person.url, token["key"], person)
    finally:
        person.ask("DELETE", f"/api/serviceaccounts/{account['id']}")


@contextlib.contextmanager
def container_site() -> Iterator[Site]:
    """A fresh Grafana in a container of Docker's."""
    from testcontainers.core.container import DockerContainer

    container = DockerContainer(IMAGE).with_exposed_ports(PORT)
    container.start()
    try:
        url = f"http://{container.get_container_host_ip()}:{container.get_exposed_port(PORT)}"
        person = Person(url, "admin", basic("admin", "admin"))
        _wait(person)
        with site_of(person) as site:
            yield site
    finally:
        container.stop()


def _wait(person: Person) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            if person.ask("GET", "/api/health")[0] == 200:
                return
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.5)


def sweep(person: Person, prefix: str, policy: Any) -> None:
    """Delete all whose uid or name begins with the prefix, and put the policy tree back."""
    for rule in person.call("GET", f"{PROVISIONING}/alert-rules"):
        if rule["uid"].startswith(prefix):
            person.call("DELETE", f"{PROVISIONING}/alert-rules/{rule['uid']}")
    if person.call("GET", f"{PROVISIONING}/policies") != policy:
        person.call("DELETE", f"{PROVISIONING}/policies")
        if person.call("GET", f"{PROVISIONING}/policies") != policy:
            person.call("PUT", f"{PROVISIONING}/policies", policy)
    for point in person.call("GET", f"{PROVISIONING}/contact-points"):
        if point["uid"].startswith(prefix):
            person.call("DELETE", f"{PROVISIONING}/contact-points/{point['uid']}")
    for kind in ("mute-timings", "templates"):
        for each in person.call("GET", f"{PROVISIONING}/{kind}") or ():
            # The record of what was pushed is a template of the tool's own, named after the application.
            if each["name"].removeprefix("logloom-").startswith(prefix):
                person.ask("DELETE", f"{PROVISIONING}/{kind}/{quote(each['name'], safe='')}")
    for hit in person.call("GET", "/api/search?type=dash-db&limit=5000"):
        if hit["uid"].startswith(prefix):
            person.call("DELETE", f"/api/dashboards/uid/{hit['uid']}")
    for element in person.call("GET", "/api/library-elements?perPage=500")["result"].get("elements") or ():
        if element["uid"].startswith(prefix):
            person.call("DELETE", f"/api/library-elements/{element['uid']}")
    for datasource in person.call("GET", "/api/datasources"):
        if datasource["uid"].startswith(prefix):
            person.call("DELETE", f"/api/datasources/uid/{datasource['uid']}")
    for hit in person.call("GET", "/api/search?type=dash-folder&limit=5000"):
        if hit["uid"].startswith(prefix):
            # One that stood in another is gone already.
            person.ask("DELETE", f"/api/folders/{hit['uid']}?forceDeleteRules=true")
