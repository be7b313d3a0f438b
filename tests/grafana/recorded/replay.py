"""Sends the recorded requests to the stand-in and compares the answers."""

from __future__ import annotations

import base64
import http.client
import json
import re
from pathlib import Path
from typing import Any

import attrs
import yaml

from tests.grafana.recorded.comparison import Names, differences
from tests.grafana.recorded.recordings import FILES, UNIFIED, Recording, in_order
from tests.grafana.recorded.steps import steps, token_named
from tests.grafana.recorded.summaries import SUMMARIES
from tests.grafana.server import GrafanaStandIn
from tests.shared import RECORDED


@attrs.frozen
class Outcome:
    """`found` is what differs; `kind` is "exact", "shape" or "different"."""

    recording: Recording
    status: int
    found: tuple[tuple[str, str], ...] = ()

    @property
    def kind(self) -> str:
        if self.status != self.recording.status or any(kind == "shape" for kind, _ in self.found):
            return "different"
        return "shape" if self.found else "exact"

    def __str__(self) -> str:
        said = [] if self.status == self.recording.status else [f"{self.status}, not {self.recording.status}"]
        return f"{self.recording.name}: {'; '.join(said + [where for _, where in self.found])}"


def replay(folder: Path = RECORDED) -> dict[str, Outcome]:
    """All recordings of a folder, by name."""
    outcomes = {}
    names = Names()
    before = steps()
    with GrafanaStandIn(unified_storage=folder == UNIFIED) as grafana, GrafanaStandIn() as other:
        for title, recordings in in_order(folder):
            server = other if title == FILES else grafana
            for recording in recordings:
                if recording.name in before:
                    before[recording.name](server)
                outcomes[recording.name] = play(server, recording, names)
    return outcomes


def play(grafana: GrafanaStandIn, recording: Recording, names: Names) -> Outcome:
    status, headers, payload = send(grafana, recording, names)
    actual = read(headers, payload)
    if recording.name in SUMMARIES and status == recording.status:
        actual = SUMMARIES[recording.name](actual)
    recorded = recording.answer
    if isinstance(recorded, str) and "yaml" in recording.answer_headers.get("Content-Type", ""):
        recorded = read_yaml(recorded)
    if grafana.state.unified:
        recorded, actual = without_field_owners(recorded), without_field_owners(actual)
    names.learn(recorded, actual)
    found = differences(names.translate(recorded), actual) + header_differences(recording, headers)
    return Outcome(recording, status, tuple(found))


def header_differences(recording: Recording, headers: dict[str, str]) -> list[tuple[str, str]]:
    """The kind of content, and how a download is named."""
    wanted = [
        (name, recording.answer_headers.get(name, "").partition("; charset")[0])
        for name in ("Content-Type", "Content-Disposition")
    ]
    return [
        ("shape", f"{name} is {headers.get(name)!r}, not {value!r}")
        for name, value in wanted
        if headers.get(name, "").partition("; charset")[0] != value
    ]


def without_field_owners(answer: Any) -> Any:
    """Unified storage shows with each object which client has set which field. That is not imitated."""
    if isinstance(answer, list):
        return [without_field_owners(one) for one in answer]
    if not isinstance(answer, dict):
        return answer
    return {name: without_field_owners(one) for name, one in answer.items() if name != "managedFields"}


def send(grafana: GrafanaStandIn, recording: Recording, names: Names) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(grafana.url.removeprefix("http://"), timeout=10)
    try:
        body = names.translate(recording.body)
        payload = body if isinstance(body, str) or body is None else json.dumps(body)
        target = names.translate(recording.target)
        connection.request(recording.method, target, payload, headers_of(grafana, recording))
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def headers_of(grafana: GrafanaStandIn, recording: Recording) -> dict[str, str]:
    """The recorded headers, with a real token or password where the recorder left it out."""
    headers = dict(recording.headers)
    sent = headers.get("Authorization", "")
    if sent == "Basic admin:admin":
        headers["Authorization"] = "Basic " + base64.b64encode(b"admin:admin").decode()
    if match := re.fullmatch(r"Bearer <SA-(\w+)-TOKEN(-B)?>", sent):
        headers["Authorization"] = f"Bearer {token_named(grafana, f'tok-{match[1].lower()}').key}"
    return headers


def read(headers: dict[str, str], payload: bytes) -> Any:
    kind = headers.get("Content-Type", "")
    text = payload.decode()
    if "json" in kind:
        return json.loads(text) if text else ""
    return read_yaml(text) if "yaml" in kind else text


def read_yaml(text: str) -> Any:
    """All scalars as text: PyYAML's own reading of `=`, which is a matcher here, is an error."""
    return yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader))
