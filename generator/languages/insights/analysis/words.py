"""What to say of a name that means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from generator.languages.insights.analysis.model import EXTRA_KEY, GONE, UNKNOWN_FIELD
from generator.languages.insights.analysis.scope import Scope
from generator.languages.insights.record import EXTRA, TIME, TIMESTAMP
from generator.languages.insights.tree import Fault, Field
from generator.suggest import nearest

_IN_EXTRA = f"{EXTRA}."

_LISTED = 6
"""How many names a message lists at most."""

_SUGGESTED = 20
"""To how many unknown names of a query the nearest known one is sought: that takes longer than all else."""

_BARE = re.compile(r"[A-Za-z_@][\w@.]*", re.ASCII)


class Words:
    """Makes the faults of one query's unknown names."""

    def __init__(self) -> None:
        self._sought: dict[tuple[Scope, str], str | None] = {}

    def unknown(self, field: Field, scope: Scope) -> Fault:
        """That a field does not exist, or does not any more."""
        name = field.name
        if any(before.find(field.path) for before in scope.ended()):
            return self._gone(field, scope)
        if scope.record is None:
            message = f"{scope.word} makes no column {name}: there is only {_list(scope)}"
            near = self.nearest(name, scope)
            hint = f"did you mean {near}?" if near else ""
        elif name == EXTRA:
            message = f"{EXTRA} is an object, and no field itself"
            key = next(
                (known for known in scope.record.fields if known.startswith(_IN_EXTRA)), f"{EXTRA}.key"
            )
            hint = f"name one of its keys, such as {key}"
        else:
            message = f"there is no field {name}"
            near = self.nearest(name, scope)
            written = name if _BARE.fullmatch(name) else f'"{name}"'
            hint = (
                f"did you mean {near}?"
                if near
                else f"if other logs have it, declare it: # fields: {written} text"
            )
        return Fault(UNKNOWN_FIELD, field.start, field.end, message, hint)

    def unlisted(self, field: Field, scope: Scope) -> Fault:
        """That the contract does not list a key of `extra`."""
        key = field.name.removeprefix(_IN_EXTRA)
        listed = (name for name in self._fields(scope) if name.startswith(_IN_EXTRA))
        near = self._sought_for(scope, key, tuple(name.removeprefix(_IN_EXTRA) for name in listed))
        message = f"the contract knows no key {key} in {EXTRA}"
        hint = f"name it there, or in the header: # fields: {field.name} text"
        return Fault(
            EXTRA_KEY, field.start, field.end, message, f"did you mean {_IN_EXTRA}{near}?" if near else hint
        )

    def nearest(self, name: str, scope: Scope) -> str | None:
        """The name in the scope that was probably meant."""
        known = (*scope.made, *self._fields(scope))
        if name.startswith("@"):
            if name[1:] in known:
                return name[1:]
            known = tuple(each for each in known if each.startswith("@"))
        return self._sought_for(scope, name, known)

    def _sought_for(self, scope: Scope, name: str, known: tuple[str, ...]) -> str | None:
        key = (scope, name)
        if key not in self._sought and len(self._sought) < _SUGGESTED:
            self._sought[key] = _nearest(name, known)
        return self._sought.get(key)

    def _fields(self, scope: Scope) -> Iterable[str]:
        return scope.record.fields if scope.record is not None else ()

    def _gone(self, field: Field, scope: Scope) -> Fault:
        name = field.name
        message = f"{name} is gone after {scope.word}: there is only {_list(scope)}"
        times = [made for made, column in scope.made.items() if column.type is TIME]
        if name == TIMESTAMP and times:
            hint = f"the time is {times[0]} here"
        elif name == TIMESTAMP:
            hint = f"hand it on: {scope.word} max({TIMESTAMP}) as @t"
        elif scope.word.lower() == "stats":
            hint = f"read it before, or hand it on: {scope.word} latest({name}) as ..., or by {name}"
        else:
            hint = f"read it before {scope.word}"
        return Fault(GONE, field.start, field.end, message, hint)


@lru_cache(maxsize=256)  # what one query gets wrong, those beside it do too
def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    return nearest(name, known)


def _list(scope: Scope) -> str:
    listed = ", ".join(islice(scope.made, _LISTED))
    return f"{listed}, ..." if len(scope.made) > _LISTED else listed or "nothing"
