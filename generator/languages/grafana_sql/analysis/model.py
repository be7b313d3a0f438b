"""What the analysis of a query has found out."""

from __future__ import annotations

import attrs

from generator.languages.grafana_sql.analysis.overloads import Type
from generator.languages.grafana_sql.analysis.scope import Scope, Table
from generator.languages.grafana_sql.tree import Column, Expression, Node, Query, Select, Source, WithQuery


@attrs.frozen
class Fault:
    """Something PostgreSQL refuses: which rule it breaks, and the offset at which PostgreSQL points."""

    rule: str
    start: int
    message: str
    hint: str = ""


@attrs.frozen
class Output:
    """A result column; `expression` is None for one that a star stands for."""

    name: str
    type: Type
    expression: Expression | None = None
    start: int = 0


Outputs = tuple[Output, ...] | None
"""A query's result columns; None when they are not known, as with `*` from a table that is not ours."""


@attrs.frozen
class Analysis:
    """Types and origins by node. A node without an entry has not been looked at.

    `sources` and `ctes` are those that were read, in order and each once (the values mean nothing).
    `coercions` are the nodes that PostgreSQL reads as another type than their own, and that type.
    """

    types: dict[Node, Type] = attrs.field(factory=dict)
    origins: dict[Column, Table] = attrs.field(factory=dict)
    outputs: dict[Query | Select, Outputs] = attrs.field(factory=dict)
    scopes: dict[Select, Scope] = attrs.field(factory=dict)
    sources: dict[Source, None] = attrs.field(factory=dict)
    ctes: dict[WithQuery, None] = attrs.field(factory=dict)
    coercions: list[tuple[Expression, str]] = attrs.field(factory=list)
    faults: list[Fault] = attrs.field(factory=list)
