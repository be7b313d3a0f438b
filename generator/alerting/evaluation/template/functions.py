"""The functions that a template of an alert may call.

Source: Go's text/template/funcs.go, prometheus template.go, and grafana ngalert/state/template/funcs.go.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote_plus

import attrs

from generator.alerting.durations import parse_duration
from generator.alerting.evaluation.template.addresses import explore_link, strip_domain, strip_port
from generator.alerting.evaluation.template.compare import COMPARISONS, equal
from generator.alerting.evaluation.template.errors import TemplateFailure, UnsupportedTemplate
from generator.alerting.evaluation.template.humanize import (
    humanize,
    humanize1024,
    humanize_duration,
    humanize_percentage,
    humanize_timestamp,
    to_time,
)
from generator.alerting.evaluation.template.objects import MISSING, Labels, Value, type_name
from generator.alerting.evaluation.template.printing import formatted, lines, printed
from generator.alerting.evaluation.template.regular import compiled, replaced

_WORD = re.compile(r"[^\W_][\w]*(?:['’.:][^\W\d_]\w*)*")
_FIRST_LETTER = re.compile(r"[^\W\d_]")


@attrs.frozen
class Function:
    """`takes` are the types of the arguments, of which `object` is any; the last one of many where `many`."""

    call: Callable[..., Any]
    takes: tuple[type, ...] = (object,)
    many: bool = False


def called(name: str, arguments: Sequence[Any]) -> Any:
    """What a function returns. Raises TemplateFailure where Go does: the wrong arguments, or an error."""
    function = FUNCTIONS[name]
    arguments = [None if argument is MISSING else argument for argument in arguments]
    wanted = len(function.takes)
    if len(arguments) < wanted - function.many or (len(arguments) > wanted and not function.many):
        least = f"at least {wanted - 1}" if function.many else str(wanted)
        raise TemplateFailure(f"wrong number of args for {name}: want {least} got {len(arguments)}")
    for index, argument in enumerate(arguments):
        _check(argument, function.takes[min(index, wanted - 1)])
    try:
        return function.call(*arguments)
    except TemplateFailure as failure:
        raise TemplateFailure(f"error calling {name}: {failure}") from None


def _check(argument: Any, wanted: type) -> None:
    if wanted is object:
        return
    if argument is None:
        if wanted is str:
            raise TemplateFailure("invalid value; expected string")
        return
    if not isinstance(argument, wanted):
        name = type_name(wanted()) if wanted in {str, Labels} else "map[string]template.Value"
        raise TemplateFailure(f"wrong type for value; expected {name}; got {type_name(argument)}")


def _args(*values: Any) -> Args:
    return Args({f"arg{index}": value for index, value in enumerate(values)})


class Args(dict[str, Any]):
    """What `args` makes for a template to be called with."""


def _html(*values: Any) -> str:
    """By HTMLEscape, which writes quotes as numbers."""
    return html.escape(_sprinted(values)).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


def _sprinted(values: Sequence[Any]) -> str:
    """As `html` and `urlquery` see their arguments: nothing is a text there."""
    return printed([MISSING.value if value is None else value for value in values])


def _title(text: str) -> str:
    """The first letter of each word in upper case, the others as they are."""
    return _WORD.sub(lambda word: _FIRST_LETTER.sub(lambda letter: letter[0].upper(), word[0], 1), text)


def _match(pattern: str, text: str) -> bool:
    return compiled(pattern).search(text) is not None


def _filter(labels: Labels | None, keep: Callable[[str], bool]) -> Labels:
    return Labels({name: value for name, value in (labels or {}).items() if keep(name)})


def _merged(values: Mapping[str, Value] | None) -> Labels:
    """The values of each label over all steps, each once, by commas."""
    found: dict[str, set[str]] = {}
    for value in (values or {}).values():
        for name, text in value.Labels.items():
            found.setdefault(name, set()).add(text)
    return Labels({name: ", ".join(sorted(texts)) for name, texts in found.items()})


def _seconds(text: str) -> float:
    length = parse_duration(text)
    if length is None:
        raise TemplateFailure(f'not a valid duration string: "{text}"')
    return length.total_seconds()


def _index(item: Any, *keys: Any) -> Any:
    if item is None:
        raise TemplateFailure("index of untyped nil")
    for key in keys:
        if isinstance(item, Mapping):
            if not isinstance(key, str):
                raise TemplateFailure(f"value has type {type_name(key)}; should be string")
            item = item.get(key, _zero(item))
        elif isinstance(item, str):
            item = item.encode()[_bound(key, len(item.encode()) - 1)]
        else:
            raise TemplateFailure(f"can't index item of type {type_name(item)}")
    return item


def _zero(holder: Mapping[str, Any]) -> Any:
    """What Go's `index` finds in a map under a key that is not there."""
    if isinstance(holder, Labels):
        return ""
    return MISSING if isinstance(holder, Args) else Value(Labels(), 0.0)


def _length(item: Any) -> int:
    if isinstance(item, str):
        return len(item.encode())
    if isinstance(item, Mapping | list):
        return len(item)
    raise TemplateFailure(
        "len of nil pointer" if item in (None, MISSING) else f"len of type {type_name(item)}"
    )


def _slice(text: Any, *bounds: Any) -> str:
    """By bytes, as Go counts them."""
    if not isinstance(text, str) or len(bounds) > 2:
        raise TemplateFailure(f"can't slice item of type {type_name(text)} so")
    encoded = text.encode()
    start, end = [*(_bound(each, len(encoded)) for each in bounds), *(0, len(encoded))[len(bounds) :]]
    if start > end:
        raise TemplateFailure(f"invalid slice index: {start} > {end}")
    return encoded[start:end].decode(errors="replace")


def _bound(number: Any, most: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool):
        raise TemplateFailure(f"cannot index slice/array with type {type_name(number)}")
    if not 0 <= number <= most:
        raise TemplateFailure(f"index out of range: {number}")
    return number


def _absent(name: str) -> Function:
    """A function of Prometheus that Grafana knows and that has nothing to work on there."""

    def refuse(*_arguments: Any) -> Any:
        raise UnsupportedTemplate(f"{name} asks Prometheus, which Grafana's alert templates cannot")

    return Function(refuse, many=True)


def _never(*_arguments: Any) -> Any:
    raise AssertionError("and, or: the execution decides which arguments are computed")


FUNCTIONS: Mapping[str, Function] = {
    "and": Function(_never, many=True),
    "or": Function(_never, many=True),
    "not": Function(lambda value: not true(value)),
    "eq": Function(equal, (object, object), many=True),
    **{name: Function(compare, (object, object)) for name, compare in COMPARISONS.items()},
    "len": Function(_length),
    "index": Function(_index, (object, object), many=True),
    "slice": Function(_slice, (object, object), many=True),
    "print": Function(lambda *values: printed(values), many=True),
    "printf": Function(lambda text, *values: formatted(text, values), (str, object), many=True),
    "println": Function(lambda *values: lines(values), many=True),
    "html": Function(_html, many=True),
    "urlquery": Function(lambda *values: quote_plus(_sprinted(values)), many=True),
    "js": _absent("js"),
    "call": _absent("call"),
    "args": Function(_args, many=True),
    "reReplaceAll": Function(replaced, (str, str, str)),
    "match": Function(_match, (str, str)),
    "safeHtml": Function(str, (str,)),
    "title": Function(_title, (str,)),
    "toUpper": Function(str.upper, (str,)),
    "toLower": Function(str.lower, (str,)),
    "stripPort": Function(strip_port, (str,)),
    "stripDomain": Function(strip_domain, (str,)),
    "humanize": Function(humanize),
    "humanize1024": Function(humanize1024),
    "humanizeDuration": Function(humanize_duration),
    "humanizePercentage": Function(humanize_percentage),
    "humanizeTimestamp": Function(humanize_timestamp),
    "toTime": Function(to_time),
    "parseDuration": Function(_seconds, (str,)),
    "graphLink": Function(explore_link(instant=False), (str,)),
    "tableLink": Function(explore_link(instant=True), (str,)),
    "filterLabels": Function(lambda labels, name: _filter(labels, name.__eq__), (Labels, str)),
    "filterLabelsRe": Function(lambda labels, text: _filter(labels, partial(_match, text)), (Labels, str)),
    "removeLabels": Function(lambda labels, name: _filter(labels, name.__ne__), (Labels, str)),
    "removeLabelsRe": Function(
        lambda labels, text: _filter(labels, lambda name: not _match(text, name)), (Labels, str)
    ),
    "mergeLabelValues": Function(_merged, (dict,)),
    **{name: _absent(name) for name in ("query", "first", "label", "value", "strvalue", "sortByLabel")},
    "externalURL": Function(lambda: _address(), ()),
    "pathPrefix": Function(lambda: _address(), ()),
}


def _address() -> str:
    raise UnsupportedTemplate("Grafana's own address is not known here")


def true(value: Any) -> bool:
    """Whether Go's templates take a value for true: what is not zero and not empty; a structure always."""
    if value is MISSING or value is None:
        return False
    if isinstance(value, Value) or attrs.has(type(value)):
        return True
    return bool(value)
