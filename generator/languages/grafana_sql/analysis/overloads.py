"""Which operator and which function PostgreSQL takes for the types at hand.

Types are the catalog's short names. `UNKNOWN` is a literal that has no type yet, and fits anywhere.
None is a type that is not known here, and fits anywhere as well; what depends on it is not known either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

import attrs

from generator.languages.grafana_sql.catalog import (
    Function,
    casts,
    functions,
    implicit_casts,
    operators,
    types,
)

UNKNOWN = "unknown"
Type = str | None

_STRINGS = frozenset({"text", "varchar", "bpchar", "name", "char"})
_POLYMORPHIC = frozenset(
    {
        "any",
        "anyelement",
        "anyarray",
        "anynonarray",
        "anyenum",
        "anyrange",
        "anymultirange",
        "anycompatible",
        "anycompatiblearray",
        "anycompatiblenonarray",
        "anycompatiblerange",
        "anycompatiblemultirange",
        "record",
        "record[]",
    }
)


def is_array(type_: str) -> bool:
    return type_.endswith("[]")


def display(type_: Type) -> str:
    """A type by the name PostgreSQL shows."""
    if type_ is None:
        return "?"
    base = type_.removesuffix("[]")
    known = types().get(base)
    return (known.display if known else base) + type_[len(base) :]


def category(type_: Type) -> str:
    """pg_type's category: Number, String, Date or time, Time span, Boolean, Array ...; "" when not known."""
    if type_ is None or type_ == UNKNOWN:
        return ""
    if is_array(type_):
        return "A"
    known = types().get(type_)
    return known.category if known else ""


@cache
def fits(source: Type, target: str) -> bool:
    """Whether a value of the source type goes where the target type is wanted, without being asked."""
    if source is None or source in (UNKNOWN, target):
        return True
    if target in _POLYMORPHIC:
        return _fits_polymorphic(source, target)
    if source in ("record", "record[]"):
        return True
    if is_array(source) and is_array(target):
        return fits(source[:-2], target[:-2])
    return (source, target) in implicit_casts()


def _fits_polymorphic(source: str, target: str) -> bool:
    array, ranges = is_array(source), category(source) == "R"
    if _is_array_family(target):
        return array
    if target.endswith("nonarray"):
        return not array
    if target.endswith("range"):
        return ranges
    if target == "record":
        return source == "record"
    return target not in ("anyenum", "record[]")


@cache
def converts(source: Type, target: Type) -> bool:
    """Whether `source::target` is defined; a text converts to and from anything."""
    if source is None or target is None or source in (UNKNOWN, target, "record"):
        return True
    if source in _STRINGS or target in _STRINGS:
        return True
    if is_array(source) and is_array(target):
        return converts(source[:-2], target[:-2])
    return (source, target) in casts()


@attrs.frozen
class Choice:
    """What was taken: the types it wants, and the type it gives (None when that is not known).

    PostgreSQL refuses to choose where it is ambiguous: several do, and no argument decides.
    """

    wanted: tuple[str, ...]
    result: Type
    function: Function | None = None
    is_ambiguous: bool = False


@cache
def choose_operator(name: str, left: Type, right: Type) -> Choice | None:
    """The operator for these operands; None when there is none. A left of "" asks for a prefix operator."""
    rows = operators().get(name, ())
    known_left = right if left == UNKNOWN else left
    known_right = left if right == UNKNOWN else right
    exact = [row for row in rows if row[0] == known_left and row[1] == known_right]
    if exact and left != "":
        return Choice(exact[0][:2], exact[0][2])
    fitting = [
        row
        for row in rows
        if (row[0] == left if "" in (left, row[0]) else fits(left, row[0])) and fits(right, row[1])
    ]
    given = (right,) if left == "" else (left, right)
    candidates = [
        Choice((row[1],) if left == "" else row[:2], _result(row[2], row[:2], (left, right)))
        for row in fitting
    ]
    return _best(candidates, given)


def _fits_left(left: Type, wanted: str) -> bool:
    return left == wanted if "" in (left, wanted) else fits(left, wanted)


@cache
def choose_function(name: str, arguments: tuple[Type, ...], names: tuple[str, ...] = ()) -> Choice | None:
    """The function for these arguments, the last ones given by `names`; None when there is none."""
    candidates = [
        Choice(wanted, _result(function.returns, wanted, arguments), function)
        for function in functions(name)
        if (wanted := _wanted(function, len(arguments), names)) is not None
        and all(map(fits, arguments, wanted))
        and _consistent(wanted, arguments)
    ]
    return _best(candidates, arguments)


def takes(name: str, count: int, names: tuple[str, ...] = ()) -> bool:
    """Whether a function of that name takes so many arguments, the last ones by these names."""
    return any(_wanted(function, count, names) is not None for function in functions(name))


def _wanted(function: Function, count: int, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """The types that the function wants of `count` arguments; None when it does not take so many."""
    wanted = function.arguments
    if names:
        places = {name: place for place, name in enumerate(function.argument_names) if name}
        if any(name not in places or places[name] < count - len(names) for name in names):
            return None
        required = set(range(len(wanted) - function.defaults))
        if required - set(range(count - len(names))) - {places[name] for name in names}:
            return None
        return (*wanted[: count - len(names)], *(wanted[places[name]] for name in names))
    if function.variadic and count >= len(wanted):
        last = wanted[-1]
        element = last if last == "any" else "anyelement" if last == "anyarray" else last.removesuffix("[]")
        return (*wanted[:-1], *([element] * (count - len(wanted) + 1)))
    if len(wanted) - function.defaults <= count <= len(wanted):
        return wanted[:count]
    return None


def _consistent(wanted: Sequence[str], given: Sequence[Type]) -> bool:
    """Whether the arguments that must be of one type are: `anyelement`, not `anycompatible`."""
    elements = {
        type_ if want in ("anyelement", "anynonarray") else type_[:-2]
        for want, type_ in zip(wanted, given, strict=False)
        if type_ is not None and type_ != UNKNOWN and want in ("anyelement", "anynonarray", "anyarray")
    }
    return len(elements) < 2


def _result(result: str, wanted: Sequence[str], given: Sequence[Type]) -> Type:
    """The result type, with what stands for any type put in."""
    if result not in _POLYMORPHIC or result in ("record", "record[]"):
        return result
    family = "anycompatible" if result.startswith("anycompatible") else "any"
    elements: list[str] = []
    for want, type_ in zip(wanted, given, strict=False):
        if type_ is None:
            return None
        if want in _POLYMORPHIC and want.startswith(family) and type_ != UNKNOWN:
            elements.append(type_[:-2] if _is_array_family(want) else type_)
    common = common_type(elements) if elements else None
    if common is None or "range" in result:
        return common if result == "anyrange" else None
    return f"{common}[]" if _is_array_family(result) else common


def _is_array_family(name: str) -> bool:
    """Whether the pseudo-type stands for any array."""
    return name.endswith("array") and not name.endswith("nonarray")


def _best(candidates: Sequence[Choice], given: Sequence[Type]) -> Choice | None:
    """PostgreSQL's way to choose among several (func_select_candidate in parse_func.c)."""
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    if None in given:
        return _unsure(candidates)
    candidates = _most(candidates, given, lambda want, type_: want == type_)
    candidates = _most(candidates, given, _is_preferred)
    if len(candidates) > 1 and UNKNOWN in given:
        candidates = _by_category(candidates, given)
        if len(candidates) > 1:
            candidates = _by_known_type(candidates, given)
    if len(candidates) == 1:
        return candidates[0]
    return attrs.evolve(_unsure(candidates), is_ambiguous=UNKNOWN in given)


def _unsure(candidates: Sequence[Choice]) -> Choice:
    """What all candidates have in common."""
    first = candidates[0]
    same_result = len({candidate.result for candidate in candidates}) == 1
    wanted = tuple(
        want if all(candidate.wanted[place] == want for candidate in candidates) else "any"
        for place, want in enumerate(first.wanted)
    )
    return Choice(wanted, first.result if same_result else None, first.function)


def _is_preferred(want: str, type_: Type) -> bool:
    known = types().get(want)
    return want == type_ or (known is not None and known.preferred and category(type_) == known.category)


def _most(
    candidates: Sequence[Choice], given: Sequence[Type], matches: Callable[[str, Type], bool]
) -> Sequence[Choice]:
    """The candidates that match in the most places; a literal without a type matches nothing."""
    counts = [
        sum(
            type_ != UNKNOWN and matches(want, type_)
            for want, type_ in zip(candidate.wanted, given, strict=False)
        )
        for candidate in candidates
    ]
    return [candidate for candidate, count in zip(candidates, counts, strict=True) if count == max(counts)]


def _by_category(candidates: Sequence[Choice], given: Sequence[Type]) -> Sequence[Choice]:
    """Take an untyped literal for a string where some candidate wants one, else for what all want."""
    kept = list(candidates)
    for place, type_ in enumerate(given):
        if type_ != UNKNOWN:
            continue
        categories = {category(candidate.wanted[place]) for candidate in candidates}
        if len(categories) > 1 and "S" not in categories:
            return candidates
        chosen = "S" if len(categories) > 1 else next(iter(categories))
        fitting = [candidate for candidate in candidates if category(candidate.wanted[place]) == chosen]
        preferred = {
            candidate.wanted[place]
            for candidate in fitting
            if (known := types().get(candidate.wanted[place])) is not None and known.preferred
        }
        kept = [
            candidate
            for candidate in kept
            if candidate in fitting and (not preferred or candidate.wanted[place] in preferred)
        ]
    return kept or candidates


def _by_known_type(candidates: Sequence[Choice], given: Sequence[Type]) -> Sequence[Choice]:
    """Take the untyped literals for the one type that all other arguments have."""
    known = set(given) - {UNKNOWN}
    if len(known) != 1:
        return candidates
    (type_,) = known
    fitting = [candidate for candidate in candidates if all(fits(type_, want) for want in candidate.wanted)]
    return fitting if len(fitting) == 1 else candidates


def common_type(given: Iterable[Type]) -> Type:
    """The type that UNION, CASE, COALESCE and ARRAY give to values of these types, or None."""
    types_ = list(given)
    if any(type_ is None for type_ in types_):
        return None
    known = [type_ for type_ in types_ if type_ != UNKNOWN]
    if not known:
        return "text" if types_ else None
    chosen = known[0]
    for type_ in known[1:]:
        assert type_ is not None and chosen is not None  # noqa: S101, PT018
        if type_ == chosen:
            continue
        chosen_type = types().get(chosen)
        if not (chosen_type and chosen_type.preferred) and fits(chosen, type_) and not fits(type_, chosen):
            chosen = type_
        elif not fits(type_, chosen):
            return None
    return chosen


def agree(given: Iterable[Type]) -> bool:
    """Whether there is a common type, as far as the types are known."""
    known = [type_ for type_ in given if type_ not in (None, UNKNOWN, "record")]
    categories = {category(type_) for type_ in known}
    return len(categories) < 2
