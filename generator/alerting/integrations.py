"""Integrations: the ways in which a contact point tells people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from generator.alerting.integration_types import INTEGRATION_TYPES
from generator.alerting.settings import Setting, checked_settings, leaves
from generator.datasources import EnvironmentVariable
from generator.errors import Location
from generator.mistakes import author_location, mistake
from generator.words import checked_uid, flag, mapping, one_of, texts


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
        return {
            path: value for path, value in leaves(self.settings) if isinstance(value, EnvironmentVariable)
        }

    def to_json_data(self) -> dict[str, Any]:
        """The integration as the API has it; its contact point adds the name."""
        return {
            "uid": self.uid,
            "type": self.type,
            "settings": dict(self.settings),
            "disableResolveMessage": self.disable_resolve_message,
        }


def env(name: str) -> EnvironmentVariable:
    """A secret, by the name of the environment variable that holds it."""
    if not isinstance(name, str) or not name.isidentifier() or not name.isascii():
        raise mistake(f"{name!r} is no name of an environment variable", 'write a.env("SLACK_URL")')
    return EnvironmentVariable(name)


def email(
    *,
    uid: str,
    addresses: Sequence[str],
    single: bool = False,
    subject: str = "",
    message: str = "",
    disable_resolve_message: bool = False,
    raw: Mapping[str, Setting] | None = None,
) -> Integration:
    """An e-mail to each address; `single` is one mail to all of them."""
    for address in texts(addresses, "addresses"):
        if "@" not in address:
            raise mistake(f"{address!r} is no e-mail address", 'write "somebody@example.com"')
    settings = {
        "addresses": ";".join(addresses),
        "singleEmail": flag(single, "single="),
        **_given(subject=subject, message=message),
    }
    return _integration(uid, "email", settings, disable_resolve_message, raw)


def slack(
    *,
    uid: str,
    url: EnvironmentVariable | None = None,
    recipient: str = "",
    token: EnvironmentVariable | None = None,
    title: str = "",
    text: str = "",
    disable_resolve_message: bool = False,
    raw: Mapping[str, Setting] | None = None,
    **settings: Setting,
) -> Integration:
    """A message in Slack: by a webhook's `url`, or by a bot's `token` to a `recipient` (`#channel`).

    Further settings go by Grafana's names: `mentionChannel="here"`.
    """
    given = _given(url=url, recipient=recipient, token=token, title=title, text=text)
    return _integration(uid, "slack", {**given, **settings}, disable_resolve_message, raw)


def webhook(
    *,
    uid: str,
    url: str | EnvironmentVariable,
    http_method: str = "POST",
    username: str = "",
    password: EnvironmentVariable | None = None,
    disable_resolve_message: bool = False,
    raw: Mapping[str, Setting] | None = None,
    **settings: Setting,
) -> Integration:
    """The alerts as JSON to an address. Further settings go by Grafana's names: `maxAlerts=10`."""
    given = _given(url=url, httpMethod=http_method, username=username, password=password)
    return _integration(uid, "webhook", {**given, **settings}, disable_resolve_message, raw)


def pagerduty(
    *,
    uid: str,
    integration_key: EnvironmentVariable,
    severity: str = "",
    summary: str = "",
    disable_resolve_message: bool = False,
    raw: Mapping[str, Setting] | None = None,
    **settings: Setting,
) -> Integration:
    """An event in PagerDuty. Further settings go by Grafana's names: `component="logs"`."""
    given = _given(integrationKey=integration_key, severity=severity, summary=summary)
    return _integration(uid, "pagerduty", {**given, **settings}, disable_resolve_message, raw)


def other(
    *,
    uid: str,
    type: str,  # noqa: A002  Grafana's name
    settings: Mapping[str, Setting],
    secure_settings: Mapping[str, EnvironmentVariable] | None = None,
    disable_resolve_message: bool = False,
    raw: Mapping[str, Setting] | None = None,
) -> Integration:
    """An integration of any of Grafana's types, with settings by Grafana's names."""
    given = {**mapping(settings, "the settings"), **mapping(secure_settings or {}, "the secure settings")}
    return _integration(uid, type, given, disable_resolve_message, raw)


def _given(**settings: str | EnvironmentVariable | None) -> dict[str, Setting]:
    """Those that are given, all of which are texts."""
    given = {key: value for key, value in settings.items() if value is not None and value != ""}
    for key, value in given.items():
        if not isinstance(value, str | EnvironmentVariable):  # and not shown: it may be a secret
            raise mistake(f"{key} is a {type(value).__name__}", "write a text")
    return given


def _integration(
    uid: str,
    type_: str,
    settings: Mapping[str, Setting],
    disable_resolve_message: bool,
    raw: Mapping[str, Setting] | None,
) -> Integration:
    """The integration. Raises LogloomError for an unknown type, and for settings that are wrong."""
    location = author_location()
    one_of(type_, INTEGRATION_TYPES, "type of integration", location)
    what = f"the {type_} integration {uid!r}"
    return Integration(
        uid=checked_uid(uid, f"the {type_} integration", location),
        type=type_,
        settings=checked_settings(what, INTEGRATION_TYPES[type_], settings, raw, location),
        disable_resolve_message=flag(disable_resolve_message, "disable_resolve_message=", location),
        location=location,
    )
