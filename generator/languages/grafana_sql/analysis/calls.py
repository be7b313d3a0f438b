"""What a function call gives, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from generator.languages.grafana_sql.analysis.model import Analysis, Fault
from generator.languages.grafana_sql.analysis.names import did_you_mean
from generator.languages.grafana_sql.analysis.other_dialects import OTHER_DIALECTS
from generator.languages.grafana_sql.analysis.overloads import (
    UNKNOWN,
    Choice,
    Type,
    agree,
    choose_function,
    common_type,
    display,
    takes,
)
from generator.languages.grafana_sql.catalog import Function, function_names, functions
from generator.languages.grafana_sql.parser.type_names import type_by_name
from generator.languages.grafana_sql.tree import Argument, Call, Expression

_VALUES = {
    "current_date": "date",
    "current_timestamp": "timestamptz",
    "current_time": "timetz",
    "localtimestamp": "timestamp",
    "localtime": "time",
}
_SPECIAL_TYPES = {
    "grouping": "int4",
    "position": "int4",
    "trim": "text",
    "overlay": None,
    "normalize": "text",
}


def is_aggregate(call: Call) -> bool:
    """Whether the call makes one value out of many rows (and none for each row, as behind OVER)."""
    return (
        call.over is None
        and not call.special
        and any(
            function.kind in ("aggregate", "ordered-set")
            or (function.kind == "hypothetical-set" and call.within_group)
            for function in functions(call.name)
        )
    )


class Calls:
    """Chooses functions. `types` of the arguments are known by then."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis

    def call(self, call: Call, given: Sequence[Type]) -> Type:
        """The type of a call whose arguments (those in WITHIN GROUP included) are of the given types."""
        if call.special:
            return self._special(call, given)
        known = functions(call.name)
        if len(call.names) > 1 and call.names[0].text != "pg_catalog":
            known = ()
        if not known:
            return self._unknown(call, given)
        if not self._fits_kind(call, known):
            return None
        if not given and not call.star and known[0].kind == "aggregate" and takes(call.name, 0):
            self._fault(
                "wrong-arguments", call.start, f"{call.name} takes an argument, or *", f"{call.name}(*)"
            )
            return None
        names = tuple(
            argument.name.text
            for argument in call.arguments
            if isinstance(argument, Argument) and argument.name
        )
        if any(isinstance(argument, Argument) and argument.name is None for argument in call.arguments):
            return None  # VARIADIC
        if call.name == "unnest" and len(given) > 1:
            return None  # in FROM it takes any number of arrays
        choice = choose_function(call.name, tuple(given), names)
        if choice is None:
            return self._no_choice(call, given, names)
        if choice.is_ambiguous:
            self._not_unique(call, given)
        self._coerce(call, choice)
        has_columns = choice.function is not None and choice.function.columns
        return self._row(choice.function) if choice.function and has_columns else choice.result

    def _row(self, function: Function) -> Type:
        return function.columns[0][1] if len(function.columns) == 1 else "record"

    def _coerce(self, call: Call, choice: Choice) -> None:
        expressions = [*call.arguments, *(key.expression for key in call.within_group or ())]
        for argument, wanted in zip(expressions, choice.wanted, strict=False):
            value = argument.value if isinstance(argument, Argument) else argument
            self.analysis.coercions.append((value, wanted))

    def _coerce_literals(self, nodes: Sequence[Expression], given: Sequence[Type], wanted: str) -> None:
        for node, type_ in zip(nodes, given, strict=True):
            if type_ == UNKNOWN:
                self.analysis.coercions.append((node, wanted))

    # --- functions with a syntax of their own ---

    def _special(self, call: Call, given: Sequence[Type]) -> Type:
        name = call.name
        if name in ("coalesce", "greatest", "least"):
            if not agree(given):
                shown = " and ".join(
                    dict.fromkeys(display(type_) for type_ in given if type_ not in (None, "unknown"))
                )
                first = next(type_ for type_ in given if type_ not in (None, UNKNOWN))
                place = next(
                    argument
                    for argument, type_ in zip(call.arguments, given, strict=True)
                    if not agree((first, type_))
                )
                self._fault(
                    "wrong-types", place.start, f"{name} cannot choose between {shown}", "cast one of them"
                )
                return None
            common = common_type(given)
            if common is not None:
                self._coerce_literals(call.arguments, given, common)
            return common
        if name == "nullif":
            return given[0] if given else None
        if name == "extract":
            choice = choose_function("extract", ("text", *given[1:]))
            if choice is None:
                self._fault("wrong-types", call.start, f"extract takes a time, not {display(given[1])}")
            elif choice.is_ambiguous:
                self._not_unique(call, given)
            return "numeric"
        if name == "substring":
            choice = choose_function("substring", tuple(given))
            if choice is None:
                self._fault("wrong-types", call.start, f"substring does not take {_listed(given)}")
            return choice.result if choice else None
        if name in _VALUES:
            return _VALUES[name]
        return _SPECIAL_TYPES.get(name, "name")

    # --- faults ---

    def _unknown(self, call: Call, given: Sequence[Type]) -> Type:
        name = call.name
        type_ = type_by_name(name)
        if type_ is not None and len(given) == 1:
            return type_  # a cast in the shape of a call
        if list(given) == ["record"]:
            return None  # a column in the shape of a call: level(l) is l.level
        other = OTHER_DIALECTS.get(name)
        hint = f"use {other}" if other else did_you_mean(name, function_names())
        self._fault("unknown-function", call.start, f"PostgreSQL has no function {name}", hint)
        return None

    def _fits_kind(self, call: Call, known: Sequence[Function]) -> bool:
        """Whether OVER, WITHIN GROUP, FILTER and DISTINCT stand where they may."""
        kinds = {function.kind for function in known}
        name = call.name
        if kinds == {"procedure"}:
            self._fault("unknown-function", call.start, f"{name} is a procedure, which a query cannot call")
        elif "ordered-set" in kinds and call.within_group is None:
            self._fault(
                "within-group",
                call.start,
                f"{name} needs WITHIN GROUP",
                f"{name}(0.95) WITHIN GROUP (ORDER BY value)" if name.startswith("percentile") else "",
            )
        elif call.within_group is not None and not kinds & {"ordered-set", "hypothetical-set"}:
            self._fault("within-group", call.start, f"{name} does not take WITHIN GROUP")
        elif call.over is not None and call.within_group is not None:
            self._fault("window-function", call.start, f"{name} takes no OVER")
        elif call.over is not None and call.distinct:
            self._fault(
                "window-function",
                call.start,
                "DISTINCT and OVER do not go together",
                "count in a query below",
            )
        elif "window" in kinds and call.over is None and call.within_group is None:
            self._fault("window-function", call.start, f"{name} needs OVER (...)")
        elif kinds == {"function"} and call.over is not None:
            self._fault(
                "window-function", call.start, f"{name} is no window function or aggregate, and takes no OVER"
            )
        elif kinds == {"function"} and (call.distinct or call.filter is not None or call.order_by):
            word = "DISTINCT" if call.distinct else "FILTER" if call.filter is not None else "ORDER BY"
            self._fault("aggregate-only", call.start, f"{name} is no aggregate, and takes no {word}")
        else:
            return True
        return False

    def _no_choice(self, call: Call, given: Sequence[Type], names: tuple[str, ...]) -> Type:
        name = call.name
        if not takes(name, len(given), names):
            counts = sorted({len(function.arguments) for function in functions(name)})
            self._fault(
                "wrong-arguments",
                call.start,
                f"{name} does not take {_counted(len(given), names)}",
                f"it takes {_either(counts)}" if len(counts) < 5 and not names else "",
            )
            return None
        type_ = type_by_name(name)
        if type_ is not None and len(given) == 1:
            return type_
        self._fault(
            "wrong-types", call.start, f"{name} does not take {_listed(given)}", _cast_hint(name, given)
        )
        return None

    def _not_unique(self, call: Call, given: Sequence[Type]) -> None:
        self._fault(
            "wrong-types",
            call.start,
            f"several functions {call.name} take {_listed(given)}, and PostgreSQL does not choose",
            "cast a literal: '...'::timestamptz, '...'::numeric",
        )

    def _fault(self, rule: str, start: int, message: str, hint: str = "") -> None:
        self.analysis.faults.append(Fault(rule, start, message, hint))


def _counted(count: int, names: tuple[str, ...]) -> str:
    if names:
        return f"arguments by the names {', '.join(names)}"
    return "one argument" if count == 1 else f"{count or 'no'} arguments"


def _either(counts: Sequence[int]) -> str:
    words = [str(count) if count else "none" for count in counts]
    return " or ".join(words)


def _listed(given: Sequence[Type]) -> str:
    return f"({', '.join('a literal' if type_ == 'unknown' else display(type_) for type_ in given)})"


def _cast_hint(name: str, given: Sequence[Type]) -> str:
    if (
        given
        and given[0] == "text"
        and name in ("sum", "avg", "round", "abs", "ceil", "floor", "stddev", "variance")
    ):
        return "cast the text: (...)::numeric"
    if name == "round" and given and given[0] in ("float8", "float4"):
        return "round to digits takes numeric: cast with ::numeric"
    return ""
