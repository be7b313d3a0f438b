"""The examples beside modules of alert rules: what is said of them, with a server and without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from generator.errors import Location, LogloomError
from generator.finding import Finding, Severity
from generator.queries.library import EXAMPLES

if TYPE_CHECKING:
    import psycopg

    from generator.alerting.evaluation.examples import Example
    from generator.postgres.scratch import Postgres
    from generator.project import Project

ALERT_EXAMPLE = "alert-example"
"""The rule of a finding about such an example: it is not readable, or the alert does something else."""

STORE = "postgres"
"""The store whose rules can be run: there is no other server to run them on."""

MOST = 10
"""Lines of a difference; what is beyond is counted."""


@attrs.frozen
class AlertExamples:
    """The example files of a project's alert rules."""

    project: Project

    @property
    def paths(self) -> list[Path]:
        """The files, which stand beside the modules; none where the store is not built."""
        if STORE not in self.project.alert_groups:
            return []
        return sorted((self.project.root / "dashboards").glob(f"*{EXAMPLES}"))

    def unreadable(self) -> list[Finding]:
        """What is wrong with the files themselves: no server is needed to say so."""
        return [error for path in self.paths for error in _read(self.project, path)[1]]

    def run(self, postgres: Postgres, refused: Set[Path]) -> list[Finding]:
        """What is wrong with the files, and what the alerts do otherwise than they expect.

        `refused` are the queries with errors of their own: what depends on them could only say so again.
        """
        import psycopg

        from generator.postgres.sampled import empty_template

        read = [_read(self.project, path) for path in self.paths]
        found = [finding for _, errors in read for finding in errors]
        examples = [each for loaded, _ in read for each in loaded if not _queries(each) & refused]
        if examples:
            with (
                postgres.database(empty_template(postgres, self.project.contract)) as dsn,
                psycopg.connect(dsn) as connection,
            ):
                for example in examples:
                    found += _run(connection, example, self._folder(example.group.folder_uid))
        return found

    def _folder(self, uid: str) -> str:
        return next((folder.title for folder in self.project.folders if folder.uid == uid), uid)


def _read(project: Project, path: Path) -> tuple[Sequence[Example], list[Finding]]:
    from generator.alerting.evaluation.examples import load_examples

    module = path.with_name(path.name.removesuffix(EXAMPLES) + ".py")
    if not module.is_file():
        return (), [_finding(Location(path), f"there is no {module.name} beside it")]
    try:
        return load_examples(path, project.contract, project.alert_groups[STORE]), []
    except LogloomError as error:
        return (), [_fault(error, path)]


def _queries(example: Example) -> set[Path]:
    asked = (query.target.query for query in example.rule.queries)
    return {query.path for query in asked if query is not None}


def _run(connection: psycopg.Connection, example: Example, folder: str) -> Iterator[Finding]:
    from generator.alerting.evaluation.run import run_example

    try:
        differences = run_example(connection, example, folder)
    except LogloomError as error:
        yield _fault(error, example.location.path)
        return
    if differences:
        lines = [difference.line for difference in differences]
        more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
        yield _finding(differences[0].location, "\n".join([f"{example.name}:", *lines[:MOST], *more]))


def _fault(error: LogloomError, path: Path) -> Finding:
    return _finding(error.location or Location(path), error.message, error.hint)


def _finding(location: Location, message: str, hint: str = "") -> Finding:
    return Finding(
        location.path, location.line, location.column, ALERT_EXAMPLE, Severity.ERROR, message, hint
    )
