"""Who hears of an alert, by what, and when: an example to put your own people into.

The secrets are named, never written: Grafana reads SLACK_WEBHOOK_URL and PAGERDUTY_INTEGRATION_KEY from its
environment. It does not start when one of them is empty, so take out what you do not have.
"""

from __future__ import annotations

from typing import Any

from generator import alerting as a

ON_CALL, TEAM = "On call", "Team"
OFF_HOURS = "Nights and weekends"

MESSAGE_TEMPLATES = [
    a.message_template(
        "logs",
        """\
{{ define "logs.title" -}}
{{ if .Alerts.Firing }}{{ with .CommonLabels.severity }}{{ toUpper . }}: {{ end }}{{ else }}Resolved: {{ end -}}
{{ .CommonLabels.alertname }}{{ if gt (len .Alerts.Firing) 1 }} ({{ len .Alerts.Firing }}){{ end }}
{{- end }}

{{ define "logs.resolved" -}}
Resolved: {{ .Labels.alertname }}
{{- with or .Labels.category .Labels.route .Labels.tool .Labels.method }} ({{ . }}){{ end -}}
, from {{ .StartsAt.UTC.Format "15:04" }} to {{ .EndsAt.UTC.Format "15:04 UTC" }}
{{- end }}

{{ define "logs.slack" -}}
{{ range .Alerts.Firing -}}
*{{ or .Annotations.summary .Labels.alertname }}*
{{ .Annotations.description }}
Since {{ .StartsAt.UTC.Format "15:04 UTC" }} · <{{ .PanelURL }}|Panel> · <{{ .Annotations.runbook_url }}|What to do> · <{{ .SilenceURL }}|Silence>

{{ end -}}
{{ range .Alerts.Resolved -}}
{{ template "logs.resolved" . }}
{{ end -}}
{{ end }}

{{ define "logs.email" -}}
{{ range .Alerts.Firing -}}
{{ or .Annotations.summary .Labels.alertname }}
{{ .Annotations.description }}
Since: {{ .StartsAt.UTC.Format "2006-01-02 15:04 UTC" }}
Panel: {{ .PanelURL }}
What to do: {{ .Annotations.runbook_url }}
Silence: {{ .SilenceURL }}

{{ end -}}
{{ range .Alerts.Resolved -}}
{{ template "logs.resolved" . }}
{{ end -}}
{{ end }}
""",  # noqa: E501 - one line of the message
    ),
]


def _slack(uid: str, **settings: Any) -> a.Integration:
    return a.slack(
        uid=uid,
        url=a.env("SLACK_WEBHOOK_URL"),
        title='{{ template "logs.title" . }}',
        text='{{ template "logs.slack" . }}',
        **settings,
    )


CONTACT_POINTS = [
    a.contact_point(
        ON_CALL,
        a.pagerduty(
            uid="logs-on-call-pagerduty",
            integration_key=a.env("PAGERDUTY_INTEGRATION_KEY"),
            severity="{{ .CommonLabels.severity }}",
            summary='{{ template "logs.title" . }}',
        ),
        _slack("logs-on-call-slack", mentionChannel="here"),
    ),
    a.contact_point(
        TEAM,
        _slack("logs-team-slack"),
        a.email(
            uid="logs-team-email",
            addresses=["team@example.com"],
            single=True,
            subject='{{ template "logs.title" . }}',
            message='{{ template "logs.email" . }}',
        ),
    ),
]

# Muted is not lost: what still fires when the night is over is told then. The hours are UTC; an interval
# takes location="Europe/Berlin" for those of a place.
MUTE_TIMINGS = [
    a.mute_timing(
        OFF_HOURS,
        [
            a.time_interval(weekdays=["monday:friday"], times=["00:00-08:00", "18:00-24:00"]),
            a.time_interval(weekdays=["saturday", "sunday"]),
        ],
    ),
]

NOTIFICATION_POLICY = a.policy(
    TEAM,
    # One message for all routes, categories or tools that a rule has found something with.
    group_by=["grafana_folder", "alertname"],
    group_wait="30s",
    group_interval="5m",
    repeat_interval="12h",
    routes=[
        a.route(ON_CALL, matchers=["severity = critical"], repeat_interval="1h"),
        a.route(TEAM, matchers=["severity = warning"], mute_timings=[OFF_HOURS]),
    ],
    # This Grafana is one team's, so its only tree is ours, and a file can hold it: one replaces the tree of
    # the whole organisation. In a Grafana that others use too, take this line out: `logloom push` then puts
    # our routes beside theirs, and only our own alerts enter them.
    whole_tree=True,
)
