"""The contract of the application here: what its design asks for stands in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logloom import Contract

from tests.shared import SHARED, needs_shared

SEED_CATEGORIES = {
    "code_monet.auth": "auth",
    "code_monet.agent": "agent",
    "code_monet.connections": "websocket",
    "code_monet.user_handlers": "websocket",
    "code_monet.orchestrator": "agent",
    "code_monet.tools": "agent",
    "code_monet.workspace_state": "workspace",
    "code_monet.registry": "workspace",
    "code_monet.main": "http",
    "code_monet.shutdown": "system",
    "code_monet.config": "system",
    "code_monet.websocket": "websocket",
    "code_monet.drawing": "drawing",
    "code_monet.workspace": "workspace",
    "code_monet.system": "system",
    "code_monet.http": "http",
}


@needs_shared
def test_the_loggers_above_are_the_applications_own() -> None:
    seed = SHARED / "seed" / "logging-system-design.md"
    text = seed.read_text()
    mapped = dict(re.findall(r'^        "([\w.]+)": "(\w+)",$', text, re.MULTILINE))
    listed = {
        name: category for category, name in re.findall(r"^\| `(\w+)` \| `([\w.]+)` \|", text, re.MULTILINE)
    }

    assert {**mapped, **listed} == SEED_CATEGORIES


@pytest.mark.parametrize(("prefix", "category"), SEED_CATEGORIES.items())
def test_each_logger_of_the_application_has_its_category(
    contract: Contract, prefix: str, category: str
) -> None:
    assert contract.category_of(prefix) == category
    assert contract.category_of(f"{prefix}.routes.v1") == category
    assert contract.category_of(f"{prefix}ors") == "system"


parts = st.sampled_from(["code_monet", "auth", "agent", "tools", "workspace", "workspace_state", "x"])


@given(st.lists(parts, min_size=1, max_size=4).map(".".join))
def test_the_longest_prefix_of_whole_parts_decides(contract: Contract, logger: str) -> None:
    fitting = [
        (len(prefix), category.name)
        for category in contract.categories
        for prefix in category.loggers
        if f"{logger}.".startswith(f"{prefix}.")
    ]

    assert contract.category_of(logger) == max(fitting, default=(0, "system"))[1]


def test_the_contract_says_what_the_application_needs(contract: Contract) -> None:
    assert [category.name for category in contract.categories] == [
        "auth", "agent", "websocket", "drawing", "workspace", "system", "http",
    ]  # fmt: skip
    assert (contract.retention.days, contract.retention.error_days) == (30, 90)
    assert {name: (each.level, each.debug_categories) for name, each in contract.environments.items()} == {
        "development": ("DEBUG", ()),
        "staging": ("INFO", ("agent", "drawing")),
        "production": ("INFO", ()),
    }
    assert [(group.name, group.retention_days) for group in contract.stores["cloudwatch"].log_groups] == [
        ("/drawing-agent/app", 30),
        ("/drawing-agent/errors", 90),
        ("/drawing-agent/agent", 14),
    ]
    assert [field.name for field in contract.fields if field.required] == [
        "timestamp", "level", "category", "logger", "message",
    ]  # fmt: skip


def test_a_full_address_is_no_key_and_what_stands_for_it_is_personal(contract: Contract) -> None:
    assert "email" not in contract.extra
    assert contract.extra["email_hash"].personal
    assert contract.extra["email_masked"].personal
    assert contract.personal_keys == {"email_hash", "email_masked", "client_ip"}
