"""The examples beside modules of alert rules: what is said of them, with a server and without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from generator.errors import Location, LogloomError
from generator.finding import Finding, Severity
from generator.project import enabled_stores
from generator.queries.library import EXAMPLES

if TYPE_CHECKING:
    import psycopg

    from generator.alerting.evaluation.examples import Example
    from generator.postgres.scratch import Postgres
    from generator.project import Project

ALERT_EXAMPLE = "alert-example"
"""The rule of a finding about such an example: it is not readable, or the alert does something else."""

STORES = ("postgres", "cloudwatch")
"""The stores whose rules can be run on a PostgreSQL: in SQL, and in what Logs Insights is translated to."""

MOST = 10
"""Lines of a difference; what is beyond is counted."""


@attrs.frozen
class AlertExamples:
    """The example files of a project's alert rules."""

    project: Project

    @property
    def stores(self) -> list[str]:
        """The stores that are built and can be run."""
        return [store for store in STORES if store in self.project.alert_groups]

    @property
    def paths(self) -> list[Path]:
        """The files, which stand beside the modules; none where no rule can be run."""
        if not self.stores:
            return []
        return sorted((self.project.root / "dashboards").glob(f"*{EXAMPLES}"))

    def unreadable(self) -> list[Finding]:
        """What is wrong with the files themselves: no server is needed to say so."""
        return sorted({error for _, _, errors in self._read() for error in errors})

    def run(self, postgres: Postgres, refused: Set[Path]) -> list[Finding]:
        """What is wrong with the files, and what the alerts of each store do otherwise than they expect.

        `refused` are the queries with errors of their own: what depends on them could only say so again.
        """
        import psycopg

        from generator.postgres.sampled import empty_template

        read = list(self._read())
        found = {finding for _, _, errors in read for finding in errors}
        examples = [
            (store, each) for store, loaded, _ in read for each in loaded if not _queries(each) & refused
        ]
        if examples:
            with (
                postgres.database(empty_template(postgres, self.project.contract)) as dsn,
                psycopg.connect(dsn) as connection,
            ):
                for store, example in examples:
                    folder = self._folder(example.group.folder_uid)
                    named = f" on {store}" if len(self.stores) > 1 else ""
                    found.update(_run(connection, example, folder, named))
        return sorted(found)

    def _read(self) -> Iterator[tuple[str, Sequence[Example], list[Finding]]]:
        """The examples of each store in each file, and what is wrong with the file."""
        groups = self.project.alert_groups
        rules = {rule.uid for store in groups for group in groups[store] for rule in group.rules}
        is_whole = {*groups} == {*enabled_stores(self.project.contract)}
        for path in self.paths:
            for store in self.stores:
                yield (store, *_read(self.project, path, store, rules if is_whole else None))

    def _folder(self, uid: str) -> str:
        return next((folder.title for folder in self.project.folders if folder.uid == uid), uid)


def _read(
    project: Project, path: Path, store: str, rules: Set[str] | None
) -> tuple[Sequence[Example], list[Finding]]:
    from generator.alerting.evaluation.examples import load_examples

    module = path.with_name(path.name.removesuffix(EXAMPLES) + ".py")
    if not module.is_file():
        return (), [_finding(Location(path), f"there is no {module.name} beside it")]
    try:
        return load_examples(path, project.contract, project.alert_groups[store], rules), []
    except LogloomError as error:
        return (), [_fault(error, path)]


def _queries(example: Example) -> set[Path]:
    asked = (query.target.query for query in example.rule.queries)
    return {query.path for query in asked if query is not None}


def _run(connection: psycopg.Connection, example: Example, folder: str, named: str) -> Iterator[Finding]:
    from generator.alerting.evaluation.run import run_example

    try:
        differences = run_example(connection, example, folder)
    except LogloomError as error:
        yield _fault(error, example.location.path)
        return
    if differences:
        lines = [difference.line for difference in differences]
        more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
        yield _finding(differences[0].location, "\n".join([f"{example.name}{named}:", *lines[:MOST], *more]))


def _fault(error: LogloomError, path: Path) -> Finding:
    return _finding(error.location or Location(path), error.message, error.hint)


def _finding(location: Location, message: str, hint: str = "") -> Finding:
    return Finding(
        location.path, location.line, location.column, ALERT_EXAMPLE, Severity.ERROR, message, hint
    )
