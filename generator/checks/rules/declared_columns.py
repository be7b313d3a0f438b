from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.result import result
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana_sql.analysis.overloads import UNKNOWN, display
from generator.languages.grafana_sql.parser.type_names import type_by_name


def check(subject: QuerySubject) -> Iterator[Problem]:
    declared = subject.query.header.columns
    shown = result(subject) if declared is not None else None
    if declared is None or shown is None:
        return
    start = max(subject.text.find("columns:"), 0)
    names, found = [column.name for column in declared], [output.name for output in shown.outputs]
    if names != found:
        yield Problem(
            f"columns: promises {', '.join(names)}, and the result is {', '.join(found)}", "", start
        )
        return
    for column, output in zip(declared, shown.outputs, strict=True):
        wanted = type_by_name(column.type.lower())
        type_ = "text" if output.type == UNKNOWN else output.type
        if None not in (wanted, type_) and wanted != type_:
            yield Problem(
                f"columns: promises {column.name} {display(wanted)}, and it is {display(type_)}", "", start
            )


RULE = Rule(
    "declared-columns",
    "What a header promises of the result is what panels and examples rely on.",
    "query",
    Severity.ERROR,
    check,
)
