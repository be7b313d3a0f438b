"""Logs Insights as a dialect of sqlglot, which finds it by the entry point `logs_insights`.

    sqlglot.transpile(text, read="logs_insights", write="postgres")

A dialect knows no contract: any field but CloudWatch's own is a column of its name.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError

from generator.languages.insights.analysis import analyse
from generator.languages.insights.lower import NotRunnable, lower
from generator.languages.insights.parser import parse
from generator.languages.insights.record import open_record


class LogsInsights(Dialect):
    """Reads Logs Insights; only `parse` differs, since sqlglot's compiled parser cannot be subclassed."""

    def parse(self, sql: str, **opts: Any) -> list[exp.Expr | None]:
        """The query as one SELECT. Raises ParseError with line and column, for what SQL cannot say too."""
        parsed = parse(sql)
        if parsed.faults:
            faults = [(fault.message, fault.start, fault.end) for fault in parsed.faults]
            raise _parse_error(sql, faults)
        record = open_record()
        try:
            return [lower(parsed, analyse(parsed, record), record).expression]
        except NotRunnable as error:
            raise _parse_error(sql, [(error.message, error.start, error.end)]) from None


def _parse_error(text: str, faults: list[tuple[str, int, int]]) -> ParseError:
    """One error of all faults, each as sqlglot tells its own."""
    lines = [0, *(offset + 1 for offset, character in enumerate(text) if character == "\n")]
    places = []
    for message, start, end in faults:
        line = bisect_right(lines, start)
        places.append((message, line, start - lines[line - 1] + 1, text[start:end]))
    message = "\n\n".join(f"{message}. Line {line}, Col: {column}." for message, line, column, _ in places)
    return ParseError(
        message,
        [
            {
                "description": said,
                "line": line,
                "col": column,
                "start_context": "",
                "highlight": highlight,
                "end_context": "",
                "into_expression": None,
            }
            for said, line, column, highlight in places
        ],
    )
