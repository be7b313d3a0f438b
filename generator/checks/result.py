"""The result of a query that Grafana shows: its columns and its order."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from generator.checks.grouping import shape
from generator.checks.query_subject import QuerySubject
from generator.checks.reading import Reading, StatementReading
from generator.checks.sql_nodes import bare, is_grouped, names_time, number_value
from generator.languages.grafana_sql.analysis.model import Output
from generator.languages.grafana_sql.analysis.overloads import category
from generator.languages.grafana_sql.tree import Clause, Column, Expression, Number, Query, Select, SortKey

TIME, METRIC = "time", "metric"


@attrs.frozen
class Result:
    """The columns of the query that Grafana shows, in the expanded text of `reading`."""

    reading: Reading
    statement: StatementReading
    query: Query
    outputs: Sequence[Output]

    @property
    def time(self) -> Output | None:
        return next((output for output in self.outputs if output.name == TIME), None)

    @property
    def is_long(self) -> bool:
        """Whether a text column tells the series of a time series apart."""
        return any(category(output.type) == "S" or output.type == "unknown" for output in self.outputs)

    @property
    def is_one_row(self) -> bool:
        """Whether there is one row at most: nothing is read, or all of it is aggregated."""
        select = self.query.body
        if not isinstance(select, Select):
            return False
        aggregated = not select.group_by and is_grouped(self.statement, select)
        return not select.sources or aggregated or number_value(self.query.limit) == 1

    @property
    def order_by(self) -> Sequence[SortKey]:
        """The order of the rows, that of a query in parentheses as well."""
        query = self.query
        while not query.order_by and isinstance(query.body, Query):
            query = query.body
        return query.order_by

    def is_time(self, key: Expression) -> bool:
        """Whether an ORDER BY key is the column time, or what it is made of."""
        if isinstance(key, Number) and key.position is not None:
            named = self.outputs[key.position - 1 : key.position]
            return not named or named[0].name == TIME
        if isinstance(key, Column) and key.name.text == TIME:
            return True
        return names_time(self.statement, key) or self._is_the_time(key)

    def _is_the_time(self, key: Expression) -> bool:
        time, analysis = self.time, self.statement.analysis
        if time is None or time.expression is None or analysis is None:
            return False
        return shape(bare(key), analysis) == shape(bare(time.expression), analysis)

    @property
    def order_clause(self) -> int:
        """The offset of ORDER BY; of the query where there is none."""
        found = next((clause for clause in self.query.clauses if clause.word == "ORDER BY"), None)
        return found.start if found is not None else self.query.start

    @property
    def last_clause(self) -> int:
        """The offset of the clause behind which an ORDER BY would be added."""
        clauses: tuple[Clause, ...] = self.query.body.clauses if isinstance(self.query.body, Select) else ()
        return clauses[-1].start if clauses else self.query.start


def result(subject: QuerySubject) -> Result | None:
    """The result of the first query, under the usual setting; None when its columns are not known."""
    return result_of(subject.main)


def result_of(reading: Reading | None) -> Result | None:
    """The result of the first query of a reading; None when its columns are not known."""
    statement = reading.query if reading is not None else None
    if reading is None or statement is None or statement.query is None or statement.analysis is None:
        return None
    outputs = statement.analysis.outputs.get(statement.query)
    if outputs is None:
        return None
    return Result(reading, statement, statement.query, outputs)


def time_series(subject: QuerySubject) -> Result | None:
    """The result of a query that says it is a time series."""
    return result(subject) if subject.query.header.format == "time_series" else None
