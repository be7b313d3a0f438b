"""Mute timings: known by their name, so that one with another name is another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

from generator.sync.alerting import provenance
from generator.sync.alerting.recorded import RecordedKind, Thing
from generator.sync.client.grafana import Grafana, segment
from generator.sync.forms import without_keys
from generator.sync.forms.notifications import mute_timing
from generator.sync.kind import Source
from generator.sync.model import Desired, Json, Key

NAME = "mute timing"
PATH = "/api/v1/provisioning/mute-timings"


@attrs.frozen
class MuteTimings(RecordedKind):
    """See the module."""

    name: str = NAME
    order: int = 60

    def desired(self, source: Source) -> Iterable[Desired]:
        given = provenance.wanted(source)
        for timing in source.project.notifications.mute_timings:
            body = mute_timing(timing.to_json_data(), given)
            yield Desired(Key(NAME, timing.name), timing.name, body, timing.location)

    def list(self, grafana: Grafana, secrets: Callable[[Key], Iterable[str]]) -> Iterable[Thing]:
        for timing in grafana.get(PATH) or ():
            given, name = provenance.stored(timing), str(timing["name"])
            body = mute_timing(timing, given)
            yield Thing(Key(NAME, name), name, body, timing, given, timing.get("version"))

    def put(self, grafana: Grafana, want: Desired, now: Thing | None) -> Json | None:
        body, given = without_keys(want.body, "provenance"), want.body["provenance"]
        headers = provenance.headers(given)
        if now is None:
            answer = grafana.post(PATH, body, headers)
        else:
            version = {"version": now.version} if now.version else {}
            answer = grafana.put(f"{PATH}/{segment(want.key.id)}", body | version, headers)
        return mute_timing(answer, given) if answer and "time_intervals" in answer else None

    def remove(self, grafana: Grafana, now: Thing) -> None:
        version = f"?version={segment(now.version)}" if now.version else ""
        grafana.delete(f"{PATH}/{segment(now.key.id)}{version}")


KIND = MuteTimings()
