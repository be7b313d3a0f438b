"""Lines of a limited width out of text that may be broken at marked places.

The algorithm is Wadler's ("A prettier printer", 2003): a group stands on one line where it fits, else each of
its own places is a new line. Those of a `Fill` break one by one, as words of a paragraph do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import attrs

INDENT = 4


@attrs.frozen
class Line:
    """A place where a line may end; `flat` is what stands there if it does not."""

    flat: str = " "
    is_forced: bool = False


HARD = Line(is_forced=True)


@attrs.frozen
class Nest:
    """What is indented once more, where lines in it are broken."""

    doc: Doc


@attrs.frozen
class Group:
    doc: Doc
    is_broken: bool = attrs.field(init=False)

    @is_broken.default
    def _is_forced(self) -> bool:
        return has_forced_line(self.doc)


@attrs.frozen
class Fill:
    """Contents with a separator between each two."""

    contents: tuple[Doc, ...]
    separators: tuple[Doc, ...]


Doc: TypeAlias = "str | Line | Nest | Group | Fill | Sequence[Doc]"


def has_forced_line(doc: Doc) -> bool:
    """Whether the text cannot stand on one line."""
    if isinstance(doc, str):
        return False
    if isinstance(doc, Line):
        return doc.is_forced
    if isinstance(doc, Group):
        return doc.is_broken
    return any(map(has_forced_line, _parts(doc)))


def render(doc: Doc, width: int, newline: str = "\n") -> str:
    """The text, its lines no wider than `width` where it has places to break them."""
    written: list[str] = []
    column = 0
    waiting: list[_Piece] = [(0, False, doc)]
    while waiting:
        indent, is_flat, current = waiting.pop()
        if isinstance(current, str):
            written.append(current)
            head, newlines, tail = current.rpartition("\n")
            column = len(tail) if newlines or head else column + len(current)
        elif isinstance(current, Line):
            if is_flat and not current.is_forced:
                written.append(current.flat)
                column += len(current.flat)
            else:
                written.append(newline + " " * indent)
                column = indent
        elif isinstance(current, Group):
            fits = not current.is_broken and _fits(width - column, (indent, True, current.doc), waiting)
            waiting.append((indent, is_flat or fits, current.doc))
        elif isinstance(current, Fill):
            waiting.extend(reversed(list(_filled(current, indent))))
        else:
            inner = indent + INDENT if isinstance(current, Nest) else indent
            waiting.extend((inner, is_flat, part) for part in reversed(_parts(current)))
    return "".join(written)


_Piece = tuple[int, bool, Doc]
"""An indentation, whether lines are not to be broken, and what to write."""


def _filled(fill: Fill, indent: int) -> Iterator[_Piece]:
    """Each separator in a group with what stands behind it: it breaks where that does not fit."""
    yield indent, False, fill.contents[0]
    for separator, content in zip(fill.separators, fill.contents[1:], strict=True):
        yield indent, False, Group([separator, content])


def _fits(room: int, first: _Piece, behind: Sequence[_Piece]) -> bool:
    """Whether the text up to the next end of a line is no longer than `room`."""
    pending = [first]
    next_behind = len(behind) - 1
    while room >= 0:
        if not pending:
            if next_behind < 0:
                return True
            pending.append(behind[next_behind])
            next_behind -= 1
        _, is_flat, doc = pending.pop()
        if isinstance(doc, str):
            line, newline, _ = doc.partition("\n")
            if newline:
                return len(line) <= room
            room -= len(doc)
        elif isinstance(doc, Line):
            if doc.is_forced or not is_flat:
                return True
            room -= len(doc.flat)
        elif isinstance(doc, Group):
            pending.append((0, is_flat and not doc.is_broken, doc.doc))
        else:
            pending.extend((0, is_flat, part) for part in reversed(_parts(doc)))
    return False


def _parts(doc: Nest | Fill | Sequence[Doc]) -> Sequence[Doc]:
    if isinstance(doc, Nest):
        return (doc.doc,)
    if isinstance(doc, Fill):
        return (*doc.contents, *doc.separators)
    return doc
