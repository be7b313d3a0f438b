"""Message templates. The one that holds our record is none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import attrs

from generator.errors import LogloomError
from generator.sync.alerting import provenance, record
from generator.sync.alerting.record import TEMPLATES, record_name
from generator.sync.alerting.recorded import RecordedKind, Thing
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms.notifications import message_template
from generator.sync.kind import Source
from generator.sync.model import Desired, Json, Key, Live

NAME = "message template"


@attrs.frozen
class MessageTemplates(RecordedKind):
    """See the module. They come before the contact points, whose messages use them."""

    name: str = NAME
    order: int = 45

    def desired(self, source: Source) -> Iterable[Desired]:
        given = provenance.wanted(source)
        for template in source.project.notifications.templates:
            if template.name == record_name(source.app):
                raise LogloomError(
                    f"the message template {template.name!r} is where logloom remembers what it pushed",
                    template.location,
                    "give yours another name",
                )
            body = message_template(template.to_json_data(), given)
            yield Desired(Key(NAME, template.name), template.name, body, template.location)

    def read(self, grafana: Grafana, source: Source, wanted: Mapping[Key, Desired]) -> Iterable[Live]:
        yield from super().read(grafana, source, wanted)
        name = record_name(source.app)
        if record.read(grafana, source.app).unreadable:
            note = f"message template {name} is not as logloom wrote it: what was pushed counts as others'"
            yield Live(Key(NAME, name), name, {}, None, notes=(note,))

    def list(self, grafana: Grafana, secrets: Callable[[Key], Iterable[str]]) -> Iterable[Thing]:
        for template in grafana.get(TEMPLATES) or ():
            given, name = provenance.stored(template), str(template["name"])
            body = message_template(template, given)
            yield Thing(Key(NAME, name), name, body, template, given, template.get("version"))

    def put(self, grafana: Grafana, want: Desired, now: Thing | None) -> Json | None:
        body = {"template": want.body["template"]}
        if now is not None and now.version:
            body["version"] = now.version
        given = want.body["provenance"]
        answer = grafana.put(f"{TEMPLATES}/{segment(want.key.id)}", body, provenance.headers(given))
        return message_template(answer, given) if answer and answer.get("template") else None

    def remove(self, grafana: Grafana, now: Thing) -> None:
        version = f"?version={segment(now.version)}" if now.version else ""
        grafana.delete(f"{TEMPLATES}/{segment(now.key.id)}{version}")


KIND = MessageTemplates()
