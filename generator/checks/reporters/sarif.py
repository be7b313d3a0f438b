"""SARIF 2.1.0 (OASIS), the format in which code scanning services take findings."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from generator.checks.catalogue import why
from generator.checks.reporters import Report
from generator.finding import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BASE = "%SRCROOT%"
"""What code scanning services call the root of the checked-out sources."""


def render(report: Report) -> str:
    names = sorted({finding.rule for finding in report.findings})
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "logloom",
                        "version": metadata.version("logloom-generator"),
                        "rules": [_rule(name, why(name)) for name in names],
                    }
                },
                # A Finding counts characters; SARIF's default would be UTF-16 code units.
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, names.index(finding.rule)) for finding in report.findings],
            }
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(name: str, reason: str) -> dict[str, Any]:
    return {"id": name, **({"shortDescription": {"text": reason}} if reason else {})}


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    hint = f" ({finding.hint})" if finding.hint else ""
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": f"{finding.message}{hint}"},
        "locations": [{"physicalLocation": _place(finding)}],
    }


def _place(finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(finding.path)}
    if finding.line:
        place["region"] = {
            "startLine": finding.line,
            **({"startColumn": finding.column} if finding.column else {}),
        }
    return place


def _artifact(path: Path) -> dict[str, str]:
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _BASE}
