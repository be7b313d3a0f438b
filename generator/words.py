"""What holds for the words of every resource: uids, names, texts, and choices among Grafana's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from generator.errors import Location
from generator.mistakes import mistake
from generator.suggest import did_you_mean

UID_LENGTH = 40
NAME_LENGTH = 190
"""Grafana's limits: of the uids of all resources, and, in bytes, of the titles of rules and of groups."""

_UID = re.compile(r"[A-Za-z0-9_-]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What no database and no file of UTF-8 takes."""

_CONTROL = re.compile("[\x01-\x1f\x7f-\x9f\u2028\u2029]")

T = TypeVar("T")


def checked_uid(uid: str, what: str, location: Location | None = None) -> str:
    """The uid of `what` as it is. Raises LogloomError for one that Grafana refuses."""
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        raise mistake(f"the uid {uid!r} of {what} is none", "use letters, digits, - and _ only", location)
    if len(uid) > UID_LENGTH:
        raise mistake(
            f"the uid {uid!r} of {what} has {len(uid)} characters",
            f"Grafana takes at most {UID_LENGTH}",
            location,
        )
    return uid


def checked_name(name: str, what: str, location: Location | None = None) -> str:
    """The name or title of `what` as it is.

    Raises LogloomError for none, for one that is too long or not one line, and for blanks around it: Grafana
    keeps them in one place and takes them off in another.
    """
    text(name, f"the name of {what}", location)
    if not name.strip():
        raise mistake(f"{what} has no name", "a text: people find it by that", location)
    if name != name.strip():
        raise mistake(f"the name {name!r} of {what} has blanks around it", "take them off", location)
    if found := _CONTROL.search(name):
        raise mistake(
            f"the name {name!r} of {what} holds {found[0]!r}", "write it in one line of text", location
        )
    if (length := len(name.encode())) > NAME_LENGTH:
        raise mistake(
            f"the name of {what} has {length} bytes", f"Grafana takes at most {NAME_LENGTH}", location
        )
    return name


def one_of(word: str, known: Iterable[str], what: str, location: Location | None = None) -> str:
    """The word as it is. Raises LogloomError for one that is not among the known ones."""
    choices = tuple(known)
    if word not in choices:
        raise mistake(f"there is no {what} {word!r}", did_you_mean(word, choices), location)
    return word


def some_of(
    words: Iterable[str], known: Iterable[str], argument: str, what: str, location: Location | None = None
) -> tuple[str, ...]:
    """The words of an argument. Raises LogloomError for a single text, and for a word that is not known."""
    choices = tuple(known)
    return tuple(one_of(word, choices, what, location) for word in texts(words, argument, location))


def text(value: str, what: str, location: Location | None = None) -> str:
    """The text as it is. Raises LogloomError for what is none, and for what cannot be stored."""
    if not isinstance(value, str):
        raise mistake(f"{what} is {_kind(value)} {value!r}", "write a text", location)
    if found := _UNSTORABLE.search(value):
        raise mistake(f"{what} holds {found[0]!r}", "no file and no database takes that", location)
    return value


def flag(value: bool, what: str, location: Location | None = None) -> bool:
    """The truth value as it is. Raises LogloomError for anything that only counts as one, as "no" does."""
    if not isinstance(value, bool):
        raise mistake(f"{what} is {_kind(value)} {value!r}", "write True or False", location)
    return value


def texts(given: Iterable[str], what: str, location: Location | None = None) -> tuple[str, ...]:
    """The texts. Raises LogloomError for a single text in place of several, and for what is none."""
    if isinstance(given, list | tuple) and all(isinstance(each, str) for each in given):
        return tuple(text(each, what, location) for each in given)
    single = isinstance(given, str | int | float)
    many = isinstance(given, list | tuple) and all(isinstance(each, str | int | float) for each in given)
    meant: Any = [str(given)] if single else [str(each) for each in given] if many else "[...]"
    raise mistake(f"{what}={given!r} is no list of texts", f"write {what}={meant}", location)


def mapping(given: Mapping[str, T], what: str, location: Location | None = None) -> dict[str, T]:
    """The mapping. Raises LogloomError for what is none, and for a name in it that is no text."""
    if not isinstance(given, Mapping):
        raise mistake(f"{what} are {_kind(given)} {given!r}", 'write {"name": ...}', location)
    return {text(name, f"a name among {what}", location): value for name, value in given.items()}


def instances(
    given: Iterable[T], kind: type[object], what: str, hint: str, location: Location | None = None
) -> tuple[T, ...]:
    """The things of one kind. Raises LogloomError for what is no list, and for another thing in it."""
    if not isinstance(given, list | tuple):
        raise mistake(f"{what} are {_kind(given)} and no list", f"write [{hint}]", location)
    for each in given:
        if not isinstance(each, kind):
            raise mistake(f"{_kind(each)} stands among {what}", f"write {hint}", location)
    return tuple(given)


def _kind(value: object) -> str:
    return type(value).__name__
