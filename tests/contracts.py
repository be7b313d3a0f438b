"""The contract of this repository, for a test's own project."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]


def contract_text(*stores: str) -> str:
    """The repository's contract with these stores switched on and no others, by default PostgreSQL alone."""
    enabled = stores or ("postgres",)
    text = (ROOT / "contract.toml").read_text(encoding="utf-8")

    def switch(table: re.Match[str]) -> str:
        return f"[stores.{table[1]}]\nenabled = {str(table[1] in enabled).lower()}\n"

    if len(enabled) == 1:
        text = re.sub(r"(?m)^default = true.*\n", "", text)  # the only one is the default
    return re.sub(r"\[stores\.(\w+)\]\nenabled = \w+\n", switch, text)


def write_contract(root: Path, *stores: str) -> Path:
    """That contract as the one of a project."""
    path = root / "contract.toml"
    path.write_text(contract_text(*stores), encoding="utf-8")
    return path
