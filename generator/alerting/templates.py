"""Message templates: texts that contact points share."""

from __future__ import annotations

from typing import Any

import attrs

from generator.alerting.words import checked_name
from generator.errors import Location
from generator.mistakes import author_location


@attrs.frozen(kw_only=True)
class MessageTemplate:
    """A group of Go templates under one name; contact points use the names that it defines."""

    name: str
    text: str
    location: Location = attrs.field(eq=False)

    def to_json_data(self) -> dict[str, Any]:
        return {"name": self.name, "template": self.text}


def message_template(name: str, text: str) -> MessageTemplate:
    """Texts for messages: `{{ define "name" }}...{{ end }}`, once or more often."""
    location = author_location()
    return MessageTemplate(
        name=checked_name(name, "a message template", location), text=text, location=location
    )
