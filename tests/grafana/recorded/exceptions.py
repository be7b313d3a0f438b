"""The recordings that the stand-in does not answer as Grafana did, and why. All others it does."""

from __future__ import annotations

SAME_SHAPE: dict[str, tuple[str, ...]] = {
    "Numbers from the logs of the recorded server, in rendered texts.": ("559c-prom-rules-orphan",),
    "The recorder kept 4 of 16 instances, but the total of all.": ("661-state-group-rules",),
}
"""Status, keys and types are the same; some values are not."""

DIFFERENT: dict[str, tuple[str, ...]] = {
    "An identity is remembered for some seconds; here a disabled account is refused at once.": (
        "134-disabled-sa-token",
    ),
    "The recorder's own summary of settings of which only few are here.": (
        "102-frontend-settings-versionkeys",
        "145-login-lock",
    ),
    "Single permissions: the stand-in knows roles.": (
        "130-viewer-permissions",
        "131-editor-permissions",
        "234-folder-permissions",
    ),
    "The list of plugins that are installed.": ("350-plugins-list-ds",),
    "HTML for people.": ("448-diff",),
    "A v2 body that is nonsense is read leniently, and the answer shows what was understood of it.": (
        "4b34b-k8s-dryrun-v2beta1-strict",
    ),
    "Terraform's language.": ("553-export-rule-hcl",),
    "The Alertmanager and the history of states: nothing is evaluated here.": (
        "655-am-alerts",
        "656-state-history",
        "657-annotations-alert",
        "745-eval-rule",
    ),
    "The Alertmanager's whole configuration, and notifications under /apis, which nothing here uses.": (
        "699c-policies-k8s",
        "699d-receivers-k8s",
        "699e-timeintervals-k8s",
        "699g-am-config",
    ),
    "Rules that were deleted are not remembered.": ("561y-rule-recently-deleted",),
    "Rows of the logs of the recorded server, made into time series or worked on by expressions: here a test "
    "says what comes back.": (
        "701-q-timeseries-one",
        "702-q-timeseries-metric-col",
        "703-q-timeseries-two-values",
        "704-q-timeseries-label-and-two-values",
        "705-q-timeseries-fill-null",
        "706-q-timeseries-fill-0",
        "707-q-table",
        "714-q-time-not-sorted",
        "717-q-timeFilter-noargs",
        "720-q-timeGroup",
        "735-q-time-alias-noquote",
        "736-q-int-epoch-time",
        "737-q-long-with-string-nonsorted-metric",
        "739-q-expr-chain",
    ),
    "The recorder cut the 20,000 rows.": ("732-q-many-rows",),
}
"""The status, or keys or types, are others."""

UNIFIED: dict[str, tuple[str, ...]] = {
    "The same as without unified storage.": (
        "102-frontend-settings-versionkeys",
        "130-viewer-permissions",
        "131-editor-permissions",
        "134-disabled-sa-token",
        "234-folder-permissions",
        "448-diff",
        "4b34b-k8s-dryrun-v2beta1-strict",
    ),
    "A folder with a slash in its uid: other words.": ("209-folder-uid-badchars",),
    "Moves and counts of folders failed or were wrong, once and not the next time.": (
        "226-folder-move-root",
        "230-folder-depth-4",
        "230-folder-depth-5",
        "230-folder-depth-6",
        "231-folder-counts",
        "233-folder-delete-again",
        "456-search-folders",
    ),
    "Folders as objects: only what a reader of dashboards needs is imitated.": ("237-k8s-folder-list",),
    "Whether the name of a service account was found differed from one read to the next.": (
        "427-dash-get-after-nofolder",
        "4b07-get-after-admin",
    ),
    "The status that a client sends is stored and comes back.": (
        "482-k8s-put-no-rv",
        "483-k8s-put-no-rv-unchanged",
        "496-managed-k8s-put-drop-annos",
        "4b26-k8s-get-after",
    ),
    "There is no repository to ask.": ("497-k8s-managed-create-repo",),
    "Scores of a search index.": ("4b40-k8s-search",),
}
"""The same for the recordings of a server with unified storage, of whatever kind the difference is."""

BY_CHANCE: dict[str, tuple[str, ...]] = {
    "Hits of equal titles come in no particular order, and objects in that of generated names.": (
        "450-search-tag",
        "474-k8s-list",
        "475-k8s-list-all",
    ),
}
"""Those of the same server that may happen to be answered alike."""


def names(table: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(name for group in table.values() for name in group)
