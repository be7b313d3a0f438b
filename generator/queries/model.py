"""A query file and what its header says."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs

from generator.languages.grafana.model import Variable

SQL_ENDING, INSIGHTS_ENDING = ".sql", ".cwli"
"""What the file of a query ends in, by its language."""

Format = Literal["time_series", "table", "logs"]
Use = Literal["alert"]


@attrs.frozen
class Column:
    """A result column and its type by PostgreSQL's name: `errors bigint`."""

    name: str
    type: str


@attrs.frozen
class Allowance:
    """An exception to a check, with its reason and the line it stands on."""

    rule: str
    reason: str
    line: int


@attrs.frozen
class Header:
    """The comment lines a query file begins with. What is not given is inferred or empty.

    `use` is `alert` for a query that is to be fit for an alert rule, whether or not one asks it yet.
    """

    title: str = ""
    description: str = ""
    format: Format = "table"
    use: Use | None = None
    unit: str = ""
    columns: tuple[Column, ...] | None = None
    params: tuple[Variable, ...] = ()
    fields: tuple[Column, ...] = ()
    allow: tuple[Allowance, ...] = ()


@attrs.frozen
class Query:
    """A query file. `text` is the whole file, header included: what Grafana is given, byte for byte.

    `name` is the path below `queries/` without its ending, `errors/by_category`; for a file outside
    the library its bare name.
    """

    name: str
    path: Path
    text: str
    header: Header
