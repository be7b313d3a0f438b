"""What the paths on a command line ask to be checked, project by project."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
from logloom import Contract, load_contract

from generator.checks.engine import Progress, check_files, check_project
from generator.checks.examples import examples_path
from generator.checks.files import query_files
from generator.errors import Location, LogloomError
from generator.finding import Finding
from generator.project import CONTRACT, find_root, load_project
from generator.queries.library import read_query
from generator.queries.model import Query

if TYPE_CHECKING:
    from generator.checks.server_tiers import NotRun

CACHE_FOLDER = ".logloom"
DASHBOARDS = "dashboards"
QUERIES = "queries"


@attrs.frozen
class Scope:
    """A part of a project: all of it, or query files and folders, and dashboard modules and their folder."""

    root: Path
    everything: bool = False
    queries: tuple[Path, ...] = ()
    dashboards: tuple[Path, ...] = ()

    def check(
        self,
        *,
        postgres: str,
        stores: Sequence[str] = (),
        use_cache: bool = True,
        jobs: int | None = None,
        progress: Progress | None = None,
        not_run: NotRun | None = None,
    ) -> set[Finding]:
        """Check it; see `check_files` and `check_project` for what is meant and raised.

        A dashboard can only be held against the whole project; of what is found then, the part that was
        asked for is kept.
        """
        found: set[Finding] = set()
        cache_dir = self.root / CACHE_FOLDER if use_cache else None
        if self.everything or self.dashboards:
            project = load_project(self.root, stores=stores)
            findings = check_project(
                project,
                postgres=postgres,
                cache_dir=cache_dir,
                jobs=jobs,
                progress=progress,
                not_run=not_run,
            )
            found.update(finding for finding in findings if self.everything or self._names(finding.path))
        if self.queries:
            found.update(
                check_files(
                    self.queries,
                    self.contract,
                    postgres=postgres,
                    cache_dir=cache_dir,
                    jobs=jobs,
                    progress=progress,
                    not_run=not_run,
                )
            )
        return found

    def library_queries(self, ending: str) -> list[Query]:
        """The query files of a language that are asked for, those that hold a query."""
        library = self.root / QUERIES
        named = self.queries + ((library,) if self.everything and library.is_dir() else ())
        files, _ = query_files(named)
        read = (read_query(path)[0] for path in files if path.suffix == ending)
        return [query for query in read if query is not None]

    @property
    def contract(self) -> Contract:
        return load_contract(self.root / CONTRACT)

    def _names(self, path: Path) -> bool:
        """Whether it is asked for: the examples beside a module belong to it."""
        home = [each.absolute() for named in self.dashboards for each in (named, examples_path(named))]
        return any(path.absolute().is_relative_to(named) for named in home)


def scopes(paths: Iterable[Path], project: Path | None = None) -> list[Scope]:
    """The paths by the project they are held to: the one named, the one around each, or the one around us.

    Without a path it is the whole project. Raises LogloomError where there is none, or for a dashboard
    module that does not exist.
    """
    groups: dict[Path, list[Path]] = {}
    for path in paths:
        groups.setdefault(_root_of(path, project), []).append(path)
    return [_scope(root, named) for root, named in groups.items()] or [
        Scope(find_root(project or Path()), everything=True)
    ]


def _root_of(path: Path, project: Path | None) -> Path:
    try:
        return find_root(project or path.absolute())
    except LogloomError:
        return find_root(Path())


def _scope(root: Path, named: Sequence[Path]) -> Scope:
    home = root.absolute()
    # A folder may hold a contract and stray queries, and be no project beyond that.
    is_project = any((home / folder).is_dir() for folder in (QUERIES, DASHBOARDS))
    whole = [path for path in named if is_project and path.absolute() == home]
    dashboards = tuple(path for path in named if path.absolute().is_relative_to(home / DASHBOARDS))
    for path in dashboards:
        if not path.exists():
            raise LogloomError("does not exist", Location(path))
    return Scope(
        root,
        everything=bool(whole),
        queries=tuple(path for path in named if path not in whole and path not in dashboards),
        dashboards=dashboards,
    )
