"""Contact points: names that notifications are sent to."""

from __future__ import annotations

from typing import Any

import attrs

from generator.alerting.integrations import Integration
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.words import checked_name, instances


@attrs.frozen(kw_only=True)
class ContactPoint:
    """A name that routes send to, and the integrations behind it."""

    name: str
    integrations: tuple[Integration, ...]
    location: Location = attrs.field(eq=False)

    def to_json_data(self) -> list[dict[str, Any]]:
        """Its integrations as the API lists them: each with the contact point's name."""
        return [{**each.to_json_data(), "name": self.name} for each in self.integrations]


def contact_point(name: str, *integrations: Integration) -> ContactPoint:
    """A contact point: `a.contact_point("On call", a.pagerduty(...), a.email(...))`."""
    location = author_location()
    what = f"contact point {checked_name(name, 'a contact point', location)!r}"
    if not integrations:
        raise mistake(f"{what} has no integration", "give it an a.email(...)", location)
    inside = instances(integrations, Integration, f"the integrations of {what}", "a.email(...)", location)
    return ContactPoint(name=name, integrations=inside, location=location)
