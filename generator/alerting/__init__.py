"""What alerts are written with: `from generator import alerting as a`, then `a.rule(...)`.

grafanalib's classes for alerts emit a shape that no current Grafana takes; these are in its style, and their
`to_json_data()` is what Grafana's provisioning API takes and gives back.
"""

from generator.alerting.contact_points import ContactPoint, contact_point
from generator.alerting.evaluators import Evaluator
from generator.alerting.expression_factories import (
    classic_condition,
    classic_conditions,
    math,
    reduce,
    resample,
    threshold,
)
from generator.alerting.expressions import (
    ClassicCondition,
    ClassicConditions,
    Expression,
    Math,
    Reduce,
    Resample,
    Threshold,
)
from generator.alerting.groups import RuleGroup, group
from generator.alerting.integrations import (
    Integration,
    email,
    env,
    other,
    pagerduty,
    slack,
    webhook,
)
from generator.alerting.labels import MARK_LABEL
from generator.alerting.matchers import Matcher
from generator.alerting.mute_timings import MuteTiming, TimeInterval, mute_timing, time_interval
from generator.alerting.notification_settings import NotificationSettings, notification_settings
from generator.alerting.notifications import Notifications
from generator.alerting.policies import Policy, Route, policy, route
from generator.alerting.queries import AlertQuery, query
from generator.alerting.rules import AlertRule, PanelLink, rule
from generator.alerting.templates import MessageTemplate, message_template

__all__ = [
    "MARK_LABEL",
    "AlertQuery",
    "AlertRule",
    "ClassicCondition",
    "ClassicConditions",
    "ContactPoint",
    "Evaluator",
    "Expression",
    "Integration",
    "Matcher",
    "Math",
    "MessageTemplate",
    "MuteTiming",
    "NotificationSettings",
    "Notifications",
    "PanelLink",
    "Policy",
    "Reduce",
    "Resample",
    "Route",
    "RuleGroup",
    "Threshold",
    "TimeInterval",
    "classic_condition",
    "classic_conditions",
    "contact_point",
    "email",
    "env",
    "group",
    "math",
    "message_template",
    "mute_timing",
    "notification_settings",
    "other",
    "pagerduty",
    "policy",
    "query",
    "reduce",
    "resample",
    "route",
    "rule",
    "slack",
    "threshold",
    "time_interval",
    "webhook",
]
