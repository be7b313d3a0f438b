"""`logloom check`: find the mistakes before Grafana shows them."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli._grafana_options import server_options
from generator.cli._options import POSTGRES, NamedPath
from generator.cli._progress import progress

if TYPE_CHECKING:
    from generator.checks.engine import Progress
    from generator.checks.scope import Scope
    from generator.cli._grafana_options import Target
    from generator.finding import Finding

FINDINGS = 1

FORMATS = sorted(
    module.name for module in pkgutil.iter_modules([str(Path(__file__).parents[1] / "checks" / "reporters")])
)
"""The reporters, by looking for their files: importing them is for a command that runs."""


@click.command(name="check", short_help="Check queries, dashboards and the project.")
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path))
@click.option(
    "--postgres",
    metavar="auto|off|DSN",
    envvar=POSTGRES,
    default="auto",
    show_default=True,
    help=f"The server that proves the queries: a disposable one, none, or one of yours ({POSTGRES}).",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print what is found.",
)
@click.option("--strict", is_flag=True, help="Let a warning count as an error.")
@click.option(
    "--store", "stores", multiple=True, help="Check this store's dashboards only (may be repeated)."
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes for the offline checks; default: the cores."
)
@click.option("--no-cache", is_flag=True, help="Check every file again, and remember nothing.")
@click.option(
    "--live",
    is_flag=True,
    help="Also ask every query of a running Grafana; the options below say which.",
)
@click.option(
    "--slow",
    type=click.FloatRange(min=0),
    default=5.0,
    show_default=True,
    metavar="SECONDS",
    help="With --live: an answer that takes longer is a finding.",
)
@click.option("--aws", is_flag=True, help="Also have CloudWatch read every Logs Insights query.")
@click.option("--region", default="", help="With --aws: the region.  [default: the contract's, or AWS's way]")
@click.option("--profile", default="", help="With --aws: the profile.  [default: as the AWS tools choose it]")
@click.option("--rules", is_flag=True, help="List the rules, each with its reason, and check nothing.")
@click.option(
    "--project",
    type=NamedPath(path_type=Path, file_okay=False, exists=True),
    help="The project; default: the one around each path, or around the current folder.",
)
@server_options
def command(
    paths: tuple[Path, ...],
    postgres: str,
    format_: str,
    strict: bool,
    stores: tuple[str, ...],
    jobs: int | None,
    no_cache: bool,
    live: bool,
    slow: float,
    aws: bool,
    region: str,
    profile: str,
    rules: bool,
    project: Path | None,
    server: Callable[..., Target],
) -> int:
    """Check the whole project, or only the queries and dashboards named by PATHS: files or folders.

    Queries are checked against the contract, then on a real PostgreSQL, then by their examples; panels and
    dashboards against each other. A query excuses itself from a rule with `-- allow: RULE reason`.
    Exit code 1 says that there are errors.

    \b
    logloom check
    logloom check queries/errors draft.sql dashboards/errors.py
    logloom check --postgres off --strict
    logloom check --format sarif > logloom.sarif
    logloom check --live --url https://grafana.example.com
    logloom check --aws --profile production queries/errors
    """
    if rules:
        click.echo(_rules())
        return 0
    from generator.checks.scope import scopes

    if live and paths:
        raise click.UsageError("--live asks for the whole project: leave the paths out")
    not_run: dict[Path, str] = {}
    asked = scopes(paths, project)
    with progress() as bar:
        findings = {
            finding
            for scope in asked
            for finding in scope.check(
                postgres=postgres,
                stores=stores,
                use_cache=not no_cache,
                jobs=jobs,
                progress=bar,
                not_run=not_run.__setitem__,
            )
        }
        if live:
            store = stores[0] if len(stores) == 1 else None
            findings |= _live(server(store=store, project=project or Path()), slow, bar)
        if aws:
            findings |= _aws(asked, findings, region, profile, bar)
    _print(sorted(findings), format_)
    for path, reason in sorted(not_run.items()):
        click.echo(f"logloom: {path}: checked, not run: {reason}", err=True)
    if postgres == "off":
        unchecked = "the types and functions of SQL, the examples and the twins"
        click.echo(f"logloom: not asked PostgreSQL: {unchecked} are unchecked", err=True)
    return FINDINGS if any(strict or finding.severity == "error" for finding in findings) else 0


def _live(target: Target, slow: float, bar: Progress | None) -> set[Finding]:
    from generator.sync.live_check import check_live

    with target.open() as (grafana, source):
        return set(check_live(grafana, source.project, source.store, slow=slow, progress=bar))


def _aws(
    asked: Sequence[Scope], said: Set[Finding], region: str, profile: str, bar: Progress | None
) -> set[Finding]:
    """What CloudWatch says of the queries that is not said yet."""
    from generator.aws.ask import access
    from generator.aws.logs import open_logs
    from generator.checks.aws_tier import aws_findings, unless_said
    from generator.queries.model import INSIGHTS_ENDING

    def step(done: int, total: int) -> None:
        if bar is not None:
            bar("asking CloudWatch", done, total)

    found: list[Finding] = []
    for scope in asked:
        with open_logs(access(scope.contract, region=region, profile=profile)) as logs:
            found += aws_findings(scope.library_queries(INSIGHTS_ENDING), scope.contract, logs, step)
    return set(unless_said(found, list(said)))


def _print(findings: Sequence[Finding], format_: str) -> None:
    from generator.checks.reporters import report

    click.echo(report(findings, format_, colour=sys.stdout.isatty()), nl=False)


def _rules() -> str:
    from generator.checks.catalogue import descriptions

    return "\n".join(f"{name}\n    {why}" for name, why in sorted(descriptions().items()))
