"""The pages for whoever is woken: one for each rule, and what they say to do can be done."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.alerting import AlertRule
from generator.cli import logloom
from generator.postgres.sampled import SAMPLE_END
from tests.dashboards.built import DASHBOARDS, PROJECT, ROOT

PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs/runbooks").glob("*.md")}
RULES: dict[str, AlertRule] = {
    rule.uid: rule for groups in PROJECT.alert_groups.values() for group in groups for rule in group.rules
}

each_page = pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)


def test_each_rule_has_a_page_and_each_page_a_rule() -> None:
    assert {Path(rule.runbook).name for rule in RULES.values()} == set(PAGES)
    assert {f"{uid}.md" for uid in RULES} == set(PAGES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_page_is_headed_by_the_alerts_name_and_says_what_to_do(rule: AlertRule) -> None:
    text = PAGES[f"{rule.uid}.md"]
    assert text.startswith(f"# {rule.title}\n\n**It means**: ")
    assert "\n**How bad**: " in text
    assert re.findall(r"^## (.+)", text, re.MULTILINE) == ["Look", "Do", "Silence"]


@each_page
def test_every_command_runs_as_it_stands(text: str, sampled_database: str) -> None:
    environment = {"LOGLOOM_POSTGRES": sampled_database}
    commands = set(re.findall(r"logloom (query [^`\n]+)", text))
    assert commands
    for command in commands:
        where = ["--to", SAMPLE_END.isoformat(), "--project", str(ROOT)]
        outcome = CliRunner().invoke(logloom, [*shlex.split(command), *where], env=environment)
        assert outcome.exit_code == 0, f"{command}: {outcome.output}{outcome.exception}"


@each_page
def test_dashboards_and_alerts_are_called_by_their_names(text: str) -> None:
    known = {dashboard.title for dashboard in DASHBOARDS.values()} | {rule.title for rule in RULES.values()}
    assert {" ".join(name.split()) for name in re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", text)} <= known


@each_page
def test_every_way_to_another_page_leads_there(text: str) -> None:
    ways = re.findall(r"\[([^\]]+)\]\(([^)]+)\)", text)
    assert all(PAGES[page].startswith(f"# {' '.join(title.split())}\n") for title, page in ways)
