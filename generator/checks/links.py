"""What a link's URL says: the dashboard it leads to, the variables it sets, the fields it takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

# A link within this Grafana: `/d/<uid>/slug?...`, or the same without the first slash.
_DASHBOARD = re.compile(r"/?d/(?P<uid>[^/?#]+)")
_PASSED = re.compile(r"[?&](?:var-(?P<set>[^=&#]+)=|\$\{(?P<named>\w+):queryparam\})")
_FIELD = re.compile(
    r"""\$\{__data\.fields
        (?: \.(?P<plain>[^.:}\[\]]+)
          | \[ (?P<quote>["']) (?P<quoted>.*?) (?P=quote) \] )""",
    re.VERBOSE,
)


def dashboard_uid(url: str) -> str | None:
    """The uid of this Grafana's dashboard that a URL leads to; None for none, or if it is filled in."""
    match = _DASHBOARD.match(url)
    if match is None or "$" in match["uid"]:
        return None
    return unquote(match["uid"])


def passed_variables(url: str) -> Iterator[str]:
    """The variables that a URL sets in the dashboard it leads to: `var-x=...` and `${x:queryparam}`."""
    for match in _PASSED.finditer(url):
        name = match["named"] or unquote(match["set"])
        if "$" not in name:
            yield name


def named_fields(text: str) -> Iterator[str]:
    """The result fields that a link takes by name: `${__data.fields.x}`, `${__data.fields["x"]}`.

    A field may also be taken by its number (`${__data.fields[0]}`), which is no name.
    """
    for match in _FIELD.finditer(text):
        name = match["quoted"] or match["plain"]
        if name and not name.isdigit():
            yield name
