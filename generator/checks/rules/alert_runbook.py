from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.checks.alert_subjects import AlertSubject
from generator.checks.alert_walk import alert_rule
from generator.checks.rule import Problem
from generator.finding import Severity
from generator.suggest import did_you_mean

PAGES = Path("docs", "runbooks")


def check(subject: AlertSubject) -> Iterator[Problem]:
    runbook = subject.rule.runbook
    if not runbook.strip():
        yield Problem(
            "it has no runbook",
            f'write a page below {PAGES}, and name it: runbook="page.md"',
            severity=Severity.WARNING,
        )
        return
    base = subject.alerting.contract.grafana.runbook_url.rstrip("/")
    page = runbook.removeprefix(f"{base}/") if base else runbook
    if "://" in page:
        return  # somebody else's page
    folder = subject.alerting.root / PAGES
    name = page.partition("#")[0].strip("/")
    pages = [path.relative_to(folder).as_posix() for path in folder.rglob("*.md")]
    if name not in pages:
        hint = did_you_mean(name.removeprefix(f"{PAGES.as_posix()}/"), pages)
        yield Problem(f"there is no page {name} in {PAGES}", hint)


RULE = alert_rule(
    "alert-runbook",
    "Who is woken at night needs a page that says what to do, and a link that leads to it.",
    Severity.ERROR,
    check,
)
