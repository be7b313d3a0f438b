"""A saved plan is known again, holds nothing of what it is about, and is refused when anything has moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.errors import LogloomError
from generator.sync.model import Comparison, Desired, Key, Live, Secret, Status
from generator.sync.plan import Plan
from generator.sync.saved import MovedOn, check, load, save

KEY = Key("dashboard", "errors")


def plan(status: Status = Status.UPDATE, want: Any = "new", there: Any = "old", version: int = 3) -> Plan:
    desired = Desired(KEY, "Errors", {"sql": want}, secrets={"password": Secret("DB_PASSWORD", "s3cret")})
    live = Live(KEY, "Errors", {"sql": there}, {"sql": there}, owned=True, version=version)
    return Plan("http://grafana", 1, "postgres", (Comparison(KEY, status, desired, live),))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plans" / "release.plan"


def test_a_plan_is_known_again(file: Path) -> None:
    save(file, plan())

    check(load(file), plan())


def test_neither_bodies_nor_secrets_are_saved(file: Path) -> None:
    save(file, plan())

    content = file.read_text()
    assert "s3cret" not in content
    assert "sql" not in content
    assert json.loads(content)["resources"]["dashboard/errors"]["version"] == 3


MOVED: dict[str, tuple[Plan, str]] = {
    "the project": (plan(want="newer"), "dashboard/errors has changed in the project"),
    "Grafana's content": (plan(there="edited"), "dashboard/errors has changed in Grafana"),
    "Grafana's version": (plan(version=4), "dashboard/errors has changed in Grafana"),
    "what follows": (plan(Status.CONFLICT), "dashboard/errors was update and is conflict"),
    "a resource less": (attrs.evolve(plan(), comparisons=()), "dashboard/errors was update and is not there"),
    "the server": (attrs.evolve(plan(), url="http://other"), "made for url http://grafana, not http://other"),
    "the organisation": (attrs.evolve(plan(), org=2), "made for organisation 1, not 2"),
    "the store": (attrs.evolve(plan(), store="loki"), "made for store postgres, not loki"),
}


@pytest.mark.parametrize("name", MOVED)
def test_what_has_moved_is_named_and_ends_with_exit_code_1(name: str, file: Path) -> None:
    now, expected = MOVED[name]
    save(file, plan())

    with pytest.raises(MovedOn, match="make the plan again") as refused:
        check(load(file), now)

    assert expected in str(refused.value)
    assert refused.value.exit_code == 1


def test_of_an_unchanged_resource_the_version_says_nothing(file: Path) -> None:
    save(file, plan(Status.UNCHANGED))

    check(load(file), plan(Status.UNCHANGED, version=9))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json",
        b"[]",
        b"{}",
        b'{"logloom_plan": 1}',
        b'{"logloom_plan": 1, "resources": {"a": 1}}',
        b"\xff\xfe",
    ],
)
def test_another_file_is_no_saved_plan(content: bytes, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(content)

    with pytest.raises(LogloomError, match="is no saved plan"):
        load(file)


def test_a_plan_of_another_form_is_told_apart(file: Path) -> None:
    save(file, plan())
    file.write_text(file.read_text().replace('"logloom_plan": 1', '"logloom_plan": 9'))

    with pytest.raises(LogloomError, match="a plan of form 9"):
        load(file)


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(LogloomError, match="cannot be written"):
        save(tmp_path / "file" / "release.plan", plan())
