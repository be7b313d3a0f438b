"""The labels and annotations of an instance, rendered from the rule's templates.

Source: grafana ngalert/state, expandAnnotationsAndLabels, and ngalert/state/template; recorded 650 and 655. A
text that cannot be rendered stays as it is written, which is what Grafana sends then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import attrs

from generator.alerting.evaluation.frames import Labels
from generator.alerting.evaluation.outcome import Outcome
from generator.alerting.evaluation.state import Instance
from generator.alerting.evaluation.template import objects
from generator.alerting.evaluation.template.errors import TemplateFailure
from generator.alerting.evaluation.template.execute import execute
from generator.alerting.evaluation.template.functions import FUNCTIONS
from generator.alerting.evaluation.template.parse import parse
from generator.alerting.evaluation.threshold import fingerprint

_VARIABLES = frozenset(["$labels", "$values", "$value"])

Rendered = tuple[str, str]
"""A text, and why it is not rendered, or nothing."""

Text = Callable[[objects.Data], Rendered]


@attrs.frozen
class Texts:
    """A rule's labels and annotations, read once. `given` are the labels that Grafana adds itself."""

    given: Labels
    labels: Mapping[str, Text]
    annotations: Mapping[str, Text]

    def instance(self, outcome: Outcome, now: datetime) -> Instance:
        """The instance of a result with its texts: normal, since now.

        What Grafana gives counts before the rule's labels, and these before the result's. Raises
        UnsupportedTemplate for a template that is not rendered here.
        """
        data = _data({**outcome.labels, **self.given}, outcome)
        labels = {name: text(data) for name, text in self.labels.items()}
        annotations = {name: text(data) for name, text in self.annotations.items()}
        failures = {
            name: failure
            for texts in (labels, annotations)
            for name, (_, failure) in texts.items()
            if failure
        }
        return Instance(
            labels={**outcome.labels, **{name: text for name, (text, _) in labels.items()}, **self.given},
            annotations={name: text for name, (text, _) in annotations.items()},
            since=now,
            evaluated=now,
            result=fingerprint(outcome.labels),
            unrendered=failures,
        )


def texts(rule: Mapping[str, Any], folder: str) -> Texts:
    """The texts of a rule of the provisioning API in the folder of that title."""
    return Texts(
        {
            "alertname": rule["title"],
            "grafana_folder": folder,
            "__alert_rule_uid__": rule["uid"],
            "__alert_rule_namespace_uid__": rule.get("folderUID", ""),
        },
        {name: _text(template) for name, template in (rule.get("labels") or {}).items()},
        {name: _text(template) for name, template in (rule.get("annotations") or {}).items()},
    )


def _text(template: str) -> Text:
    try:
        parsed = parse(template, FUNCTIONS.keys(), _VARIABLES)
    except TemplateFailure as failure:
        reason = str(failure)
        return lambda _data: (template, reason)

    def text(data: objects.Data) -> Rendered:
        variables = {"$labels": data.Labels, "$values": data.Values, "$value": data.Value}
        try:
            return execute(parsed, data, variables).replace("<no value>", "[no value]"), ""
        except TemplateFailure as failure:
            return template, str(failure)

    return text


def _data(labels: Labels, outcome: Outcome) -> objects.Data:
    """`$value` is the number of the query where one query alone has numbers, else all numbers as text."""
    captures = outcome.captures
    values = {
        name: objects.Value(
            objects.Labels(capture.labels), math.nan if capture.value is None else capture.value
        )
        for name, capture in captures.items()
    }
    of_queries = [name for name, capture in captures.items() if capture.of_query]
    value = values[of_queries[0]].Value if len(of_queries) == 1 else outcome.text
    return objects.Data(objects.Labels(labels), values, value)
