from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logloom import Contract, ContractError, load_contract

ROOT = Path(__file__).parents[2]

CONTRACT = """\
[app]
name = "shop"
title = "Shop"
log_group_prefix = "/shop"

[stores.postgres]
enabled = true
datasource_uid = "logs"
datasource_name = "Logs"

[retention]
days = 30
error_days = 90

[environments.production]
level = "INFO"
debug_categories = [
    "cart",
]

[[category]]
name = "system"
loggers = ["shop"]
purpose = "The rest"
level = "INFO"

[[category]]
name = "cart"
loggers = ["shop.cart"]
purpose = "Carts"
level = "INFO"

[fields]
timestamp = { type = "timestamptz", required = true, description = "When" }
level = { type = "text", required = true, description = "How bad" }
category = { type = "text", required = true, description = "Which" }
logger = { type = "text", required = true, description = "Who" }
message = { type = "text", required = true, description = "What" }

[extra.items]
type = "integer"
categories = ["cart"]
personal = false
description = "How many"

[grafana]
folder = "Shop"
folder_uid = "shop"
provisioning_path = "/etc/grafana/provisioning"

[xray]
datasource_uid = "xray"
datasource_name = "X-Ray"
region = "eu-west-1"
"""


def write(folder: Path, old: str = "", new: str = "") -> Path:
    """The contract above with one change; the change must be one."""
    assert not old or CONTRACT.count(old) == 1
    path = folder / "contract.toml"
    path.write_text(CONTRACT.replace(old, new) if old else CONTRACT)
    return path


def error_of(path: Path) -> str:
    with pytest.raises(ContractError) as error:
        load_contract(path)
    text = str(error.value)
    assert "\n" not in text
    return text.removeprefix(str(path))


def test_a_sound_contract_loads(tmp_path: Path) -> None:
    contract = load_contract(write(tmp_path))

    assert contract.environments["production"].debug_categories == ("cart",)
    assert contract.extra["items"].type == "integer"
    assert [field.name for field in contract.fields][:2] == ["timestamp", "level"]


MISTAKES = {
    "syntax": ("days = 30", "days = = 30", ":12:8: invalid value"),
    "end of file": ('region = "eu-west-1"\n', 'region = "eu', ":54:13: unterminated string"),
    "unknown table": ("[xray]", "[xrays]", ":51:1: unknown key xrays (did you mean xray?)"),
    "unknown key": (
        'purpose = "Carts"',
        'purposes = "Carts"',
        ":30:1: unknown key category[2].purposes (did you mean purpose?)",
    ),
    "unknown key of a named table": (
        'datasource_uid = "logs"',
        'datasource_uid = "logs"\ntable = "x"',
        ":9:1: unknown key stores.postgres.table (known: enabled, datasource_uid, datasource_name,"
        " connection, log_groups)",
    ),
    "missing key": ('title = "Shop"\n', "", ":1:1: app has no title (add title = ...)"),
    "missing table": (
        "[retention]\ndays = 30\nerror_days = 90\n",
        "",
        ":1:1: retention has no days (add days = ...)",
    ),
    "wrong type": ("days = 30", 'days = "30"', ":12:1: retention.days must be a whole number, not '30'"),
    "a boolean is no number": (
        "days = 30",
        "days = true",
        ":12:1: retention.days must be a whole number, not True",
    ),
    "a table where a text should be": (
        'folder = "Shop"',
        "folder = {}",
        ":47:1: grafana.folder must be a string, not {}",
    ),
    "a text where a list should be": (
        'loggers = ["shop.cart"]',
        'loggers = "shop.cart"',
        ":29:1: category[2].loggers must be a list (write loggers = [...])",
    ),
    "a number where a table should be": (
        "[environments.production]",
        "[environments]\nproduction = 1\n[environments.staging]",
        ":16:1: environments.production must be a table (write [environments.production])",
    ),
    "a wrong item of a list over several lines": (
        '    "cart",\n',
        "    1,\n",
        ":17:1: environments.production.debug_categories[1] must be a string, not 1",
    ),
    "unknown level": (
        'level = "INFO"\ndebug',
        'level = "WARN"\ndebug',
        ":16:1: environments.production.level is 'WARN' (one of: DEBUG, INFO, WARNING, ERROR, CRITICAL)",
    ),
    "two categories with one name": (
        'name = "cart"',
        'name = "system"',
        ":28:1: two categories are named system",
    ),
    "two categories with one prefix": (
        '["shop.cart"]',
        '["shop"]',
        ":29:1: logger shop is in category system already (a prefix belongs to one category)",
    ),
    "unknown category": (
        'categories = ["cart"]',
        'categories = ["carts"]',
        ":42:1: there is no category carts (known: cart, system)",
    ),
    "a field that every record needs": (
        'message = { type = "text", required = true, description = "What" }\n',
        "",
        ":33:1: the record has no field message (add [fields.message])",
    ),
    "retention of no day": ("days = 30", "days = 0", ":12:1: retention.days must be 1 or more"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_at_its_place(tmp_path: Path, mistake: str) -> None:
    old, new, expected = MISTAKES[mistake]

    assert error_of(write(tmp_path, old, new)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ":1:1: app has no name (add name = ...)"),
        (b"\xef\xbb\xbf[app]\n", ":1:1: begins with a byte order mark (save it as UTF-8 without one)"),
        (b'[app]\nname = "caf\xe9"\n', ":2:12: is not UTF-8 (save it as UTF-8)"),
    ],
)
def test_a_file_that_is_no_contract_is_one_line(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "contract.toml"
    path.write_bytes(content)

    assert error_of(path) == expected


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    assert error_of(tmp_path / "contract.toml") == ":1:1: cannot be read: No such file or directory"


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_bytes(CONTRACT.replace("\n", "\r\n").encode())

    assert load_contract(path).app.name == "shop"


def test_the_digest_changes_with_any_byte(tmp_path: Path) -> None:
    before = load_contract(write(tmp_path)).digest

    assert load_contract(write(tmp_path, "[app]", "#\n[app]")).digest != before


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


@pytest.mark.parametrize(("prefix", "category"), SEED_CATEGORIES.items())
def test_each_logger_of_the_application_has_its_category(
    contract: Contract, prefix: str, category: str
) -> None:
    assert contract.category_of(prefix) == category
    assert contract.category_of(f"{prefix}.routes.v1") == category
    assert contract.category_of(f"{prefix}ors") == "system"


parts = st.sampled_from(["code_monet", "auth", "agent", "tools", "workspace", "workspace_state", "x"])


@given(st.lists(parts, min_size=1, max_size=4).map(".".join))
def test_the_longest_prefix_of_whole_parts_decides(logger: str) -> None:
    contract = load_contract(ROOT / "contract.toml")
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
