"""Run the tiers over files or a whole project and make one list of findings of what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from logloom import Contract

from generator.checks.cache import Cache, generation
from generator.checks.examples import has_examples, unreadable
from generator.checks.exceptions import apply
from generator.checks.files import query_files
from generator.checks.languages import SQL, language_of
from generator.checks.offline_tier import judge_query, verdicts
from generator.checks.verdict import Verdict
from generator.finding import Finding, Severity
from generator.queries.library import read_query
from generator.queries.model import Query

if TYPE_CHECKING:
    from generator.checks.postgres_result import ResultColumn
    from generator.checks.postgres_tier import Describe
    from generator.checks.server_tiers import Also, NotRun
    from generator.postgres.scratch import Postgres
    from generator.project import Project

OFF = "off"
"""The setting that goes on without a server."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many are done, and of how many."""


@attrs.frozen
class _Run:
    """How to check: what both entry points take."""

    contract: Contract
    postgres: str
    cache_dir: Path | None
    jobs: int | None
    progress: Progress | None
    not_run: NotRun | None

    def step(self, what: str) -> Callable[[int, int], None] | None:
        progress = self.progress
        return None if progress is None else lambda done, total: progress(what, done, total)


def check_files(
    paths: Iterable[Path],
    contract: Contract,
    *,
    postgres: str,
    cache_dir: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    not_run: NotRun | None = None,
) -> list[Finding]:
    """Check the query files named and those below the folders named, in order of place.

    `postgres` is `auto`, `off` or a DSN. Raises LogloomError for a path that does not exist, ServerError
    when there is no PostgreSQL to be had.
    """
    run = _Run(contract, postgres, cache_dir, jobs, progress, not_run)
    files, unreadable = query_files(paths)
    return sorted({*unreadable, *_check_queries(run, files)})


def check_project(
    project: Project,
    *,
    postgres: str,
    cache_dir: Path | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    not_run: NotRun | None = None,
) -> list[Finding]:
    """Check the library, the SQL and the panels of all dashboards, the alerts, and what they must agree on.

    The dashboards and the alerts are checked once for each store that they are built for.
    """
    from generator.checks.alert_examples import AlertExamples
    from generator.checks.alert_subjects import alerting_subjects
    from generator.checks.alert_walk import alert_findings, merged
    from generator.checks.inline import inline_queries
    from generator.checks.module_exceptions import apply as apply_in_modules
    from generator.checks.subjects import subjects
    from generator.checks.walk import dashboard_findings

    run = _Run(project.contract, postgres, cache_dir, jobs, progress, not_run)
    stores = list(subjects(project))
    inline = {query.query.path: query for store in stores for query in inline_queries(store)}
    files = [query.path for query in project.library.every]
    in_modules = {finding for store in stores for finding in dashboard_findings(store)}
    in_files = {*project.library.findings}
    columns: dict[Path, Sequence[ResultColumn]] = {}
    examples = AlertExamples(project)
    if postgres == OFF:
        in_files |= {*examples.unreadable()}

    def run_alert_examples(server: Postgres, refused: Set[Path]) -> None:
        in_files.update(examples.run(server, refused))

    queries_in_modules = [entry.query for entry in inline.values()]
    for finding in _check_queries(run, files, queries_in_modules, columns.update, run_alert_examples):
        if finding.path in inline:
            in_modules.add(inline[finding.path].at_home(finding))
        else:
            in_files.add(finding)
    alerts = list(alert_findings(alerting_subjects(project, columns), with_server=postgres != OFF))
    queries = set(files)
    in_modules |= {found.finding for found in alerts if found.finding.path not in queries}
    in_files = merged(in_files, [found for found in alerts if found.finding.path in queries])
    return sorted({*in_files, *apply_in_modules(sorted(in_modules), _modules(project))})


def _modules(project: Project) -> set[Path]:
    """The files in which dashboards, panels and all that belongs to alerts are made."""
    built = [dashboard for dashboards in project.dashboards.values() for dashboard in dashboards]
    groups = [group for groups in project.alert_groups.values() for group in groups]
    told = project.notifications
    return {
        *(place.path for board in built for place in (board.location, *board.panel_locations.values())),
        *(place.path for group in groups for place in (group.location, *(r.location for r in group.rules))),
        *(point.location.path for point in told.contact_points),
        *(timing.location.path for timing in told.mute_timings),
        *(template.location.path for template in told.templates),
        *([told.policy.location.path] if told.policy is not None else []),
    }


def _check_queries(
    run: _Run,
    files: Sequence[Path],
    inline: Sequence[Query] = (),
    describe: Describe | None = None,
    also: Also | None = None,
) -> list[Finding]:
    judged = _offline(run, files)
    judged |= {query.path: judge_query(query, (), run.contract) for query in inline}
    said = {path: verdict.findings(path) for path, verdict in judged.items()}
    answered: set[Path] = set()
    if run.postgres == OFF:
        for query in _read(path for path in files if has_examples(path)):
            said[query.path] += unreadable(query, run.contract)
    elif judged:
        # Not at import: psycopg is for those who ask for a server.
        from generator.checks.merge import merge
        from generator.checks.server_tiers import server_findings

        queries = [query for query in (*_read(files), *inline) if not _is_unreadable(query, said[query.path])]
        asked = server_findings(queries, run.contract, run.postgres, run.step, describe, also, run.not_run)
        for path, findings in asked.items():
            said[path] = merge(said[path], findings)
            answered.add(path)
    return [
        finding
        for path, verdict in judged.items()
        for finding in apply(path, said[path], verdict.exemptions(), with_server=path in answered)
    ]


def _is_unreadable(query: Query, said: Sequence[Finding]) -> bool:
    """Whether a query that is run in translation has an error: it says all that running it could say."""
    return language_of(query) is not SQL and any(finding.severity is Severity.ERROR for finding in said)


def _offline(run: _Run, files: Sequence[Path]) -> dict[Path, Verdict]:
    cache = Cache(run.cache_dir, generation(run.contract) if run.cache_dir else "")
    judged = verdicts(files, run.contract, cache, jobs=run.jobs, progress=run.step("checking"))
    cache.save()
    return judged


def _read(files: Iterable[Path]) -> Iterator[Query]:
    """The files that hold a query; what is wrong with the others the offline tier has said."""
    for path in files:
        query, _ = read_query(path)
        if query is not None:
            yield query
