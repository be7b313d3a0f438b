"""Message templates: texts that contact points share."""

from __future__ import annotations

import re
from typing import Any

import attrs

from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.words import checked_name
from generator.words import text as checked_text

# Grafana looks for a define without a dash, and wraps a text that has none in a define of its own (626).
_DEFINE = re.compile(r'\{\{\s*define\s+("[^"]+"|`[^`]+`)\s*-?\}\}')
_ACTION = re.compile(r'\{\{(?:`[^`]*`|"(?:[^"\\]|\\.)*"|/\*.*?\*/|.)*?\}\}', re.DOTALL)


@attrs.frozen(kw_only=True)
class MessageTemplate:
    """A group of Go templates under one name; contact points use the names that it defines."""

    name: str
    text: str
    location: Location = attrs.field(eq=False)

    def to_json_data(self) -> dict[str, Any]:
        return {"name": self.name, "template": self.text}


def message_template(name: str, text: str) -> MessageTemplate:
    """Texts for messages: `{{ define "name" }}...{{ end }}`, once or more often.

    Raises LogloomError for a text that defines nothing, which Grafana stores otherwise than it was sent
    (recorded: 626), and for braces that do not close.
    """
    location = author_location()
    what = f"message template {checked_name(name, 'a message template', location)!r}"
    if not _DEFINE.search(checked_text(text, f"the text of {what}", location)):
        raise mistake(f"{what} defines nothing", f'write {{{{ define "{name}" }}}}...{{{{ end }}}}', location)
    if "{{" in _ACTION.sub("", text):
        raise mistake(f"{what} has {{{{ that no }}}} closes", location=location)
    return MessageTemplate(name=name, text=text, location=location)
