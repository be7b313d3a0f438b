"""The command line: commands parse words and print results, and nothing else happens here.

Each module beside this one holds one command, a click command named `command`, but for those that begin
with `_`, which commands share. Nothing slow is imported before a command runs, so that `logloom --help`
answers at once.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click


class Commands(click.Group):
    """The commands, found as modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{__name__}.{cmd_name}").command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="logloom-generator", prog_name="logloom")
def logloom() -> None:
    """Keep all that reads an application's logs as code.

    \b
    logloom build                          write what Grafana loads
    logloom check                          check the whole project
    logloom query errors/by_category       run a library query
    """


def main() -> None:
    """Run the command line. A user's error is one line on stderr; a traceback would be a bug of ours."""
    from logloom import ContractError

    from generator.errors import LogloomError

    try:
        sys.exit(logloom(standalone_mode=False))
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except LogloomError as error:
        _fail(str(error), error.exit_code)
    except ContractError as error:
        _fail(str(error), 2)
    except BrokenPipeError:
        # The reader has gone (`| head`): point stdout elsewhere, so that closing it says nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _fail(message: str, exit_code: int) -> None:
    click.echo(f"logloom: {message}", err=True)
    sys.exit(exit_code)
