"""Taking out comments, as Grafana does for PostgreSQL since 12.1.11, 12.2.9, 12.3.7 and 12.4.3 (#121772)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.languages.grafana.model import Expansion
from generator.languages.grafana.rewrite import Replacement, rewrite

# Grafana's scanner as one expression. It differs from PostgreSQL's: block comments do not nest, a
# backslash escapes nothing, and a literal or comment that is not closed runs to the end. That each branch
# begins with a character lets the search skip what begins none.
_SCANNER = re.compile(
    r"""
      --[^\n]*
    | /\*.*?(?:\*/|\Z)
    | '[^']*(?:''[^']*)*(?:'|\Z)
    | "[^"]*(?:""[^"]*)*(?:"|\Z)
    | \$(?P<tag>(?:[A-Za-z_][A-Za-z0-9_]*)?)\$.*?(?:\$(?P=tag)\$|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)


def comment_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each comment that Grafana takes out; the end of the line stays."""
    for match in _SCANNER.finditer(text):
        if match[0][0] in "-/":
            yield match.span()


def strip_comments(before: Expansion) -> Expansion:
    """The text without its comments."""
    spans = comment_spans(before.text)
    return rewrite(before, [Replacement(start, end, "comment", "", ()) for start, end in spans])
