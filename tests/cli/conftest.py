"""Run the command line in this process, as a shell would see it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from generator.cli import main


@attrs.frozen
class Outcome:
    """What a command has printed, and the code it ended with."""

    exit_code: int
    out: str
    err: str


Logloom = Callable[..., Outcome]


@pytest.fixture
def logloom(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Logloom:
    """`logloom("build", "--check", cwd=folder)`."""

    def run(*arguments: str, cwd: Path | None = None) -> Outcome:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "argv", ["logloom", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        printed = capsys.readouterr()
        code = exit_.value.code
        return Outcome(code if isinstance(code, int) else 0, printed.out, printed.err)

    return run
