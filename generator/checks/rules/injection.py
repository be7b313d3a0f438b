from __future__ import annotations

from collections.abc import Iterator

from generator.checks.finding import Severity
from generator.checks.query_subject import QuerySubject
from generator.checks.rule import Problem, Rule
from generator.languages.grafana_sql.lexer import Kind
from generator.languages.grafana_sql.model import Reference, Variable

_ESCAPES_NOTHING = ("raw", "csv", "text", "pipe", "distributed", "queryparam", "percentencode")


def check(subject: QuerySubject) -> Iterator[Problem]:
    for reference in subject.references:
        variable = subject.variables.get(reference.name)
        if variable is None or subject.in_comment(reference.start, reference.end):
            continue
        yield from _judge(reference, variable, _in_literal(subject, reference))


def _judge(reference: Reference, variable: Variable, quoted: bool) -> Iterator[Problem]:
    name, how, start = reference.name, reference.format, reference.start
    safe = f"write ${{{name}:sqlstring}} without quotes around it"
    if variable.text_box and how in (None, *_ESCAPES_NOTHING) and not quoted:
        yield Problem(f"what a viewer types into {name} becomes part of the query", safe, start)
    elif quoted and how == "raw":
        yield Problem(f"a quote in {name} ends the text here: raw escapes nothing", safe, start)
    elif quoted and variable.text_box and how in _ESCAPES_NOTHING:
        yield Problem(f"a quote that a viewer types into {name} ends the text here", safe, start)
    elif quoted and variable.text_box and how is None:
        yield Problem(
            f"{name} is typed by a viewer, and stands in quotes of the query's own",
            safe,
            start,
            severity=Severity.WARNING,
        )


def _in_literal(subject: QuerySubject, reference: Reference) -> bool:
    return any(
        token.start < reference.start < token.end
        for token in subject.source_tokens
        if token.kind in (Kind.STRING, Kind.UNTERMINATED)
    )


RULE = Rule(
    "injection",
    "A value that is put in without being escaped can end the literal it stands in, and go on as SQL.",
    "query",
    Severity.ERROR,
    check,
)
