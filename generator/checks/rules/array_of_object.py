from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.checks.sql_nodes import bare, queries
from generator.finding import Severity
from generator.languages.grafana_sql.tree import Call, Column

_OF_ARRAYS = frozenset({"jsonb_array_elements", "jsonb_array_elements_text", "jsonb_array_length"})


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reading, statement in queries(subject):
        origins = statement.analysis.origins if statement.analysis else {}
        for call in statement.of(Call):
            if call.name in _OF_ARRAYS and len(call.arguments) == 1:
                argument = bare(call.arguments[0])
                if (
                    isinstance(argument, Column)
                    and argument.name.text == subject.schema.json_column
                    and argument in origins
                    and origins[argument].stored
                ):
                    yield Problem(
                        f"{argument.name.text} is an object, and {call.name} takes an array",
                        "jsonb_each and jsonb_object_keys take an object apart",
                        reading.source(call.start),
                    )


RULE = Rule(
    "array-of-object",
    "A function for JSON arrays fails on the first row that holds an object.",
    "query",
    Severity.ERROR,
    check,
)
