"""`logloom fmt` as a shell sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Logloom

ROOT = Path(__file__).parents[2]

WILD = '# title: Errors\n# format: table\nFILTER level="ERROR"|STATS count(*) AS n\n'
TAME = '# title: Errors\n# format: table\nfilter level = "ERROR"\n| stats count(*) as n\n'
FAULTY = "# format: table\nfilter level = \n| stats count(*) as n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "queries" / "errors").mkdir(parents=True)
    (root / "contract.toml").write_bytes((ROOT / "contract.toml").read_bytes())
    (root / "queries" / "errors" / "wild.cwli").write_text(WILD)
    (root / "queries" / "errors" / "tame.cwli").write_text(TAME)
    (root / "queries" / "errors" / "other.sql").write_text("SELECT  1")
    return root


def test_the_library_is_laid_out(logloom: Logloom, project: Path) -> None:
    outcome = logloom("fmt", cwd=project)
    assert (outcome.exit_code, outcome.out) == (0, "queries/errors/wild.cwli\n")
    assert outcome.err == "logloom: 1 of 2 files are changed\n"
    assert (project / "queries/errors/wild.cwli").read_text() == TAME
    assert (project / "queries/errors/other.sql").read_text() == "SELECT  1"
    again = logloom("fmt", cwd=project)
    assert (again.exit_code, again.out, again.err) == (0, "", "logloom: 0 of 2 files are changed\n")


def test_what_is_laid_out_is_not_written_again(logloom: Logloom, project: Path) -> None:
    before = (project / "queries/errors/tame.cwli").stat()
    logloom("fmt", cwd=project)
    after = (project / "queries/errors/tame.cwli").stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)


def test_a_check_writes_nothing_and_ends_with_3(logloom: Logloom, project: Path) -> None:
    outcome = logloom("fmt", "--check", cwd=project)
    assert (outcome.exit_code, outcome.out) == (3, "queries/errors/wild.cwli\n")
    assert (project / "queries/errors/wild.cwli").read_text() == WILD
    assert logloom("fmt", "--check", "queries/errors/tame.cwli", cwd=project).exit_code == 0


def test_a_diff_is_shown_and_nothing_is_written(logloom: Logloom, project: Path) -> None:
    outcome = logloom("fmt", "--diff", cwd=project)
    assert outcome.exit_code == 0
    assert outcome.out.startswith("--- queries/errors/wild.cwli\n+++ queries/errors/wild.cwli\n@@")
    assert '+filter level = "ERROR"\n+| stats count(*) as n\n' in outcome.out
    assert (project / "queries/errors/wild.cwli").read_text() == WILD
    assert logloom("fmt", "--diff", "--check", cwd=project).exit_code == 3


def test_a_file_that_cannot_be_read_is_told_and_left_alone(logloom: Logloom, project: Path) -> None:
    faulty = project / "queries/errors/faulty.cwli"
    faulty.write_text(FAULTY)
    outcome = logloom("fmt", cwd=project)
    assert outcome.exit_code == 1
    assert outcome.err.startswith("logloom: queries/errors/faulty.cwli:2:14: ")
    assert outcome.err.endswith("logloom: 1 of 3 files are changed, 1 left alone\n")
    assert faulty.read_text() == FAULTY
    assert (project / "queries/errors/wild.cwli").read_text() == TAME


def test_files_outside_a_project_are_laid_out_too(logloom: Logloom, tmp_path: Path) -> None:
    (tmp_path / "draft.cwli").write_text(WILD)
    (tmp_path / "draft.cwli").chmod(0o600)
    assert logloom("fmt", "draft.cwli", cwd=tmp_path).exit_code == 0
    assert (tmp_path / "draft.cwli").read_text() == TAME
    assert (tmp_path / "draft.cwli").stat().st_mode & 0o777 == 0o600


def test_a_link_stays_one(logloom: Logloom, tmp_path: Path) -> None:
    (tmp_path / "real.cwli").write_text(WILD)
    (tmp_path / "link.cwli").symlink_to("real.cwli")
    logloom("fmt", "link.cwli", cwd=tmp_path)
    assert (tmp_path / "link.cwli").is_symlink()
    assert (tmp_path / "real.cwli").read_text() == TAME


@pytest.mark.parametrize(
    ("path", "words"), [("gone.cwli", "does not exist"), ("errors.sql", ".cwli"), ("", "empty")]
)
def test_a_wrong_path_is_the_users_error(logloom: Logloom, tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "errors.sql").write_text("SELECT 1")
    outcome = logloom("fmt", path, cwd=tmp_path)
    assert (outcome.exit_code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert words in outcome.err


@pytest.mark.parametrize("content", [b"\xef\xbb\xbffields a", b"fields \xff", b"fields a\0"])
def test_what_is_no_text_is_left_alone(logloom: Logloom, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "draft.cwli").write_bytes(content)
    assert logloom("fmt", "draft.cwli", cwd=tmp_path).exit_code == 1
    assert (tmp_path / "draft.cwli").read_bytes() == content
