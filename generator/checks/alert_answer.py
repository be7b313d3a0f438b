"""What a query returns, as far as an alert rule depends on it, whatever language it is written in.

Grafana makes alert instances of a result by the kinds of its columns (pkg/expr/converter.go, and
TimeSeriesSchema in its plugin SDK; recorded of 12.2). Without a time there must be one number, and every
other column is a label. With a time it is a series, in which text becomes labels. A language says what
its queries return by giving an `Answer`; the rules know no more.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from generator.checks.interval import ANYTHING, Interval


class Kind(StrEnum):
    """What Grafana takes a column for. UNKNOWN is one whose type cannot be told."""

    TIME = "time"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    UNKNOWN = "unknown"


@attrs.frozen
class AnswerColumn:
    """A column of the result. `start` is where it is made in the file's text, `name_start` where it is named.

    `is_key` says that rows are told apart by it, `is_constant` that all rows have one value in it. `changes`
    says why its text is another one at each evaluation, and is empty if it is not. `is_null_without_rows`
    is for what is computed of all rows and has no value where there are none. `is_series_label` says that
    Grafana makes a label of the text beside a time, whatever format was asked for.
    """

    name: str
    kind: Kind
    type: str
    start: int
    name_start: int
    is_key: bool = False
    is_made_of_many: bool = False
    is_constant: bool = False
    changes: str = ""
    is_null_without_rows: bool = False
    is_series_label: bool = False
    bounds: Interval = ANYTHING


@attrs.frozen
class Place:
    """A piece of the file's text, and where it begins."""

    text: str
    start: int


@attrs.frozen
class Bucket:
    """How long a time is that one row stands for, and where that is written."""

    seconds: float
    place: Place


@attrs.frozen
class Cut:
    """How many rows are left by a limit that does not keep the newest, and where it is written."""

    rows: int
    place: Place


class Order(StrEnum):
    """How the rows come. UNKNOWN is an order that cannot be told."""

    BY_TIME = "by time"
    OTHERWISE = "otherwise"
    BACKWARD = "backward"
    NONE = "none"
    UNKNOWN = "unknown"


class Rows(StrEnum):
    """How many rows there are: one, one for each group, one for each record, or nobody knows."""

    ONE = "one"
    GROUPS = "groups"
    RECORDS = "records"
    UNKNOWN = "unknown"


@attrs.frozen
class Remedies:
    """What to do about a result, in the words of the language it is asked in.

    `number` is for a value that is none, `label` for a number that should be a label, called `{name}`,
    `series` for a text beside a time that becomes no label, `no_series` for a series that should be none,
    `vanishing` for groups without records.
    """

    number: str = "cast it where it holds a number: (...)::numeric"
    label: str = "cast it: {name}::text"
    series: str = "leave the time out, or use the format time_series"
    no_series: str = 'reduce it first: a.reduce("A", "last"), or leave the time out and use the format table'
    vanishing: str = "join a list of the groups that there should be, and count what is found of each"


SQL_REMEDIES = Remedies()


@attrs.frozen
class Answer:
    """The result of a query. `columns` is None when they are not known.

    `unfilled` are the variables that only a dashboard fills in. `lost` is what rows differ in and no column
    tells, `only_in_numbers` what no text or time tells; `repeated` is a part whose rows have the labels of
    another part's. `is_filtered` says that rows are there only where something is found, be it an error;
    `is_silent` that no record is no row even of an aggregate over all of them. `has_formats` says that a
    result may be asked for as a table or as a series; else a time makes a series of it.
    """

    start: int = 0
    columns: tuple[AnswerColumn, ...] | None = None
    unfilled: tuple[Place, ...] = ()
    rows: Rows = Rows.UNKNOWN
    lost: tuple[Place, ...] = ()
    repeated: Place | None = None
    only_in_numbers: tuple[Place, ...] = ()
    order: Order = Order.UNKNOWN
    order_start: int = 0
    bucket: Bucket | None = None
    cut: Cut | None = None
    is_filtered: bool = False
    is_silent: bool = False
    has_formats: bool = True
    remedies: Remedies = SQL_REMEDIES

    @property
    def may_be_empty(self) -> bool:
        """Whether there is no row where no record is found."""
        return self.rows in (Rows.GROUPS, Rows.RECORDS) or (self.is_silent and self.rows is Rows.ONE)

    def of(self, *kinds: Kind) -> tuple[AnswerColumn, ...]:
        """The columns of some kinds."""
        return tuple(column for column in self.columns or () if column.kind in kinds)

    @property
    def is_known(self) -> bool:
        """Whether the kind of every column is."""
        return bool(self.columns) and not self.of(Kind.UNKNOWN)
