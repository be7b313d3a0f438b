"""What all of the API under /apis has in common: objects, lists, refusals, and content that is asked for."""

from __future__ import annotations

from typing import Any

from tests.grafana.answers import Refusal, status
from tests.grafana.router import Call
from tests.grafana.wire import Json, Response

NAMESPACE = "default"
DASHBOARDS = "dashboard.grafana.app"
FOLDERS = "folder.grafana.app"
METADATA_LIST = "as=PartialObjectMetadataList"


def resource(group: str, kind: str, name: str) -> Json:
    return {"name": name, "group": group, "kind": kind}


def not_found(group: str, plural: str, name: str) -> Refusal:
    message = f'{plural}.{group} "{name}" not found'
    return status(404, "NotFound", message, resource(group, plural, name))


def already_exists(group: str, plural: str, name: str) -> Refusal:
    message = f'{plural}.{group} "{name}" already exists'
    return status(409, "AlreadyExists", message, resource(group, plural, name))


def conflict(group: str, plural: str, name: str, why: str) -> Refusal:
    message = f'Operation cannot be fulfilled on {plural}.{group} "{name}": {why}'
    return status(409, "Conflict", message, resource(group, plural, name))


def modified(group: str, plural: str, name: str) -> Refusal:
    why = "the object has been modified; please apply your changes to the latest version and try again"
    return conflict(group, plural, name, why)


def invalid(group: str, kind: str, name: str, field: str, message: str) -> Refusal:
    """422, with the one field that is wrong."""
    cause = {"reason": "FieldValueInvalid", "message": f"Invalid value: {message}", "field": field}
    details = resource(group, kind, name) | {"causes": [cause]}
    said = f'{kind}.{group} "{name}" is invalid: {field}: Invalid value: {message}'
    return status(422, "Invalid", said, details)


def bad_request(message: str) -> Refusal:
    return status(400, "BadRequest", message)


def forbidden(call: Call, group: str, plural: str, verb: str, why: str) -> Refusal:
    message = (
        f'{plural}.{group} is forbidden: User "{call.who.name}" cannot {verb} resource "{plural}" '
        f'in API group "{group}" in the namespace "{NAMESPACE}": {why}'
    )
    return status(403, "Forbidden", message, {"group": group, "kind": plural})


def check_namespace(call: Call) -> None:
    if call.params["namespace"] != NAMESPACE:
        target = call.request.target
        said = f'Internal Server Error: "{target}": user is not signed in to organization\n'
        raise Refusal(500, said, {"Content-Type": "text/plain; charset=utf-8"})


def listed(call: Call, kind: str, api_version: str, metadata: Json, items: list[Json]) -> Any:
    """A list, or only the metadata of its objects where the client asks for that."""
    accepted = call.request.headers.get("accept", "")
    if METADATA_LIST in accepted:
        if call.state.lists_metadata_alone:
            kind, api_version = "PartialObjectMetadataList", "meta.k8s.io/v1"
            items = [{"metadata": item["metadata"]} for item in items]
        elif not any(part.strip() in ("application/json", "*/*") for part in accepted.split(",")):
            raise status(
                406, "NotAcceptable", "only the following media types are accepted: application/json"
            )
    return Response(200, {"kind": kind, "apiVersion": api_version, "metadata": metadata, "items": items})


def managed_fields(sent: Json, api_version: str, moment: str) -> list[Json]:
    """Who has set which field, as the answer to a create says it."""
    metadata: Json = {}
    for part in ("annotations", "labels"):
        names = sent.get("metadata", {}).get(part)
        if names:
            metadata[f"f:{part}"] = {".": {}} | {f"f:{name}": {} for name in names}
    fields: Json = {"f:metadata": metadata} if metadata else {}
    fields["f:spec"] = {f"f:{name}": {} for name in sent.get("spec", {})}
    return [
        {
            "manager": "unknown",
            "operation": "Update",
            "apiVersion": api_version,
            "time": moment,
            "fieldsType": "FieldsV1",
            "fieldsV1": fields,
        }
    ]


def merged(old: Any, patch: Any) -> Any:
    """A JSON merge patch (RFC 7396)."""
    if not isinstance(patch, dict) or not isinstance(old, dict):
        return patch
    answer = dict(old)
    for name, value in patch.items():
        if value is None:
            answer.pop(name, None)
        else:
            answer[name] = merged(answer.get(name), value) if isinstance(value, dict) else value
    return answer
