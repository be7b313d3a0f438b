"""The recorded interactions with a real Grafana 12.2, in the order in which they happened."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from tests.shared import RECORDED

FILES = "provisioning files"
"""Recorded on another server, which had files to read."""
UNIFIED = RECORDED / "unified"
"""The same requests to a server with unified storage, as far as they are about dashboards and folders."""
STAGES: tuple[tuple[str, str], ...] = (
    ("health and authentication", r"1(?!44)\d\d[a-z]?"),
    ("folders", r"2\d\d"),
    ("datasources", r"3\d\d"),
    ("dashboards", r"4(?!68|69)\d\d"),
    ("dashboards, more", r"4b\d\d[a-z]?|468|469|144"),
    ("alerting", r"(5\d\d|6(?!55|60|61|9\d)\d\d)|549b|588b|591b"),
    ("alerting, the second time", r"559[a-z]|560[a-z]|580[a-z]|655|66[01]|69\d[a-z]?"),
    ("queries", r"7\d\d"),
    ("library panels and annotations", r"8\d\d"),
    ("alerting, the third time", r"561[a-z]"),
    (FILES, r"6p\d\d[a-z]?"),
)
"""What was done in one go, by the numbers of the recordings; within a stage the names give the order."""


@attrs.frozen
class Recording:
    """One request and what Grafana answered. `headers` have the names as they were sent."""

    name: str
    method: str
    target: str
    headers: dict[str, str]
    body: Any
    status: int
    answer: Any
    answer_headers: dict[str, str]
    trimmed: bool = False

    @property
    def number(self) -> str:
        return self.name.partition("-")[0]


def recording(name: str) -> Recording:
    """One recording. Raises LookupError where there is none of this name."""
    return next(one for one in load() if one.name == name)


@cache
def load(folder: Path = RECORDED) -> tuple[Recording, ...]:
    """All in this folder that are requests, unsorted."""
    found = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text())
        if "request" not in content:
            continue
        request, response = content["request"], content["response"]
        found.append(
            Recording(
                name=path.stem,
                method=request["method"],
                target=request["path"],
                headers=request["headers"],
                body=request.get("body"),
                status=response["status"],
                answer=response.get("body"),
                answer_headers=response["headers"],
                trimmed="body_trimmed" in response,
            )
        )
    return tuple(found)


def in_order(folder: Path = RECORDED) -> list[tuple[str, list[Recording]]]:
    """The stages, each with its recordings. Raises ValueError for one that belongs to none."""
    everything = load(folder)
    stages = [
        (title, [one for one in everything if re.fullmatch(pattern, one.number)]) for title, pattern in STAGES
    ]
    placed = [one.name for _, recordings in stages for one in recordings]
    if sorted(placed) != sorted(one.name for one in everything):
        raise ValueError("a recording belongs to no stage, or to two")
    return stages
