"""YAML files of ours: their mark, and how they are written so that any reader takes them alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

MARK = "# Written by `logloom build`: change the sources, not this file."
"""The first line of each YAML file that is ours."""

_NUMBER_ELSEWHERE = re.compile(r"[-+.]?[0-9][0-9a-fA-F_xXobOB.:+-]*|[yYnN]")
"""Texts that YAML 1.2 or 1.1 may read as a number or a truth value, though PyYAML does not: 1e3, 0o7, y."""

_BREAKS_LINES_SOMEWHERE = re.compile("[\r\x85\u2028\u2029]")


def yaml_text(document: Mapping[str, Any], *notes: str) -> str:
    """The document as the text of a file of ours, with notes as comments above it."""
    body: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return "".join(f"{line}\n" for line in (MARK, *(f"# {note}" for note in notes))) + body


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as they are, line by line, so that a change of SQL can be reviewed."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _BREAKS_LINES_SOMEWHERE.search(text):
        style = '"'
    elif "\n" in text:
        style = "|"
    elif _NUMBER_ELSEWHERE.fullmatch(text):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
