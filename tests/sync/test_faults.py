"""Whatever goes wrong between us and Grafana: the next push converges, and nothing of anybody's is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import pytest

from generator.sync.changes import intend
from generator.sync.client.connection import Connection
from generator.sync.client.errors import LostUpdate, Refused
from generator.sync.client.grafana import Grafana
from generator.sync.client.retry import Retry
from generator.sync.kind import Source
from generator.sync.model import Status
from generator.sync.plan import make_plan
from generator.sync.push import push
from generator.sync.write import Writer
from tests.grafana import faults
from tests.grafana.faults import Fault
from tests.grafana.server import GrafanaStandIn
from tests.grafana.wire import Request, Response
from tests.sync.project import ENVIRONMENT, RESOURCES, TestProject, make_project
from tests.sync.pushing import PRUNE, client, push_once, try_to_push, wired

PREFIX = "cut"
PARTS = 2
"""The cuts are shared out over so many tests, which may run side by side."""

SAVES = faults.to("POST", "/api/dashboards/db")


@pytest.fixture
def project(tmp_path: Path) -> TestProject:
    return make_project(tmp_path / "project", PREFIX)


@pytest.fixture
def before(project: TestProject) -> Source:
    """The project as it is pushed first."""
    return project.source()


@pytest.fixture
def after(project: TestProject, before: Source) -> Source:
    """The same with something of every kind changed, and some of it gone."""
    project.contract('folder = "cut logs"', 'folder = "cut records"')
    project.change("datasources", "db.example.com", "db2.example.com")
    project.change("shared", 'title="Shared"', 'title="Shared by all"')
    project.change("errors", "Once more", "Again")
    project.change("alerts", '">", 10', '">", 20')
    project.change("notifications", "ops@example.com", "ops2@example.com")
    project.change("notifications", "00:00-06:00", "00:00-07:00")
    project.change("notifications", "}}Logs{{", "}}Records{{")
    project.change("notifications", "severity = critical", "severity = warning")
    project.write(
        "more", (project.root / "dashboards/errors.py").read_text().replace("cut-errors", "cut-more")
    )
    project.remove("errors")
    return project.source()


def writes(stand_in: GrafanaStandIn, since: int = 0) -> list[str]:
    return [str(request) for request in stand_in.requests[since:] if faults.writes(request)]


def assert_in_step(stand_in: GrafanaStandIn, source: Source) -> None:
    """A push has nothing left to do, and no version was made that changed nothing."""
    since = len(stand_in.requests)
    with client(stand_in) as grafana:
        plan = make_plan(grafana, source)
    assert {each.status for each in plan.comparisons} == {Status.UNCHANGED}
    assert intend(plan, PRUNE).changes == ()
    assert writes(stand_in, since) == []
    for board in stand_in.state.dashboards.values():
        assert_moved((entry.spec, board.folder_uid) for entry in board.history)
    for rule in stand_in.state.alerting.rules.values():
        assert_moved((each.body, each.title, each.interval, each.group) for each in rule.history)
    assert not stand_in.errors


def assert_moved(history: Iterable[Any]) -> None:
    assert all(one != other for one, other in pairwise(history)), "a version without a change"


@attrs.define(kw_only=True)
class Death(Fault):
    """Our machine dies when this write has been done: nothing gets through any more."""

    times: int | None = None
    where: Callable[[Request], bool] = faults.writes
    dead: bool = False

    def strikes(self, request: Request) -> bool:
        return self.dead or super().strikes(request)

    def answer(self, grafana: GrafanaStandIn, request: Request, handle: faults.Handle) -> Response | None:
        if not self.dead:
            self.dead = True
            handle(request)
        return None


@pytest.mark.parametrize("part", range(PARTS))
def test_a_push_that_dies_after_any_request_is_made_good_by_the_next(
    part: int, before: Source, tmp_path: Path
) -> None:
    """Between two writes nothing changes in Grafana: dying at a read there is dying after the write."""
    for at in range(part, 1000, PARTS):
        with GrafanaStandIn() as stand_in:
            death = Death(skip=at)
            stand_in.faults.append(death)
            with client(stand_in, attempts=1) as grafana:
                try_to_push(grafana, before, tmp_path)
            stand_in.faults.clear()
            with client(stand_in) as grafana:
                assert push_once(grafana, before, tmp_path).exit_code == 0
            assert_in_step(stand_in, before)
            assert all(len(board.history) == 1 for board in stand_in.state.dashboards.values())
            if not death.dead:
                return
    raise AssertionError("a push has no end")


@pytest.mark.parametrize("part", range(PARTS))
def test_a_change_of_everything_that_dies_after_any_request_is_made_good_by_the_next(
    part: int, before: Source, after: Source, tmp_path: Path
) -> None:
    for at in range(part, 1000, PARTS):
        with GrafanaStandIn() as stand_in:
            death = Death(skip=at)
            with client(stand_in) as grafana:
                push_once(grafana, before, tmp_path)
            stand_in.faults.append(death)
            with client(stand_in, attempts=1) as grafana:
                try_to_push(grafana, after, tmp_path)
            stand_in.faults.clear()
            with client(stand_in) as grafana:
                assert push_once(grafana, after, tmp_path).exit_code == 0
            assert_in_step(stand_in, after)
            if not death.dead:
                return
    raise AssertionError("a push has no end")


LOCKED = {"message": "database is locked"}
OPTIMISTIC = {"message": "version conflict: optimistic locking"}

ONE_WRITE: Sequence[Callable[[int], Fault]] = (
    lambda at: faults.CutBefore(where=faults.writes, skip=at),
    lambda at: faults.CutAfter(where=faults.writes, skip=at),
    lambda at: faults.CutInBody(where=faults.writes, skip=at),
    lambda at: faults.too_many_requests(where=faults.writes, skip=at),
    lambda at: faults.too_many_requests("1", where=faults.writes, skip=at),
    lambda at: faults.Instead(status=502, where=faults.writes, skip=at),
    lambda at: faults.InsteadAfter(status=504, where=faults.writes, skip=at),
    lambda at: faults.Instead(status=503, where=faults.writes, skip=at),
    lambda at: faults.Instead(status=500, body=LOCKED, where=faults.writes, skip=at),
    lambda at: faults.Instead(status=409, body=OPTIMISTIC, where=faults.writes, skip=at),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_one_fault_at_any_write_does_not_keep_a_push_from_its_end(
    part: int, before: Source, after: Source, tmp_path: Path
) -> None:
    """Each write meets one of the faults, each fault several of the writes; see the next test too."""
    for at in range(part, 1000, PARTS):
        with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
            fault = ONE_WRITE[at % len(ONE_WRITE)](at)
            push_once(grafana, before, tmp_path)
            stand_in.faults.append(fault)
            outcome = push_once(grafana, after, tmp_path)
            assert outcome.exit_code == 0, [str(failure) for failure in outcome.failed]
            assert_in_step(stand_in, after)
            if not fault.struck:
                return
    raise AssertionError("a push has no end")


def test_every_other_write_of_a_push_may_fail(before: Source, after: Source, tmp_path: Path) -> None:
    """All of them in one push: cut, refused for the moment, and done without an answer."""
    for fault in ONE_WRITE[0](0), ONE_WRITE[3](0), ONE_WRITE[6](0):
        with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
            seen: Counter[str] = Counter()

            def every_other(request: Request, seen: Counter[str] = seen) -> bool:
                """The first write to an address, the third, and so on."""
                seen[str(request)] += 1
                return faults.writes(request) and seen[str(request)] % 2 == 1

            fault.where, fault.times = every_other, None
            stand_in.faults.append(fault)
            # A change may take several writes, each of which fails once.
            assert push_once(grafana, before, tmp_path, attempts=9).exit_code == 0
            assert push_once(grafana, after, tmp_path, attempts=9).exit_code == 0
            stand_in.faults.clear()
            assert_in_step(stand_in, after)


# What others do meanwhile


def edit_errors(stand_in: GrafanaStandIn) -> None:
    stand_in.edit_dashboard_as(
        "colleague", f"{PREFIX}-errors", lambda dashboard: dashboard.update(title="Mine")
    )


def changed(project: TestProject) -> Source:
    project.change("errors", "Once more", "Again")
    return project.source()


@pytest.mark.parametrize("unnoticed", [False, True])
def test_an_edit_in_between_is_named_and_never_silently_buried(
    unnoticed: bool, project: TestProject, before: Source, tmp_path: Path
) -> None:
    """`unnoticed`: between Grafana's check of the version and its write, so that both go through."""
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        push_once(grafana, before, tmp_path)
        stand_in.faults.append(faults.Meanwhile(where=SAVES, action=edit_errors, unnoticed=unnoticed))

        outcome = push_once(grafana, changed(project), tmp_path)

        (failure,) = outcome.failed
        assert "colleague" in str(failure)
        assert outcome.exit_code == 1
        titles = [entry.spec["title"] for entry in stand_in.state.dashboards[f"{PREFIX}-errors"].history]
        assert "Mine" in titles
        assert titles[-1] == ("Errors" if unnoticed else "Mine")


def test_two_pushes_at_once_both_end_and_nothing_is_lost(
    before: Source, after: Source, tmp_path: Path
) -> None:
    with GrafanaStandIn() as stand_in:
        with client(stand_in) as grafana:
            push_once(grafana, before, tmp_path)
        with client(stand_in) as one, client(stand_in) as other:
            plans = [make_plan(grafana, after) for grafana in (one, other)]
            writers = [Writer(grafana, after, pauses=(0, 0, 0)) for grafana in (one, other)]
            with ThreadPoolExecutor(2) as pool:
                ends = [
                    pool.submit(push, writer, plan, intend(plan, PRUNE), backups=tmp_path)
                    for writer, plan in zip(writers, plans, strict=True)
                ]
            outcomes = [end.result() for end in ends]
        for outcome in outcomes:
            assert all(isinstance(failure.error, LostUpdate | Refused) for failure in outcome.failed)
        with client(stand_in) as grafana:
            assert push_once(grafana, after, tmp_path).exit_code == 0
        assert_in_step(stand_in, after)


def test_a_token_that_loses_its_rights_says_what_was_done_and_the_next_push_converges(
    before: Source, tmp_path: Path
) -> None:
    for status in (401, 403):
        for at in range(0, 30, 7):
            with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
                stand_in.faults.append(faults.LostRights(where=faults.writes, skip=at, status=status))
                outcome = push_once(grafana, before, tmp_path)
                if outcome.exit_code == 0:
                    continue
                assert outcome.exit_code == 4
                assert len(outcome.done) + len(outcome.failed) + len(outcome.left) == RESOURCES
                stand_in.faults.clear()
                assert push_once(grafana, before, tmp_path).exit_code == 0
                assert_in_step(stand_in, before)


def test_a_grafana_that_restarts_in_mid_push_is_waited_for(before: Source, tmp_path: Path) -> None:
    with GrafanaStandIn() as stand_in:
        stand_in.faults.append(faults.Restart(where=SAVES, seconds=0.2))
        connection = Connection(stand_in.url, token=stand_in.token)
        with Grafana(connection, retry=Retry(first=0.1)) as grafana:
            assert push_once(grafana, before, tmp_path).exit_code == 0
            assert_in_step(stand_in, before)


def test_a_write_that_times_out_after_it_was_done_is_not_done_twice(before: Source, tmp_path: Path) -> None:
    with GrafanaStandIn() as stand_in, wired(stand_in, timeout=1.0) as grafana:
        stand_in.faults.append(faults.NoAnswer(where=SAVES))
        assert push_once(grafana, before, tmp_path).exit_code == 0
        stand_in.faults.clear()
        assert_in_step(stand_in, before)
        assert all(len(board.history) == 1 for board in stand_in.state.dashboards.values())


def test_a_list_that_shifts_while_it_is_read_makes_nobody_a_left_over(before: Source, tmp_path: Path) -> None:
    """Dashboards that come and go between two pages of the search."""
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        push_once(grafana, before, tmp_path)

        def shift(stand_in: GrafanaStandIn) -> None:
            body = {
                "dashboard": {"title": "A first one", "tags": ["logloom"], "panels": []},
                "overwrite": True,
            }
            stand_in.call("POST", "/api/dashboards/db", body)

        stand_in.faults.append(
            faults.Meanwhile(where=faults.to("GET", "/api/search"), action=shift, times=None)
        )
        plan = make_plan(grafana, before)
        assert {each.status for each in plan.comparisons} == {Status.UNCHANGED}


def test_a_slow_grafana_only_takes_longer(before: Source, tmp_path: Path) -> None:
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        stand_in.faults.append(faults.Delay(seconds=0.01))
        assert push_once(grafana, before, tmp_path).exit_code == 0
        assert_in_step(stand_in, before)


# What Grafana would let us do, and must not be done


def test_a_dashboard_stays_in_its_folder_when_it_is_written_again(
    project: TestProject, before: Source, tmp_path: Path
) -> None:
    """Without folderUid Grafana moves it to General."""
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        push_once(grafana, before, tmp_path)
        push_once(grafana, changed(project), tmp_path)

        assert stand_in.state.dashboards[f"{PREFIX}-errors"].folder_uid == f"{PREFIX}-main"
        element = stand_in.call("GET", f"/api/library-elements/{PREFIX}-lib")["result"]
        assert element["meta"]["folderUid"] == f"{PREFIX}-main"


def test_the_default_datasource_stays_the_default(
    project: TestProject, before: Source, tmp_path: Path
) -> None:
    """Without isDefault Grafana takes it away."""
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        push_once(grafana, before, tmp_path)
        assert stand_in.call("GET", f"/api/datasources/uid/{PREFIX}-pg")["isDefault"]
        project.change("datasources", "db.example.com", "db2.example.com")

        push_once(grafana, project.source(), tmp_path)

        datasource = stand_in.call("GET", f"/api/datasources/uid/{PREFIX}-pg")
        assert datasource["url"] == "db2.example.com:5432"
        assert datasource["isDefault"]


def test_the_secret_of_a_contact_point_stays_when_something_else_of_it_changes(
    project: TestProject, before: Source, tmp_path: Path
) -> None:
    """Without it in the write Grafana takes it away, and with what it shows of it it would be [REDACTED]."""
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        push_once(grafana, before, tmp_path)
        project.change("notifications", 'url=a.env("CHAT_URL")', 'url=a.env("CHAT_URL"), title="Logs"')

        push_once(grafana, project.source({}), tmp_path)

        chat = next(each for each in stand_in.state.alerting.integrations if each.uid == f"{PREFIX}-chat")
        assert chat.settings["title"] == "Logs"
        assert chat.settings["url"] == ENVIRONMENT["CHAT_URL"]


FILES: dict[str, dict[str, Any]] = {
    "mute timing": {
        "muteTimes": [
            {
                "orgId": 1,
                "name": f"{PREFIX} night",
                "time_intervals": [{"times": [{"start_time": "01:00", "end_time": "02:00"}]}],
            }
        ]
    },
    "message template": {
        "templates": [{"orgId": 1, "name": f"{PREFIX} text", "template": '{{ define "x" }}file{{ end }}'}]
    },
    "notification policy": {"policies": [{"orgId": 1, "receiver": "grafana-default-email"}]},
}


@pytest.mark.parametrize("kind", FILES)
def test_what_a_file_has_made_is_not_overwritten_although_the_api_would_let_us(
    kind: str, before: Source
) -> None:
    with GrafanaStandIn() as stand_in, client(stand_in) as grafana:
        stand_in.provision_file("alerting", "alerting.yaml", {"apiVersion": 1, **FILES[kind]})

        plan = make_plan(grafana, before)

        blocked = [each for each in plan.comparisons if each.status is Status.BLOCKED]
        assert [each.key.kind for each in blocked] == [kind]
        assert "file" in str(blocked[0].live and blocked[0].live.blocked)
        assert intend(plan, PRUNE).stops
