"""`# allow: RULE reason` in a dashboard module: an exception for what is made on that line, or the next."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from generator.checks.catalogue import descriptions
from generator.checks.exceptions import UNKNOWN, UNUSED
from generator.finding import Finding, Severity
from generator.suggest import did_you_mean

_ALLOW = re.compile(r"#\s*allow:\s*(?P<rule>[\w-]*):?\s*(?P<reason>.*)")

_NO_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


@attrs.frozen
class ModuleException:
    """An exception: where it is written, and the line of code it speaks of."""

    rule: str
    reason: str
    line: int
    column: int
    about: int


def apply(findings: Sequence[Finding], modules: Iterable[Path]) -> list[Finding]:
    """What the modules' exceptions leave of the findings, and the exceptions that are of no use."""
    excepted = {path: tuple(module_exceptions(path)) for path in modules}
    left = [finding for finding in findings if not _is_excused(finding, excepted)]
    found = {(finding.path, finding.line, finding.rule) for finding in findings}
    for path, exceptions in excepted.items():
        left += (
            _complaint(path, exception)
            for exception in exceptions
            if not exception.reason or (path, exception.about, exception.rule) not in found
        )
    return left


def module_exceptions(path: Path) -> Iterator[ModuleException]:
    """The exceptions in a module that Python could load."""
    with tokenize.open(path) as file:
        tokens = list(tokenize.generate_tokens(file.readline))
    code = sorted({token.start[0] for token in tokens if token.type not in _NO_CODE})
    for token in tokens:
        match = _ALLOW.fullmatch(token.string) if token.type == tokenize.COMMENT else None
        if match is not None:
            line, column = token.start
            about = next((number for number in code if number >= line), line)
            yield ModuleException(match["rule"], match["reason"].strip(), line, column + 1, about)


def _is_excused(finding: Finding, excepted: Mapping[Path, Sequence[ModuleException]]) -> bool:
    return any(
        exception.reason and (exception.rule, exception.about) == (finding.rule, finding.line)
        for exception in excepted.get(finding.path, ())
    )


def _complaint(path: Path, exception: ModuleException) -> Finding:
    rules = descriptions()
    if exception.rule not in rules:
        rule, message = UNKNOWN, f"there is no rule {exception.rule}".rstrip()
        hint = did_you_mean(exception.rule, rules)
    elif not exception.reason:
        rule, message = UNUSED, f"no reason is given to allow {exception.rule}"
        hint = "write # allow: RULE why it is right here"
    else:
        rule, message = UNUSED, f"{exception.rule} finds nothing here, so there is nothing to allow"
        hint = "remove it"
    return Finding(path, exception.line, exception.column, rule, Severity.ERROR, message, hint)
