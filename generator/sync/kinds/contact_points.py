"""Contact points: one resource for each integration, since each has a uid of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from generator.datasources import EnvironmentVariable
from generator.errors import ServerError
from generator.sync.alerting import provenance
from generator.sync.alerting.recorded import RecordedKind, Thing
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms import without_keys
from generator.sync.forms.notifications import OTHER, REDACTED, contact_point, with_settings
from generator.sync.kind import Source
from generator.sync.model import Desired, Json, Key, Live, Secret

NAME = "contact point"
PATH = "/api/v1/provisioning/contact-points"


@attrs.frozen
class ContactPoints(RecordedKind):
    """See the module. A new name goes into policies and rules by itself (recorded: 590, 591)."""

    name: str = NAME
    order: int = 50

    def desired(self, source: Source) -> Iterable[Desired]:
        given = provenance.wanted(source)
        for point in source.project.notifications.contact_points:
            for integration, written in zip(point.integrations, point.to_json_data(), strict=True):
                settings = with_settings(written["settings"], _hide_variable)
                secrets = {
                    f"settings.{path}": Secret(variable.name, source.environment.get(variable.name) or None)
                    for path, variable in integration.secrets.items()
                }
                body = contact_point({**written, "settings": settings}, given)
                yield Desired(
                    Key(NAME, integration.uid), point.name, body, integration.location, secrets=secrets
                )

    def list(self, grafana: Grafana, secrets: Callable[[Key], Iterable[str]]) -> Iterable[Thing]:
        for point in grafana.get(PATH):
            if point.get("uid"):  # the one that comes with Grafana has none (recorded: 560-cp-list)
                key = Key(NAME, str(point["uid"]))
                yield _thing(key, point, frozenset(secrets(key)))

    def in_the_way(self, missing: Iterable[Desired], others: Iterable[Thing]) -> Iterable[Live]:
        """Integrations of one name are one contact point: ours would be told of the others' alerts."""
        by_name = {thing.title: thing for thing in others}
        for want in missing:
            if other := by_name.get(want.title):
                yield Live(
                    want.key,
                    want.title,
                    other.body,
                    other.raw,
                    blocked=f"a contact point of the same name, of which {other.key.id} is not ours",
                    advice="give yours another name, or take theirs into the project",
                )

    def put(self, grafana: Grafana, want: Desired, now: Thing | None) -> Json | None:
        body = without_keys(want.body, "provenance") | {"settings": _settings(want, now)}
        headers = provenance.headers(want.body["provenance"])
        if now is None:
            grafana.post(PATH, body, headers)
        else:
            grafana.put(f"{PATH}/{segment(want.key.id)}", body, headers)
        kept = self.list(grafana, lambda _: want.secrets)
        return next((thing.body for thing in kept if thing.key == want.key), None)

    def remove(self, grafana: Grafana, now: Thing) -> None:
        grafana.delete(f"{PATH}/{segment(now.key.id)}")


def _hide_variable(_: str, value: Any) -> Any:
    return REDACTED if isinstance(value, EnvironmentVariable) else value


def _thing(key: Key, point: Json, secrets: frozenset[str]) -> Thing:
    """A contact point, and without those of its secrets that Grafana shows."""
    clear: dict[str, str] = {}

    def hide(path: str, value: Any) -> Any:
        if f"settings.{path}" not in secrets or value in ("", None, REDACTED):
            return value
        clear[f"settings.{path}"] = str(value)
        return REDACTED

    given = provenance.stored(point)
    shown = {**point, "settings": with_settings(point.get("settings") or {}, hide)}
    title = str(point.get("name") or "")
    return Thing(key, title, contact_point(shown, given), shown, given, clear=clear)


def _settings(want: Desired, now: Thing | None) -> Json:
    """The settings with the secrets that are known; one that is not stays as Grafana has it.

    Raises ServerError where Grafana does not have it either.
    """

    def fill(path: str, value: Any) -> Any:
        if value not in (REDACTED, OTHER):
            return value
        at = f"settings.{path}"
        secret = want.secrets.get(at)
        if secret is not None and secret.value is not None:
            return secret.value
        if now is None:
            raise ServerError(
                f"{want.key} needs its secret {path}, and Grafana does not have it",
                hint=f"set {secret.variable} in the environment" if secret else "push it from its project",
            )
        return now.clear.get(at, REDACTED)

    return with_settings(want.body["settings"], fill)


KIND = ContactPoints()
