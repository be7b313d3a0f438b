"""Contact points: where notifications go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from generator.alerting.words import checked_name, checked_uid
from generator.datasources import EnvironmentVariable
from generator.errors import Location
from generator.mistakes import author_location, mistake

Setting = Any
"""A JSON value; an EnvironmentVariable where Grafana reads it from its environment."""


def env(name: str) -> EnvironmentVariable:
    """A secret by the name of the environment variable that holds it."""
    return EnvironmentVariable(name)


@attrs.frozen(kw_only=True)
class Integration:
    """One way of a contact point to tell people. `settings` are Grafana's for the type.

    A secret is an EnvironmentVariable in them, at any depth.
    """

    uid: str
    type: str
    settings: Mapping[str, Setting]
    disable_resolve_message: bool = False
    location: Location = attrs.field(eq=False)

    @property
    def secrets(self) -> dict[str, EnvironmentVariable]:
        """What is read from the environment, by its path in the settings: `url`, `tlsConfig.clientKey`."""
        return dict(_references(self.settings, ""))

    def to_json_data(self) -> dict[str, Any]:
        """The integration as the API has it, without its name, which the contact point adds."""
        return {
            "uid": self.uid,
            "type": self.type,
            "settings": dict(self.settings),
            "disableResolveMessage": self.disable_resolve_message,
        }


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
    checked_name(name, "a contact point", location)
    if not integrations:
        raise mistake(
            f"contact point {name!r} has no integration", "give it a.email(...) or another", location
        )
    for each in integrations:
        if not isinstance(each, Integration):
            raise mistake(
                f"contact point {name!r} has {type(each).__name__} among its integrations", location=location
            )
    return ContactPoint(name=name, integrations=integrations, location=location)


def email(
    *,
    uid: str,
    addresses: Sequence[str],
    single: bool = False,
    subject: str = "",
    message: str = "",
    disable_resolve_message: bool = False,
) -> Integration:
    """An e-mail to the addresses; `single` puts them all on one mail."""
    given = _given(addresses=";".join(addresses), singleEmail=single, subject=subject, message=message)
    return _integration(uid, "email", given, disable_resolve_message)


def slack(
    *,
    uid: str,
    url: EnvironmentVariable | None = None,
    recipient: str = "",
    token: EnvironmentVariable | None = None,
    title: str = "",
    text: str = "",
    disable_resolve_message: bool = False,
    **settings: Setting,
) -> Integration:
    """A message in Slack: by a webhook's `url`, or by a bot's `token` to a `recipient` (#channel)."""
    given = _given(url=url, recipient=recipient, token=token, title=title, text=text)
    return _integration(uid, "slack", {**given, **settings}, disable_resolve_message)


def webhook(
    *,
    uid: str,
    url: str | EnvironmentVariable,
    http_method: str = "POST",
    username: str = "",
    password: EnvironmentVariable | None = None,
    disable_resolve_message: bool = False,
    **settings: Setting,
) -> Integration:
    """The alerts as JSON to an address. Further settings under Grafana's names: `maxAlerts=10`."""
    given = _given(url=url, httpMethod=http_method, username=username, password=password)
    return _integration(uid, "webhook", {**given, **settings}, disable_resolve_message)


def pagerduty(
    *,
    uid: str,
    integration_key: EnvironmentVariable,
    severity: str = "",
    summary: str = "",
    disable_resolve_message: bool = False,
    **settings: Setting,
) -> Integration:
    """An event in PagerDuty. Further settings under Grafana's names: `component="logs"`."""
    given = _given(integrationKey=integration_key, severity=severity, summary=summary)
    return _integration(uid, "pagerduty", {**given, **settings}, disable_resolve_message)


def other(
    *,
    uid: str,
    type: str,  # noqa: A002
    settings: Mapping[str, Setting],
    secure_settings: Mapping[str, EnvironmentVariable] | None = None,
    disable_resolve_message: bool = False,
) -> Integration:
    """An integration of any of Grafana's types, with its settings under Grafana's names."""
    return _integration(uid, type, {**settings, **(secure_settings or {})}, disable_resolve_message)


def _given(**settings: Setting) -> dict[str, Setting]:
    return {key: value for key, value in settings.items() if value not in (None, "")}


def _integration(
    uid: str, type_: str, settings: Mapping[str, Setting], disable_resolve_message: bool
) -> Integration:
    location = author_location()
    return Integration(
        uid=checked_uid(uid, f"an integration of type {type_}", location),
        type=type_,
        settings=settings,
        disable_resolve_message=disable_resolve_message,
        location=location,
    )


def _references(value: Setting, path: str) -> list[tuple[str, EnvironmentVariable]]:
    if isinstance(value, EnvironmentVariable):
        return [(path, value)]
    if isinstance(value, Mapping):
        inner = ((f"{path}.{key}" if path else str(key), item) for key, item in value.items())
        return [found for place, item in inner for found in _references(item, place)]
    return []
