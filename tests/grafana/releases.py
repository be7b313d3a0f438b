"""What an older Grafana lacks, and what a newer one does otherwise: the version from which each thing holds.

None of this is recorded. The first four are from Grafana's own issues and upgrade notes (the list of
versions: issue 104556 of grafana/grafana), the others from its documentation.
"""

from __future__ import annotations

from enum import Enum


class Feature(Enum):
    """The value is the release with which it came."""

    NESTED_FOLDERS = (11, 0)
    """A folder in a folder; before, the parent is not looked at and nothing can be moved."""
    VERSIONS_IN_PAGES = (11, 6)
    """The list of versions is an object with a token and whole dashboards; before, a list without them."""
    API_GROUPS = (12, 0)
    """The API under /apis."""
    UNIFIED_STORAGE = (13, 0)
    """Dashboards and folders are stored as objects of that API; 12 can, if it is told to."""
    NOTIFICATION_SETTINGS = (11, 0)
    """A rule that names its own contact point."""
    RULE_HISTORY = (12, 0)
    """The history of a rule, with who changed it."""
    KEEP_FIRING_FOR = (12, 0)
    """And the number of evaluations after which a series counts as gone."""
    NOTIFICATION_VERSIONS = (11, 2)
    """Mute timings and templates carry a version, which a write may give back."""
    AUTHORS_FORGOTTEN = (12, 0)
    """A dashboard does not say any more which service account has written it."""
    PANELS_LISTED_WHERE_MADE = (11, 6)
    """The list of library panels goes on naming the folder in which one was made (issue 123242)."""
    PANELS_LISTED_WHERE_THEY_ARE = (13, 1)
    """The same issue, mended; and a library panel can be moved to General."""
