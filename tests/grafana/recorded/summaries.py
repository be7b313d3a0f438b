"""Where the recorder kept less of an answer than there was: the same of ours, to be compared with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Summary = Callable[[Any], Any]


def keys(*names: str) -> Summary:
    """These keys of an object, None where there is none."""
    return lambda answer: {name: answer.get(name) for name in names}


def without(*names: str) -> Summary:
    return lambda answer: {name: value for name, value in answer.items() if name not in names}


def each(summary: Summary) -> Summary:
    return lambda answers: [summary(answer) for answer in answers]


def inside(*path: str, then: Summary = lambda answer: answer) -> Summary:
    """What stands below these keys."""

    def follow(answer: Any) -> Any:
        for name in path:
            answer = answer[name]
        return then(answer)

    return follow


def values(*names: str) -> Summary:
    """The values of these keys, as a list."""
    return lambda answer: [answer.get(name) for name in names]


def only(*uids: str, then: Summary) -> Summary:
    """Of a list of rules those with these uids."""
    return lambda rules: [then(rule) for rule in rules if rule["uid"] in uids]


def saved_dashboard(answer: Any) -> Any:
    """What mattered of a dashboard just saved."""
    meta = ("version", "createdBy", "updatedBy", "created", "updated", "folderUid", "provisioned")
    return {
        "meta": keys(*meta)(answer["meta"]),
        "dashboard": keys("id", "uid", "version", "title")(answer["dashboard"]),
    }


def versions_without_data(answer: Any) -> Any:
    return answer | {"versions": each(without("data"))(answer["versions"])}


def object_short(answer: Any) -> Any:
    metadata = answer["metadata"]
    return {
        "name": metadata["name"],
        "rv": metadata["resourceVersion"],
        "gen": metadata["generation"],
        "labels": metadata["labels"],
        "ann": metadata["annotations"],
    }


def history_entry(answer: Any) -> Any:
    return without("name", "labels")(object_short(answer)) | {"title": answer["spec"]["title"]}


def list_of(summary: Summary) -> Summary:
    return lambda answer: {"metadata": answer["metadata"], "items": each(summary)(answer["items"])}


def with_title(*names: str) -> Summary:
    return lambda answer: keys(*names)(answer) | {"title": answer["spec"]["title"]}


def provenances(answer: Any) -> Any:
    return each(values("uid", "provenance"))(answer["rules"])


def uids(answer: Any) -> Any:
    return [rule["uid"] for rule in answer["rules"]]


def ruler_rule(answer: Any) -> Any:
    alert = answer["grafana_alert"]
    return [alert["uid"], alert.get("provenance"), alert["updated_by"], alert["version"]]


def ruler_version(*names: str) -> Summary:
    return inside("grafana_alert", then=values(*names))


def state_group(answer: Any) -> Any:
    """Rules with what their last evaluation came to."""
    return [
        keys("uid", "state", "health", "lastError", "totals")(rule)
        | {"alerts": each(values("state", "labels", "value"))(rule.get("alerts", []))}
        for rule in answer["data"]["groups"][0]["rules"]
    ]


def group_names(answer: Any) -> Any:
    return [
        [group["name"], [version["version"] for version in group["versions"]]] for group in answer["groups"]
    ]


RULE = ("for", "keep_firing_for")
SUMMARIES: dict[str, Summary] = {
    "140-apis-groups": group_names,
    "144-dash-get-viewer": inside("meta", then=keys("canSave", "canEdit", "canAdmin", "canDelete")),
    "347-ds-get-after-secure-clear": keys("secureJsonFields", "version"),
    "353-ds-list-editor": each(lambda one: one["uid"]),
    "427-dash-get-after-nofolder": inside("meta"),
    "429-dash-get-after-absent": inside("meta", then=keys("folderUid", "folderTitle", "version")),
    "468-search-tags-in-result": each(keys("uid", "tags")),
    "469-search-tags-in-result-filtered": each(keys("uid", "tags")),
    "473-k8s-get-v0alpha1": lambda answer: (
        without("kind", "spec")(answer) | {"specKeys": sorted(answer["spec"])}
    ),
    "475-k8s-list-all": list_of(object_short),
    "476-k8s-history": list_of(
        lambda entry: {"metadata": entry["metadata"], "specTitle": entry["spec"]["title"]}
    ),
    "477-k8s-trash": keys("metadata", "items"),
    "479-k8s-get-after-dryrun": with_title("metadata"),
    "4b02-get": saved_dashboard,
    "4b04-get-after-unchanged": saved_dashboard,
    "4b05-versions": versions_without_data,
    "4b07-get-after-admin": saved_dashboard,
    "4b08-versions": versions_without_data,
    "4b09-k8s-after-admin": inside("metadata"),
    "4b16-classic-legacy-get": inside("meta"),
    "4b26-k8s-get-after": with_title("metadata", "status"),
    "4b38-k8s-history-full": inside("items", then=each(history_entry)),
    "4b39-dto": lambda answer: {"keys": sorted(answer)} | keys("metadata", "access")(answer),
    "509-rule-get-after": keys("uid", "provenance", "version", "updated"),
    "513-rule-get": keys("uid", "provenance"),
    "538-rule-min2-where": keys("uid", "ruleGroup", "folderUID", "provenance"),
    "540-rules-list": each(keys("id", "uid", "title", "ruleGroup", "folderUID", "provenance", "isPaused")),
    "542-group-get-after": lambda answer: (
        keys("title", "interval")(answer) | {"rules": each(keys("uid", "provenance"))(answer["rules"])}
    ),
    "559b-orphan-rule-get": keys("uid", "folderUID", "ruleGroup", "provenance"),
    "559g-export-json-all": inside(
        "groups",
        then=each(lambda group: keys("name", "folder", "interval")(group) | {"n": len(group["rules"])}),
    ),
    "560a-rule-for-90s": keys(*RULE, "noDataState", "execErrState"),
    "560b-rule-for-1h": keys(*RULE),
    "560c-rule-for-60s": keys("for"),
    "560d-rule-for-1d": keys("for"),
    "560e-rule-move-group": keys("ruleGroup", "folderUID"),
    "560f-rule-pause": keys("isPaused"),
    "560g-rule-put-without-isPaused": keys("isPaused"),
    "560h-rule-put-without-uid": keys("uid"),
    "560i-rule-put-wrong-org": keys("orgID"),
    "560j-rule-notification-settings": without("data"),
    "560m-rule-put-drop-notif": without("data"),
    "560n-rule-label-reserved": keys("labels"),
    "560u-rule-state-Keep": keys("noDataState", "execErrState"),
    "560w-rule-record": without("data"),
    "560x-rule-viewer-get": keys("uid"),
    "560y-rule-editor-post": keys("uid", "provenance"),
    "561a-rule-post-api": keys("uid", "provenance"),
    "561b-rule-post-header-into-api-group": keys("uid", "provenance"),
    "561c-group": provenances,
    "561d-rules-get": only("mix-a", "mix-b", then=values("uid", "provenance")),
    "561e-group-put-plain-on-mixed": provenances,
    "561f-rules-get": only("mix-a", "mix-b", then=values("uid", "provenance")),
    "561g-group-put-unchanged": inside("interval"),
    "561h-ruler-versions-after-unchanged": each(ruler_version("version", "updated", "updated_by")),
    "561i-rule-put-unchanged": keys("updated"),
    "561j-ruler-versions-after-rule-put-unchanged": each(ruler_version("version", "intervalSeconds")),
    "561k-ruler-get-rule": inside("grafana_alert", then=without("data")),
    "561l-group-interval-one-rule-post-keeps": keys("uid"),
    "561m-group-interval": lambda answer: [answer["interval"], uids(answer)],
    "561n-group-put-reorder": uids,
    "561o-group-after-reorder": uids,
    "561p-group-rename-by-put-new": uids,
    "561r-ruler-post-noprov-rule": inside("rules", then=each(ruler_rule)),
    "561t-after-ui-like-save": keys("title", "provenance", "updated"),
    "561u-ruler-versions": each(ruler_version("version", "updated_by", "title")),
    "561v-api-put-over-noprov": provenances,
    "561w-after": only("rule-1", "rule-2", "rule-badds", "rule-3", then=values("uid", "provenance")),
    "561z-rule-recreate-same-uid": keys("id", "uid", "provenance"),
    "580m-cp-list": each(keys("uid", "name", "type", "provenance")),
    "652-prom-rules-dash": inside(
        "data",
        then=lambda data: {
            "groups": [
                {"name": group["name"], "rules": [rule["name"] for rule in group["rules"]]}
                for group in data["groups"]
            ]
        },
    ),
    "653-prom-rules-limit": lambda answer: {
        "status": answer["status"],
        "n": len(answer["data"]["groups"]),
        "groupNextToken": answer["data"].get("groupNextToken"),
    },
    "660-state-group-put": uids,
    "661-state-group-rules": state_group,
    "699i-group-put-header-body": provenances,
    "6p02-folder-k8s-anno": inside(
        "items",
        then=each(
            lambda item: {
                "name": item["metadata"]["name"],
                "title": item["spec"]["title"],
                "ann": item["metadata"]["annotations"],
            }
        ),
    ),
    "6p08-dash-after-k8s-put": lambda answer: {
        "title": answer["dashboard"]["title"],
        "meta": keys("version", "provisioned", "provisionedExternalId")(answer["meta"]),
    },
    "6p10-dash-get-allowUiUpdates": lambda answer: {
        "title": answer["dashboard"]["title"],
        "meta": answer["meta"],
    },
    "6p13-dash-after-rescan": inside("dashboard", then=keys("title", "version")),
    "6p14-dash-after-file-change": lambda answer: {
        "title": answer["dashboard"]["title"],
        "meta": keys("version", "updatedBy", "createdBy", "provisionedExternalId", "folderTitle")(
            answer["meta"]
        ),
    },
    "6p15-dash-versions-file": inside("versions", then=each(without("data"))),
    "6p18-dash-three-after-folder-delete": inside("meta"),
    "6p19-dash-three-after-rescan": inside("meta"),
    "6p37b-group-after": lambda answer: {"interval": answer["interval"], "rules": provenances(answer)},
    "6p51b-ds-editable-after-reload": keys("user", "version", "readOnly"),
    "6p53-fr2-after-removal": keys("uid", "provenance", "ruleGroup"),
    "6p58-fr1-after-file-gone": keys("uid", "provenance", "ruleGroup"),
    "812-lib-dash-get": inside("dashboard", then=keys("panels")),
}
