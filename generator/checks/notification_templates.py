"""The templates that notifications are made of: in contact points, and in message templates.

Source of the functions: Alertmanager's and Grafana's own (alerting/templates), and Go's. A newer Grafana has
more of them, so that only a name that is like a known one is taken for a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from generator.checks.grafana_json import strings
from generator.suggest import nearest

if TYPE_CHECKING:
    from generator.alerting.evaluation.template.nodes import Nodes
    from generator.alerting.notifications import Notifications
    from generator.errors import Location

FUNCTIONS = frozenset(
    {"and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery"}
    | {"call", "eq", "ne", "lt", "le", "gt", "ge", "toUpper", "toLower", "title", "trimSpace", "join"}
    | {"match", "safeHtml", "safeUrl", "urlUnescape", "reReplaceAll", "stringSlice", "date", "tz", "since"}
    | {"humanizeDuration", "toJson", "coll", "data", "tmpl", "time"}
)

_WORD = re.compile(r"(?<![\w.$])[A-Za-z]\w*")
_MISSPELT = 0.8


@attrs.frozen
class Written:
    """A text with a template in it, where its author wrote it, and what to call it in a message."""

    what: str
    text: str
    location: Location


@attrs.frozen
class Names:
    """The templates that a text defines, and those that it asks for."""

    defined: frozenset[str]
    used: frozenset[str]


def written(told: Notifications) -> Iterator[Written]:
    """All texts of the notifications that may be templates."""
    for point in told.contact_points:
        for each in point.integrations:
            for text in strings(each.settings):
                if "{{" in text:
                    yield Written(f"a text of integration {each.uid!r}", text, each.location)
    for template in told.templates:
        yield Written(f"message template {template.name!r}", template.text, template.location)


def names(text: str) -> Names | None:
    """The names; None for a template that is not read here. Raises TemplateFailure where Grafana does so."""
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.evaluation.template.errors import UnsupportedTemplate
    from generator.alerting.evaluation.template.parse import parse

    newer = {word for word in _WORD.findall(text) if not nearest(word, FUNCTIONS, likeness=_MISSPELT)}
    try:
        template = parse(text, FUNCTIONS | newer)
    except UnsupportedTemplate:
        return None
    bodies = [template.nodes, *template.defined.values()]
    return Names(frozenset(template.defined), frozenset(used for body in bodies for used in _included(body)))


def _included(nodes: Nodes) -> Iterator[str]:
    from generator.alerting.evaluation.template.nodes import Branch, Include

    for node in nodes:
        if isinstance(node, Include):
            yield node.name
        elif isinstance(node, Branch):
            yield from _included(node.body)
            yield from _included(node.otherwise)
