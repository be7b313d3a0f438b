"""The command line: commands parse words and print results, and nothing else happens here.

Each module beside this one holds one command, a click command named `command`, but for those that begin
with `_`, which commands share. Nothing slow is imported before a command runs, so that `logloom --help`
answers at once.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pkgutil
import sys
from pathlib import Path

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
    logloom plan                           say what a push would change in Grafana
    """


def main() -> None:
    """Run the command line. A user's error is one line on stderr; a traceback would be a bug of ours."""
    from logloom import ContractError

    from generator.errors import LogloomError

    _open_closed_streams()
    try:
        code = logloom(standalone_mode=False)
        sys.stdout.flush()
    except click.Abort:
        code = 130
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = error.exit_code
    except click.ClickException as error:
        code = _fail(_usage(error), error.exit_code)
    except LogloomError as error:
        code = _fail(str(error), error.exit_code)
    except ContractError as error:
        code = _fail(str(error), 2)
    except BrokenPipeError:
        _forget_stdout()
        code = 141
    except OSError as error:
        code = _fail(_refusal(error), 2)
        _forget_stdout()
    sys.exit(code)


def _fail(message: str, exit_code: int) -> int:
    click.echo(f"logloom: {message}", err=True)
    return exit_code


def _usage(error: click.ClickException) -> str:
    """What click says in four lines, in one."""
    context = getattr(error, "ctx", None)
    help_ = f" ({context.command_path} --help)" if context else ""
    return " ".join(f"{error.format_message().rstrip('.')}{help_}".split())


def _refusal(error: OSError) -> str:
    """What the system has refused to any part of a command: a full disk behind stdout, a path too long."""
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return "the current folder is gone"  # all that is asked for without naming a file
    return f"{error.filename or 'cannot go on'}: {error.strerror or error}"


def _open_closed_streams() -> None:
    """A shell may close stdout or stderr (`>&-`), which Python shows as None: write to nowhere then."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 (for as long as we run)


def _forget_stdout() -> None:
    """What stdout still holds cannot be written (`| head`, a full disk): closing it shall say nothing."""
    with contextlib.suppress(OSError, ValueError):
        stdout = sys.stdout.fileno()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout)
