"""What a header says of a query counts for the server as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from logloom import Contract

from generator.checks.engine import check_files
from generator.postgres.sampled import empty_template
from generator.postgres.scratch import Postgres


@pytest.fixture
def server(postgres: Postgres, contract: Contract) -> Iterator[str]:
    with postgres.database(empty_template(postgres, contract)) as dsn:
        yield dsn


def said(tmp_path: Path, contract: Contract, server: str, **texts: str) -> dict[str, list[str]]:
    """The messages on each query, by its name."""
    found: dict[str, list[str]] = {}
    for name, text in texts.items():
        (tmp_path / f"{name}.sql").write_text(text)
        found[name] = []
    for finding in check_files([tmp_path], contract, postgres=server):
        found[finding.path.stem].append(finding.message)
    return found


READING = "SELECT sum(amount) AS n FROM app_logs WHERE $__timeFilter(timestamp)\n"


def test_a_column_that_one_header_adds_is_there_for_that_query_alone(
    tmp_path: Path, contract: Contract, server: str
) -> None:
    found = said(
        tmp_path,
        contract,
        server,
        adds=f"-- fields: amount numeric\n{READING}",
        adds_text=f"-- fields: amount text\n{READING}",
        plain=READING,
    )
    assert found["adds"] == []
    assert "sum" in found["adds_text"][0]
    assert "amount" in found["plain"][0]


def test_a_column_of_no_known_type_is_a_finding_of_its_own_query(
    tmp_path: Path, contract: Contract, server: str
) -> None:
    found = said(tmp_path, contract, server, odd=f"-- fields: amount nosuchtype\n{READING}", plain=READING)
    assert found["odd"]
    assert found["plain"]


COMPARING = "SELECT count(*) AS n FROM app_logs WHERE $__timeFilter(timestamp) AND user_id = {}\n"


def test_where_a_number_is_cast_no_word_is_tried_but_what_the_author_names_is(
    tmp_path: Path, contract: Contract, server: str
) -> None:
    cast = COMPARING.format("${uid:sqlstring}::bigint")
    found = said(
        tmp_path,
        contract,
        server,
        number=f"-- params: uid=42 textbox\n{cast}",
        empty=f'-- params: uid=42,"" textbox\n{cast}',
        bare="-- params: uid=42 textbox\n" + COMPARING.format("'${uid:raw}'"),
    )
    assert found["number"] == []
    assert any("bigint" in message or "integer" in message for message in found["empty"])
    assert found["bare"], "a quote that a viewer types still ends the text"
