"""By which columns Grafana parts the rows of a query into series: what its editor reads off the text.

Grafana keeps the list in a target's `statsGroups`. Only the query editor works it out, with two regular
expressions over the whole text, so that it is misled by strings, comments, backticks and hyphens. What the
query itself says is read off its tree.
"""

from __future__ import annotations

import re

from generator.languages.insights.tree import Parsed, Stats

_SPACE = r"[\t\n\v\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
"""JavaScript's `\\s`; Python's differs from it at the edges."""

# Grafana's begins with `\s+`; to look back at one blank finds the same, and takes no time for many.
_BY = re.compile(f"(?<={_SPACE})by{_SPACE}+", re.IGNORECASE | re.ASCII)
_GROUP = re.compile(
    rf"([\w$@().]+)(?:({_SPACE}+as{_SPACE}+)([\w$]+))?{_SPACE}*,?{_SPACE}*", re.IGNORECASE | re.ASCII
)


def stats_groups(text: str) -> list[str]:
    """What Grafana's editor makes of a text: whatever stands behind the first ` by `, as far as it can read.

    Source: `getStatsGroups` of the CloudWatch datasource, in its form that knows `$`.
    """
    found: list[str] = []
    by = _BY.search(text)
    match = _GROUP.match(text, by.end()) if by else None
    while match:
        found.append(match[3] if match[2] else match[1])
        match = _GROUP.match(text, match.end())
    return found


def misled_by(text: str) -> tuple[int, int] | None:
    """Where the ` by ` stands behind which the editor looks for the groups, without the blanks around it."""
    match = _BY.search(text)
    if match is None:
        return None
    return match.start(), match.start() + len("by")


def last_stats(parsed: Parsed) -> Stats | None:
    """The command whose groups are columns of the result."""
    found = [command for command in parsed.pipeline.commands if isinstance(command, Stats)]
    return found[-1] if found else None
