from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logloom import Aws, Contract, ContractError, load_contract
from logloom.toml_document import Document, KeyPath

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


STORE = '[stores.cloudwatch]\nenabled = true\ndatasource_uid = "cw"\ndatasource_name = "CW"\n'
AWS = '[stores.cloudwatch.aws]\nregion = "eu-west-1"\naccount_id = "123456789012"\n'
GROUP = '[[stores.cloudwatch.log_groups]]\nname = "/shop/app"\npurpose = "All"\nretention_days = 30\n'


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


def test_a_store_in_aws_knows_its_log_groups_by_arn(tmp_path: Path) -> None:
    errors = GROUP.replace("app", "errors") + 'levels = ["ERROR"]\n'
    store = load_contract(write(tmp_path, "[retention]", f"{STORE}{AWS}{GROUP}{errors}[retention]")).stores[
        "cloudwatch"
    ]

    assert [group.name for group in store.complete_log_groups] == ["/shop/app"]
    assert store.aws is not None
    assert store.aws.log_group_arn("/shop/app") == "arn:aws:logs:eu-west-1:123456789012:log-group:/shop/app:*"


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_an_arn_begins_with_the_partition_of_its_region(region: str, partition: str) -> None:
    assert Aws(region, "1").log_group_arn("g").startswith(f"arn:{partition}:logs:{region}:")


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
        " default, connection, aws, log_groups)",
    ),
    "missing key": ('title = "Shop"\n', "", ":1:1: app has no title (add title = ...)"),
    "missing table": (
        "[retention]\ndays = 30\nerror_days = 90\n",
        "",
        ":1:1: the contract has no retention (add [retention])",
    ),
    "missing array of tables": (
        CONTRACT[CONTRACT.index("[[category]]") : CONTRACT.index("[fields]")],
        "",
        ":1:1: the contract has no category (add [[category]])",
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
    "a field that some records need": (
        '"text", required = true, description = "How bad"',
        '"text", required = false, description = "How bad"',
        ":35:26: field level must be required",
    ),
    "unknown key within a line": (
        'required = true, description = "What"',
        'requird = true, description = "What"',
        ":38:28: unknown key fields.message.requird (did you mean required?)",
    ),
    "a type that PostgreSQL does not have": (
        '"text", required = true, description = "What"',
        '"string", required = true, description = "What"',
        ":38:13: fields.message.type is 'string' (one of: text, smallint, integer, bigint, numeric, real,"
        " double precision, boolean, timestamptz, date, interval, uuid, inet, jsonb, text[], bigint[])",
    ),
    "a type that the field cannot have": (
        '"timestamptz"',
        '"text"',
        ":34:15: field timestamp must be timestamptz, not text",
    ),
    "a field that the table has": (
        "[extra.items]",
        '[fields.id]\ntype = "bigint"\nrequired = true\ndescription = "x"\n[extra.items]',
        ":40:1: field id is a column of the table already (choose another name)",
    ),
    "a field that is no column's name": (
        "[extra.items]",
        '[fields."Shop ID"]\ntype = "bigint"\nrequired = true\ndescription = "x"\n[extra.items]',
        ":40:1: 'Shop ID' cannot name a field (use lower-case letters, digits and _, 63 at most)",
    ),
    "a category without a name": (
        'name = "cart"',
        'name = ""',
        ":28:1: '' cannot name a category (use lower-case letters, digits, _ and -)",
    ),
    "a prefix that ends in a dot": (
        '["shop.cart"]',
        '["shop.cart."]',
        ":29:1: 'shop.cart.' is no logger (write parts with one dot between them)",
    ),
    "unknown store": (
        "[stores.postgres]",
        "[stores.postgre]",
        ":6:1: unknown key stores.postgre (did you mean postgres?)",
    ),
    "unknown kind of connection": (
        "[retention]",
        '[stores.postgres.connection]\nurl = "db:5432"\ndatabase = "logs"\nuser = "reader"\n'
        'password_variable = "P"\nsslmode = "off"\n[retention]',
        ":16:1: stores.postgres.connection.sslmode is 'off'"
        " (one of: disable, require, verify-ca, verify-full)",
    ),
    "two datasources with one uid": (
        '"xray"',
        '"logs"',
        ":52:1: datasource_uid logs is that of stores.postgres already",
    ),
    "a uid that Grafana refuses": (
        'folder_uid = "shop"',
        f'folder_uid = "{"x" * 41}"',
        f":48:1: '{'x' * 41}' cannot be a uid in Grafana (use letters, digits, _ and -, 40 at most)",
    ),
    "a key over two lines": (
        'title = "Shop"',
        'title = "Shop"\n"a\\nb" = 1',
        ":4:1: unknown key app.a b (known: name, title, log_group_prefix)",
    ),
    "more digits than a number has": (
        "days = 30",
        f"days = {'9' * 5000}",
        ":12:1: too many digits",
    ),
    "brackets within brackets": (
        '["shop.cart"]',
        "[" * 5000,
        ":29:1: too many brackets within brackets",
    ),
    "two default stores": (
        "[retention]",
        f"default = true\n{STORE}default = true\n{AWS}{GROUP}[retention]",
        ":16:1: store postgres is the default already (one store is)",
    ),
    "a default store that is off": (
        "[retention]",
        f"{STORE.replace('true', 'false')}default = true\n[retention]",
        ":15:1: store cloudwatch is the default and not enabled (enable it)",
    ),
    "a store in AWS that does not say where": (
        "[retention]",
        f"{STORE}{GROUP}[retention]",
        ":11:1: store cloudwatch does not say where it is (add [stores.cloudwatch.aws]: region, account_id)",
    ),
    "a store of which no log group holds everything": (
        "[retention]",
        STORE + AWS + GROUP + 'levels = ["ERROR"]\n[retention]',
        ":11:1: no log group of store cloudwatch holds all records"
        " (add one without levels and categories: queries ask it)",
    ),
    "two log groups of one name": (
        "[retention]",
        f"{STORE}{AWS}{GROUP}{GROUP}[retention]",
        ":23:1: two log groups are named /shop/app",
    ),
    "a log group that AWS refuses": (
        "[retention]",
        STORE + AWS + GROUP.replace("/shop/app", "/shop app") + "[retention]",
        ":19:1: '/shop app' cannot name a log group (use letters, digits, _ . / # and -)",
    ),
    "a database in AWS": (
        "[retention]",
        AWS.replace("cloudwatch", "postgres") + "[retention]",
        ":11:1: store postgres is not in AWS (take it out)",
    ),
    "a region that is none": (
        "[retention]",
        STORE + AWS.replace("eu-west-1", "Ireland") + GROUP + "[retention]",
        ":16:1: 'Ireland' is no region of AWS (such as us-east-1)",
    ),
    "an account that is none": (
        "[retention]",
        STORE + AWS.replace("123456789012", "1234") + GROUP + "[retention]",
        ":17:1: '1234' is no account of AWS (it has 12 digits)",
    ),
    "an unknown way to sign in": (
        "[retention]",
        STORE + AWS + 'authentication = "role"\n' + GROUP + "[retention]",
        ":18:1: stores.cloudwatch.aws.authentication is 'role' (one of: default, assume_role, keys)",
    ),
    "a role that is not named": (
        "[retention]",
        STORE + AWS + 'authentication = "assume_role"\n' + GROUP + "[retention]",
        ":18:1: authentication by assume_role needs a role (add assume_role_arn = ...)",
    ),
    "a role that is not assumed": (
        "[retention]",
        STORE + AWS + 'assume_role_arn = "arn:aws:iam::123456789012:role/x"\n' + GROUP + "[retention]",
        ':18:1: a role is given and not assumed (write authentication = "assume_role")',
    ),
    "keys that are not named": (
        "[retention]",
        STORE + AWS + 'authentication = "keys"\naccess_key_variable = "KEY"\n' + GROUP + "[retention]",
        ":18:1: authentication by keys needs secret_key_variable (add secret_key_variable = ...)",
    ),
    "a secret in the place of its variable": (
        "[retention]",
        STORE
        + AWS
        + 'authentication = "keys"\naccess_key_variable = "A/B+c"\nsecret_key_variable = "S"\n'
        + GROUP
        + "[retention]",
        ":19:1: this is no environment variable (name it, not its value)",
    ),
    "keys that are not used": (
        "[retention]",
        STORE + AWS + 'access_key_variable = "KEY"\n' + GROUP + "[retention]",
        ':18:1: access_key_variable is for authentication by keys (write authentication = "keys")',
    ),
    "a value twice": (
        'type = "integer"\n',
        'type = "integer"\nvalues = ["1", "2", "1"]\n',
        ":42:1: the value 1 is listed twice (take one out)",
    ),
    "a value of another type": (
        'type = "integer"\n',
        'type = "integer"\nvalues = ["many"]\n',
        ":42:1: 'many' is no integer (list values that it may have)",
    ),
    "a value that is none": (
        'type = "integer"\n',
        'type = "text"\nvalues = [" "]\n',
        ":42:1: an empty value is no choice (take it out)",
    ),
    "retention of no day": (
        "days = 30",
        "days = 0",
        ":12:1: retention.days must be from 1 to 36500, not 0",
    ),
    "retention without end": (
        "error_days = 90",
        "error_days = 99999999999",
        ":13:1: retention.error_days must be from 1 to 36500, not 99999999999",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_at_its_place(tmp_path: Path, mistake: str) -> None:
    old, new, expected = MISTAKES[mistake]

    assert error_of(write(tmp_path, old, new)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ":1:1: the contract has no app (add [app])"),
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


@pytest.mark.parametrize(("name", "reason"), [("", "Is a directory"), ("a\0b", "embedded null byte")])
def test_what_is_no_file_is_one_line(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ContractError, match=f"1:1: cannot be read: {reason}$"):
        load_contract(tmp_path / name)


def test_an_error_comes_back_from_a_worker_process_as_it_was(tmp_path: Path) -> None:
    error = ContractError("contract.toml", 3, 1, "is wrong", "mend it")

    assert str(pickle.loads(pickle.dumps(error))) == "contract.toml:3:1: is wrong (mend it)"


def test_a_contract_comes_back_from_a_worker_process_as_it_was(contract: Contract) -> None:
    assert pickle.loads(pickle.dumps(contract)) == contract


values = st.sampled_from(["1", '"a # b"', "[\n1,\n\n2,\n]", "'''\n[t]\n'''", "{ c = 1 }", '"""\nd = 1\n"""'])
gaps = st.sampled_from(["", "\n", "# a\n", "\n \n# [b]\n"])


@given(st.lists(st.tuples(gaps, st.booleans(), values), min_size=1, max_size=8))
def test_the_line_of_a_value_is_where_it_is_written(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple[str, bool, str]]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "contract.toml"
    text, table = "", ""
    lines: dict[KeyPath, int] = {}
    for number, (gap, starts_table, value) in enumerate(entries):
        text += gap
        if starts_table:
            table = f"t{number}"
            lines[(table,)] = text.count("\n") + 1
            text += f"[{table}]\n"
        lines[(table, f"k{number}") if table else (f"k{number}",)] = text.count("\n") + 1
        text += f"k{number} = {value}\n"
    path.write_text(text)

    document = Document(path)

    assert {key: document.line_of(key) for key in lines} == lines


@given(st.data())
def test_a_damaged_contract_is_a_contract_or_one_line(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "contract.toml"
    content = CONTRACT.encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 80, len(content))))
    pieces = st.sampled_from(
        [b"", b"\n", b'"', b"[", b"]", b"=", b"1", b"[a]\n", b"\xff", b"{}", b"-1", b"\r"]
    )
    path.write_bytes(content[:start] + data.draw(pieces) + content[end:])

    said = ""
    try:
        load_contract(path)
    except ContractError as error:
        said = str(error)

    assert not said or re.fullmatch(rf"{re.escape(str(path))}:\d+:\d+: .+", said)


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "contract.toml"
    path.write_bytes(CONTRACT.replace("\n", "\r\n").encode())

    assert load_contract(path).app.name == "shop"


def test_the_digest_changes_with_any_byte(tmp_path: Path) -> None:
    before = load_contract(write(tmp_path)).digest

    assert load_contract(write(tmp_path, "[app]", "#\n[app]")).digest != before
