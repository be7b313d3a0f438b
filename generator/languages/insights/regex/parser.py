"""Reading a regular expression in RE2's syntax (github.com/google/re2/wiki/Syntax)."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from generator.languages.insights.regex.classes import (
    ANY,
    DIGIT,
    NEWLINE,
    SPACE,
    WORD,
    CharSet,
)
from generator.languages.insights.regex.tree import (
    Alternation,
    Assertion,
    Char,
    Group,
    Node,
    Regex,
    Repeat,
    Sequence,
)

DEEPEST = 50
MOST_REPEATS = 255
"""What PostgreSQL takes; RE2 takes 1000."""

_CLASSES: Mapping[str, CharSet] = {"d": DIGIT, "w": WORD, "s": SPACE}
_CONTROLS: Mapping[str, str] = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_POSIX: Mapping[str, CharSet] = {
    name: CharSet.of(ranges)
    for name, ranges in {
        "alnum": [(48, 57), (65, 90), (97, 122)],
        "alpha": [(65, 90), (97, 122)],
        "ascii": [(0, 127)],
        "blank": [(9, 9), (32, 32)],
        "cntrl": [(0, 31), (127, 127)],
        "digit": [(48, 57)],
        "graph": [(33, 126)],
        "lower": [(97, 122)],
        "print": [(32, 126)],
        "punct": [(33, 47), (58, 64), (91, 96), (123, 126)],
        "space": [(9, 13), (32, 32)],
        "upper": [(65, 90)],
        "word": WORD.ranges,
        "xdigit": [(48, 57), (65, 70), (97, 102)],
    }.items()
}
_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}", re.ASCII)
_FLAGS = re.compile(r"\(\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAMED = re.compile(r"\(\?P?<(\w+)>", re.ASCII)
_HEX = re.compile(r"\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))")


class Unreadable(Exception):
    """No regular expression that RE2 takes, or not one that is understood here."""


@attrs.frozen
class _Flags:
    caseless: bool = False
    lines: bool = False
    dot_all: bool = False
    ungreedy: bool = False

    def changed(self, on: str, off: str) -> _Flags:
        names = {"i": "caseless", "m": "lines", "s": "dot_all", "U": "ungreedy"}
        changes = {names[flag]: True for flag in on} | {names[flag]: False for flag in off}
        return attrs.evolve(self, **changes)


def parse(pattern: str) -> Regex:
    """Read a regular expression. Raises Unreadable."""
    reader = _Reader(pattern)
    flags = _Flags()
    is_caseless = False
    start = re.match(r"\(\?([imsU]+)\)", pattern)
    if start is not None:
        flags = flags.changed(start[1], "")
        reader.place = start.end()
        # With one (?i) for all, PostgreSQL can be told as much; letter by letter nobody could read it.
        is_caseless = flags.caseless and not re.search(r"\(\?\w*-?\w*i", pattern[start.end() :])
    reader.expands = not is_caseless
    root = reader.alternation(flags, 0)
    if reader.place < len(pattern):
        raise Unreadable("a parenthesis is closed that was never opened")
    return Regex(root, tuple(reader.names), is_caseless)


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0
        self.names: list[str] = []
        self.expands = True

    def alternation(self, flags: _Flags, depth: int) -> Node:
        if depth > DEEPEST:
            raise Unreadable("groups lie too deep in each other")
        options: list[Node] = []
        items: list[Node] = []
        while self.place < len(self.pattern) and self.pattern[self.place] != ")":
            if self.pattern[self.place] == "|":
                self.place += 1
                options.append(_sequence(items))
                items = []
                continue
            change = _FLAGS.match(self.pattern, self.place)
            if change is not None and change[3] == ")":
                flags = flags.changed(change[1], change[2] or "")
                self.place = change.end()
                continue
            items.append(self._repeated(self._atom(flags, depth), flags))
        options.append(_sequence(items))
        return options[0] if len(options) == 1 else Alternation(tuple(options))

    def _repeated(self, atom: Node, flags: _Flags) -> Node:
        node = atom
        while (bounds := self._bounds()) is not None:
            if node is not atom:
                raise Unreadable("a quantifier follows a quantifier")
            lazy = self.pattern.startswith("?", self.place)
            self.place += lazy
            low, high = bounds
            if low > MOST_REPEATS or (high or 0) > MOST_REPEATS:
                raise Unreadable(f"PostgreSQL repeats no more than {MOST_REPEATS} times")
            node = Repeat(atom, low, high, lazy != flags.ungreedy)
        return node

    def _bounds(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.pattern[self.place : self.place + 1])
        if simple is not None:
            self.place += 1
            return simple
        count = _COUNT.match(self.pattern, self.place)
        if count is None:
            return None
        self.place = count.end()
        low = int(count[1])
        high = low if count[2] is None else int(count[3]) if count[3] else None
        if high is not None and high < low:
            raise Unreadable("a count ends before it begins")
        return low, high

    def _atom(self, flags: _Flags, depth: int) -> Node:
        character = self.pattern[self.place]
        match character:
            case "(":
                return self._group(flags, depth)
            case "[":
                return self._char(self._bracket(), flags)
            case "\\":
                return self._escape(flags)
        self.place += 1
        match character:
            case ".":
                return self._char(ANY if flags.dot_all else ANY - NEWLINE, flags)
            case "^":
                return Assertion("(?m)^" if flags.lines else "^")
            case "$":
                return Assertion("(?m)$" if flags.lines else "$")
            case "*" | "+" | "?":
                raise Unreadable(f"{character} has nothing to repeat")
        return self._char(CharSet.single(character), flags)

    def _char(self, chars: CharSet, flags: _Flags) -> Char:
        if not flags.caseless:
            return Char(chars, chars)
        either = chars.in_either_case()
        return Char(either, either if self.expands else chars)

    def _group(self, flags: _Flags, depth: int) -> Node:
        named = _NAMED.match(self.pattern, self.place)
        changed = _FLAGS.match(self.pattern, self.place)
        name = ""
        if named is not None:
            name = named[1]
            if name in self.names:
                raise Unreadable(f"two groups are named {name}")
            self.names.append(name)
            self.place = named.end()
        elif changed is not None:
            flags = flags.changed(changed[1], changed[2] or "")
            self.place = changed.end()
        elif self.pattern.startswith("(?", self.place):
            raise Unreadable("RE2 does not look ahead or behind, and has no other group of that kind")
        else:
            self.place += 1
        inner = self.alternation(flags, depth + 1)
        if not self.pattern.startswith(")", self.place):
            raise Unreadable("a parenthesis is not closed")
        self.place += 1
        return Group(inner, name) if name else inner

    def _escape(self, flags: _Flags) -> Node:
        character = self.pattern[self.place + 1 : self.place + 2]
        match character:
            case "b" | "B":
                self.place += 2
                return Assertion(f"\\{character}")
            case "A" | "z":
                self.place += 2
                return Assertion("^" if character == "A" else "$")
        return self._char(self._escaped_set(), flags)

    def _escaped_set(self) -> CharSet:
        """The characters that an escape stands for, in brackets or outside."""
        hexadecimal = _HEX.match(self.pattern, self.place)
        if hexadecimal is not None:
            self.place = hexadecimal.end()
            code = int(hexadecimal[1] or hexadecimal[2], 16)
            return CharSet(((code, code),))
        character = self.pattern[self.place + 1 : self.place + 2]
        self.place += 2
        if character.lower() in _CLASSES and character:
            found = _CLASSES[character.lower()]
            return ~found if character.isupper() else found
        if character in _CONTROLS:
            return CharSet.single(_CONTROLS[character])
        if not character:
            raise Unreadable("a backslash stands at the end")
        if character.isdigit():
            raise Unreadable("RE2 does not refer back to a group")
        if character.isalpha():
            raise Unreadable(f"\\{character} is not understood here")
        return CharSet.single(character)

    def _bracket(self) -> CharSet:
        self.place += 1
        negated = self.pattern.startswith("^", self.place)
        self.place += negated
        found: list[tuple[int, int]] = []
        first = True
        while first or not self.pattern.startswith("]", self.place):
            if self.place >= len(self.pattern):
                raise Unreadable("a bracket is not closed")
            first = False
            posix = re.compile(r"\[:(\^?)(\w+):\]").match(self.pattern, self.place)
            if posix is not None:
                if posix[2] not in _POSIX:
                    raise Unreadable(f"there is no class {posix[2]}")
                self.place = posix.end()
                members = _POSIX[posix[2]]
                found += (~members if posix[1] else members).ranges
                continue
            low = self._member()
            if self.pattern.startswith("-", self.place) and self.pattern[
                self.place + 1 : self.place + 2
            ] not in ("]", ""):
                self.place += 1
                high = self._member()
                if not _is_single(low) or not _is_single(high) or low.ranges[0][0] > high.ranges[0][0]:
                    raise Unreadable("a range ends before it begins")
                found.append((low.ranges[0][0], high.ranges[0][0]))
            else:
                found += low.ranges
        self.place += 1
        chars = CharSet.of(found)
        return ~chars if negated else chars

    def _member(self) -> CharSet:
        if self.pattern.startswith("\\", self.place):
            return self._escaped_set()
        character = self.pattern[self.place : self.place + 1]
        if not character:
            raise Unreadable("a bracket is not closed")
        self.place += 1
        return CharSet.single(character)


def _is_single(chars: CharSet) -> bool:
    return len(chars.ranges) == 1 and chars.ranges[0][0] == chars.ranges[0][1]


def _sequence(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Sequence(tuple(items))
