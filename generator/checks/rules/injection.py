from __future__ import annotations

from collections.abc import Iterator

from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.finding import Severity
from generator.languages.grafana.model import Reference, Variable
from generator.languages.grafana_sql.places import Place

_ESCAPES_NOTHING = ("raw", "csv", "text", "pipe", "distributed", "queryparam", "percentencode")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reference in subject.references:
        variable = subject.variables.get(reference.name)
        place = subject.places.at(reference.start)
        if variable is not None and place is not Place.COMMENT:
            yield from _judge(reference, variable, place is Place.LITERAL)


def _judge(reference: Reference, variable: Variable, quoted: bool) -> Iterator[Problem]:
    name, how, start = reference.name, reference.format, reference.start
    safe = f"write ${{{name}:sqlstring}} without quotes around it"
    if variable.text_box and how in (None, *_ESCAPES_NOTHING) and not quoted:
        yield Problem(f"what a viewer types into {name} becomes part of the query", safe, start)
    elif quoted and how == "raw":
        # What only the author can add is no way in, and breaks nothing as long as no value has a quote.
        breaks = variable.text_box or any("'" in value for value in variable.values)
        severity = Severity.ERROR if breaks else Severity.WARNING
        yield Problem(
            f"a quote in {name} ends the text here: raw escapes nothing", safe, start, severity=severity
        )
    elif quoted and variable.text_box and how in _ESCAPES_NOTHING:
        yield Problem(f"a quote that a viewer types into {name} ends the text here", safe, start)
    elif quoted and variable.text_box and how is None:
        yield Problem(
            f"{name} is typed by a viewer, and stands in quotes of the query's own",
            safe,
            start,
            severity=Severity.WARNING,
        )


RULE = Rule(
    "injection",
    "A value that is put in without being escaped can end the literal it stands in, and go on as SQL.",
    "query",
    Severity.ERROR,
    check,
)
