"""Whatever an author writes, formulas and templates are read, refused, or said to be unsupported."""

from __future__ import annotations

import contextlib
import math

from hypothesis import example, given
from hypothesis import strategies as st

from generator.alerting.evaluation.mathexp.command import math_command
from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate
from generator.alerting.evaluation.template.execute import execute
from generator.alerting.evaluation.template.functions import FUNCTIONS
from generator.alerting.evaluation.template.objects import Data, Labels, Value
from generator.alerting.evaluation.template.parse import parse
from generator.alerting.evaluation.values import Number, StepError, Values

NUMBERS: dict[str, Values] = {
    "A": (Number(5.0, {"a": "b"}), Number(None, {"a": "c"})),
    "B": (Number(math.nan),),
}
DATA = Data(
    Labels(category="auth", level="ERROR"),
    {"A": Value(Labels(), 12.5), "B": Value(Labels(category="auth"), math.nan)},
    12.5,
)
WORDS = [
    *[
        "{{",
        "}}",
        "{{-",
        "-}}",
        "|",
        "(",
        ")",
        ".",
        ":=",
        "=",
        ",",
        " ",
        "$",
        "$x",
        '"a"',
        "`b`",
        "'c'",
        "1",
        "2.5",
        "-",
    ],
    *[
        "$labels",
        "$values",
        "$value",
        ".Labels",
        ".category",
        ".A",
        ".Value",
        "nil",
        "true",
        "/* c */",
        "text",
    ],
    *["if", "else", "end", "range", "with", "define", "template", "block", "break", "continue", *FUNCTIONS],
]


@given(st.text(alphabet="0123456789.eE+-*/%<>=!&|()$AB{}_ absno,\"'", max_size=30))
@example("${A")
def test_any_formula(text: str) -> None:
    with contextlib.suppress(StepError):
        command = math_command({"expression": text})
        if set(command.needs) <= NUMBERS.keys():  # building the rule sees to that
            command.execute(NUMBERS)


def _render(text: str) -> None:
    variables = {"$labels": DATA.Labels, "$values": DATA.Values, "$value": DATA.Value}
    with contextlib.suppress(TemplateFailure, UnsupportedTemplate):
        execute(parse(text, FUNCTIONS.keys(), variables.keys()), DATA, variables)


@given(st.lists(st.sampled_from(WORDS), max_size=14))
@example(["and", "and"])
def test_any_template(words: list[str]) -> None:
    _render(" ".join(words))
    _render("{{" + " ".join(words) + "}}")


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(WORDS), max_size=4))
def test_any_call(name: str, words: list[str]) -> None:
    _render("{{ " + " ".join([name, *words]) + " }}")


@given(st.text(alphabet="%+-# 0123456789.*sdvqxXfgetTo[]a", max_size=12))
def test_any_format(text: str) -> None:
    _render('{{ printf "' + text + '" $value 5 "x" $labels $values.A nil }}')


@given(st.text(alphabet="ab(|)[]^$*+?{}1,.\\pdwsS:-=!<>P", max_size=12))
def test_any_pattern(text: str) -> None:
    _render("{{ match `" + text + "` `ab` }}{{ reReplaceAll `" + text + "` `$1x` `aab` }}")
