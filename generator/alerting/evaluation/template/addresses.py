"""Addresses: links into Explore, and hosts without what belongs to them.

Source: prometheus template.go, and grafana ngalert/state/template/funcs.go.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import quote_plus


def explore_link(instant: bool) -> Callable[[str], str]:
    """A link into Explore for `{"datasource": ..., "expr": ...}`; nothing for what is not that."""

    def link(text: str) -> str:
        try:
            query = json.loads(text)
            datasource, expression = (quote_plus(query.get(key, "")) for key in ("datasource", "expr"))
        except (ValueError, TypeError, AttributeError):
            return ""
        kind = f'"instant":{json.dumps(instant)},"range":{json.dumps(not instant)}'
        return (
            f'/explore?left={{"datasource":"{datasource}","queries":[{{"datasource":"{datasource}",'
            f'"expr":"{expression}",{kind},"refId":"A"}}],"range":{{"from":"now-1h","to":"now"}}}}'
        )

    return link


def strip_port(text: str) -> str:
    host, port = _host_and_port(text)
    return text if port is None else host


def strip_domain(text: str) -> str:
    host, port = _host_and_port(text)
    if re.fullmatch(r"[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*", host):
        return text
    short = host.split(".")[0]
    return f"{short}:{port}" if port else short


def _host_and_port(text: str) -> tuple[str, str | None]:
    found = re.fullmatch(r"(?:\[([^\[\]]*)\]|([^:\[\]]*)):([^:]*)", text)
    return (found[1] or found[2] or "", found[3]) if found else (text, None)
