"""SARIF against the specification: an independent checker of the part that a log like ours uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.checks.reporters import report
from generator.finding import Finding, Severity


# Names, types and what is required are those of the SARIF 2.1.0 schema (OASIS, errata 01), whose objects
# take no other keys.
def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def _list(items: Any, *, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": items, "uniqueItems": unique}


_STRING = {"type": "string"}
_FROM_ONE = {"type": "integer", "minimum": 1}
_INDEX = {"type": "integer", "minimum": -1}
_MESSAGE = _object(("text",), text=_STRING, id=_STRING, arguments=_list(_STRING))
_ARTIFACT = _object(
    uri={"type": "string", "pattern": r"^[!#-;=?-\[\]_a-z~%]+$"}, uriBaseId=_STRING, index=_INDEX
)
_REGION = _object(startLine=_FROM_ONE, startColumn=_FROM_ONE, endLine=_FROM_ONE, endColumn=_FROM_ONE)
_RULE = _object(("id",), id=_STRING, name=_STRING, shortDescription=_MESSAGE, helpUri=_STRING)
_RESULT = _object(
    ("message",),
    ruleId=_STRING,
    ruleIndex=_INDEX,
    level={"enum": ["none", "note", "warning", "error"]},
    message=_MESSAGE,
    locations=_list(_object(physicalLocation=_object(artifactLocation=_ARTIFACT, region=_REGION))),
)
_DRIVER = _object(("name",), name=_STRING, version=_STRING, rules=_list(_RULE, unique=True))
_RUN = _object(
    ("tool",),
    tool=_object(("driver",), driver=_DRIVER),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=_list(_RESULT),
)
_LOG = _object(
    ("version", "runs"), **{"$schema": _STRING, "version": {"const": "2.1.0"}, "runs": _list(_RUN)}
)


@pytest.fixture
def document(tmp_path: Path) -> Any:
    places = [
        ("queries/a b.sql", 2, 8),
        ("queries/ü#?.sql", 1, 0),
        ("contract.toml", 0, 0),
        ("/else where.sql", 3, 1),
    ]
    findings = [
        Finding(Path(path), line, column, rule, severity, "message", "hint")
        for path, line, column in places
        for rule in ("duplicate-uid", "made-up")
        for severity in Severity
    ]
    return json.loads(report(findings, "sarif", base=tmp_path))


def test_the_log_keeps_to_the_specification(document: Any) -> None:
    jsonschema.Draft7Validator(_LOG).validate(document)


def test_columns_count_characters_as_a_finding_does(document: Any) -> None:
    # §3.14.17: without columnKind a reader would count UTF-16 code units.
    assert document["runs"][0]["columnKind"] == "unicodeCodePoints"


def test_a_result_leads_to_its_rule_and_its_base(document: Any) -> None:
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
        # §3.4.4: a relative URI has a base, an absolute one has none.
        assert ("uriBaseId" in artifact) is not artifact["uri"].startswith("file:///")


def test_a_rule_says_why_it_exists(document: Any) -> None:
    (run,) = document["runs"]
    described = {rule["id"]: rule.get("shortDescription") for rule in run["tool"]["driver"]["rules"]}
    assert described["duplicate-uid"]["text"].endswith(".")
    assert described["made-up"] is None
