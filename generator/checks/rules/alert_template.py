from __future__ import annotations

from collections.abc import Iterator

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.suggest import did_you_mean


def check(subject: AlertSubject) -> Iterator[Problem]:
    # Not at import: a check of files has no need of the alerting package.
    from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate
    from generator.checks.alert_templates import NAMES, compared_with_whole_numbers, meant, named, read

    rule = subject.rule
    templates = [("annotation", *item) for item in rule.annotations.items()]
    templates += [("label", *item) for item in rule.labels.items()]
    labels, values = subject.known_labels, subject.known_values
    for what, name, text in templates:
        try:
            template = read(text)
        except TemplateFailure as error:
            hint = meant(error, NAMES)
            yield Problem(f"Grafana cannot read the template of its {what} {name}: {error}", hint)
            continue
        except UnsupportedTemplate:
            continue
        for function in dict.fromkeys(compared_with_whole_numbers(template)):
            yield Problem(
                f"Grafana cannot render its {what} {name}: {function} compares a value, which is a float, "
                "with a whole number",
                "write 10.0, and not 10",
            )
        for each in dict.fromkeys(named(template)):
            if each.what == "value" and each.name not in values:
                yield Problem(
                    f"its {what} {name} asks for the value of step {each.name}, which gives none",
                    did_you_mean(each.name, values),
                )
            elif each.what == "label" and labels is not None and each.name not in labels:
                yield Problem(
                    f"its {what} {name} asks for the label {each.name}, which the query does not return",
                    did_you_mean(each.name, labels),
                    severity=Severity.WARNING,
                )


RULE = alert_rule(
    "alert-template",
    "A template that asks for what is not there says `[no value]`, or is sent as it is written.",
    Severity.ERROR,
    check,
)
