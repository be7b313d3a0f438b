"""All that a project says about notifications."""

from __future__ import annotations

import attrs

from generator.alerting.contact_points import ContactPoint
from generator.alerting.mute_timings import MuteTiming
from generator.alerting.policies import Policy
from generator.alerting.templates import MessageTemplate


@attrs.frozen(kw_only=True)
class Notifications:
    """Contact points, the policy, mute timings and message templates. They are the same for every store."""

    contact_points: tuple[ContactPoint, ...] = ()
    policy: Policy | None = None
    mute_timings: tuple[MuteTiming, ...] = ()
    templates: tuple[MessageTemplate, ...] = ()
