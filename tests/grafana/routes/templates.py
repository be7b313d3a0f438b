"""/api/v1/provisioning/templates: message templates."""

from __future__ import annotations

import re
from typing import Any

from tests.grafana.alerting import Named
from tests.grafana.answers import coded
from tests.grafana.releases import Feature
from tests.grafana.router import Call, Routes
from tests.grafana.routes._notifications import MAY_WRITE, changing
from tests.grafana.routes._provenance import check_notification, given
from tests.grafana.state import Json, State
from tests.grafana.wire import Response

ROUTES = Routes()
PATH = "/api/v1/provisioning/templates"


def shown(state: State, template: Named) -> Json:
    answer: Json = {"name": template.name, "template": template.content}
    if state.has(Feature.NOTIFICATION_VERSIONS):
        answer["version"] = template.version
    return answer | ({"provenance": template.provenance} if template.provenance else {})


def with_define(name: str, text: str) -> str:
    """A text that defines nothing is made into the definition of its name."""
    if re.search(r"\{\{-?\s*define\b", text):
        return text
    lines = "\n".join(f"  {line}" for line in text.strip().splitlines())
    return f'{{{{ define "{name}" }}}}\n{lines}\n{{{{ end }}}}'


def check(text: str) -> None:
    """Raises Refusal for actions that are not closed; other mistakes are not looked for."""
    if text.count("{{") > text.count("}}"):
        raise invalid("invalid template: template: :1: unclosed action")
    opened = len(re.findall(r"\{\{-?\s*(?:define|if|range|with|block)\b", text))
    if opened > len(re.findall(r"\{\{-?\s*end\b", text)):
        raise invalid("invalid template: template: :1: unexpected EOF")


def invalid(reason: str) -> Exception:
    return coded(
        400,
        "alerting.notifications.templates.invalidFormat",
        "Template is in invalid format. Correct the payload and try again.",
        extra={"Error": reason},
    )


@ROUTES.get(PATH)
def list_templates(call: Call) -> Any:
    templates = call.state.alerting.templates
    return [shown(call.state, templates[name]) for name in sorted(templates)]


@ROUTES.get(f"{PATH}/{{name}}")
def get_template(call: Call) -> Any:
    template = call.state.alerting.templates.get(call.params["name"])
    if template is None:
        raise coded(404, "alerting.notifications.templates.notFound", "NotFound")
    return shown(call.state, template)


@ROUTES.put(f"{PATH}/{{name}}", **MAY_WRITE)
def put_template(call: Call) -> Any:
    alerting, sent = call.state.alerting, call.body
    name = call.params["name"]
    text = with_define(name, sent.get("template") or "")
    check(text)
    old = alerting.templates.get(name)
    if old is not None:
        check_notification(call, old.provenance)
    if sent.get("version") and (old is None or sent["version"] != old.version):
        raise coded(409, "alerting.notifications.conflict", "Conflict")
    template = Named(name, text, given(call))
    with changing(call):
        alerting.templates[name] = template
    return Response(202, shown(call.state, template))


@ROUTES.delete(f"{PATH}/{{name}}", **MAY_WRITE)
def delete_template(call: Call) -> Any:
    alerting = call.state.alerting
    template = alerting.templates.get(call.params["name"])
    if template is not None:
        check_notification(call, template.provenance)
        with changing(call):
            del alerting.templates[template.name]
    return Response(204)
