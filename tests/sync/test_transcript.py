"""docs/sync.md shows what the commands print, not what somebody remembers."""

from __future__ import annotations

from tests.sync.transcript import blocks, page_blocks


def test_the_transcript_is_what_the_commands_print() -> None:
    """If the change is meant: .venv/bin/python -m tests.sync.transcript"""
    assert page_blocks() == list(blocks())
