"""One layout for every Logs Insights query: a command a line, long ones wrapped, keywords as AWS writes them.

Only white space and the case of keywords change. Comments stay where they stand, and so does the header.
Strings, regular expressions, names and Grafana's variables are kept byte for byte; so is what has no alias
and names a column by its own text, such as `count( * )`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from generator.languages.insights import tree
from generator.languages.insights.format_pieces import Comment, Item, Part, Piece, pieces_of
from generator.languages.insights.layout import HARD, Doc, Fill, Group, Line, Nest, render

WIDTH = 110

_SOFT, _SPACE = Line(""), Line(" ")
_LISTS = (tree.Fields, tree.Display, tree.Unmask, tree.Stats, tree.Sort, tree.Dedup, tree.Parse)


def formatted(parsed: tree.Parsed, width: int = WIDTH) -> str:
    """The text of a query in its layout, with the header of its file.

    The query must have been read without faults. What is laid out already is given back as it is.
    """
    pieces = pieces_of(parsed)
    newline = "\r\n" if "\r\n" in parsed.text else "\n"
    written = [pieces.header]
    for number, part in enumerate(pieces.parts):
        written += _lines(part.above, newline)
        written += [newline] if part.is_apart and number else []
        written += [render(_Layout(is_first=not number).command(part), width, newline), newline]
    written += _lines(pieces.below, newline)
    return "".join(written)


def _lines(comments: Iterable[Comment], newline: str) -> Iterator[str]:
    for comment in comments:
        yield f"{newline if comment.is_apart else ''}{comment.text}{newline}"


def same_query(one: tree.Parsed, other: tree.Parsed) -> bool:
    """Whether two texts are the same query: their trees are, but for places and the case of keywords."""
    return _shape(one.pipeline) == _shape(other.pipeline)


def _shape(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_shape, value))
    if not isinstance(value, tree.Node):
        return value
    found: list[object] = [type(value)]
    for attribute in attrs.fields(type(value)):
        if attribute.name in ("start", "end", "pipes"):
            continue
        inner = getattr(value, attribute.name)
        is_word = attribute.name in ("keyword", "function", "by", "direction")
        found.append(inner.text.lower() if is_word and isinstance(inner, tree.Name) else _shape(inner))
    return tuple(found)


class _Layout:
    """The document of one command. Pieces are written in order, each with what parts it from the last."""

    def __init__(self, *, is_first: bool) -> None:
        self._is_first = is_first
        self._last: Piece | None = None

    def command(self, part: Part) -> Doc:
        keyword, *rest = part.items
        head: list[Doc] = ["" if self._is_first else "| ", self._item(keyword)]
        if not rest:
            return [*head, self._closing()]
        body = self._list(rest) if isinstance(part.command, _LISTS) else self._single(rest)
        return Group([*head, body, self._closing()])

    def _single(self, items: list[Item]) -> Doc:
        """What stays on the line of its command, as far as it fits."""
        return [self._gap(items[0], " "), self._elements(items, is_hanging=True)]

    def _list(self, items: list[Item]) -> Doc:
        """Elements on lines of their own, where they do not fit on one, and behind them what follows `by`."""
        behind = next((at for at, item in enumerate(items) if _first(item).leads), len(items))
        elements = items[:behind]
        if len(_split(elements, ",")) == 1 and not _first(elements[0]).above:
            docs: list[Doc] = [self._single(elements)]
        else:
            docs = [Nest([self._gap(elements[0], _SPACE), self._elements(elements)])]
        if behind < len(items):
            word, *keys = items[behind:]
            lead = [self._gap(word, _SPACE), self._item(word), self._gap(keys[0], " ")]
            docs.append(Nest([*lead, Nest(self._filled(keys))]))
        return docs

    # --- what commands are made of ---

    def _elements(self, items: list[Item], *, is_hanging: bool = False) -> Doc:
        docs: list[Doc] = []
        for comma, element in _split(items, ","):
            if comma is not None:
                docs += [self._gap(comma, ""), self._item(comma), self._gap(element[0], _SPACE)]
            docs.append(self._element(element, is_hanging=is_hanging))
        return docs

    def _filled(self, items: list[Item]) -> Doc:
        contents: list[Doc] = []
        separators: list[Doc] = []
        elements = _split(items, ",")
        for number, (_, element) in enumerate(elements):
            if number:
                separators.append(self._gap(element[0], _SPACE))
            content = self._element(element)
            following = elements[number + 1][0] if number + 1 < len(elements) else None
            if following is not None:
                content = [content, self._gap(following, ""), self._item(following)]
            contents.append(content)
        return Fill(tuple(contents), tuple(separators))

    def _element(self, items: list[Item], *, is_hanging: bool = False) -> Doc:
        """One expression: conditions part at their weakest word, and so do the commands of a subquery.

        Where it is hanging, what is parted is indented against the command that it belongs to.
        """
        for word in ("|", "or", "and"):
            (_, first), *others = _split(items, word)
            if others:
                head = Group(self._element(first))
                tail = [self._operand(parting, operand) for parting, operand in others if parting]
                return [head, Nest(tail) if is_hanging else tail]
        return self._run(items)

    def _operand(self, word: Piece, items: list[Item]) -> Doc:
        lead = [self._gap(word, _SPACE), self._item(word), self._gap(items[0], " ")]
        return [*lead, Group(self._element(items))]

    def _run(self, items: list[Item]) -> Doc:
        docs: list[Doc] = [self._item(items[0])]
        for before, item in pairwise(items):
            docs += [self._gap(item, _blank(before, item)), self._item(item)]
        return docs

    def _item(self, item: Item) -> Doc:
        if isinstance(item, Piece):
            self._last = item
            return item.text
        opening = self._item(item.opening)
        inner: Doc = []
        if item.items:
            first = self._gap(item.items[0], _SOFT)
            is_list = item.opening.text == "["
            inner = Nest([first, self._filled(item.items) if is_list else self._elements(item.items)])
        closing = self._gap(item.closing, _SOFT)
        return Group([opening, inner, closing, self._item(item.closing)])

    def _gap(self, item: Item, usual: str | Line) -> Doc:
        """What parts a piece from the last one: lines of their own for the comments that stand there."""
        comments = _first(item).above
        trailing = self._closing()
        if not comments and not trailing:
            return usual
        return [trailing, HARD, *(part for comment in comments for part in (comment.text, HARD))]

    def _closing(self) -> Doc:
        """The comment on the line of the last piece."""
        return f" {self._last.trailing}" if self._last is not None and self._last.trailing else ""


def _first(item: Item) -> Piece:
    return item if isinstance(item, Piece) else item.opening


def _split(items: list[Item], word: str) -> list[tuple[Piece | None, list[Item]]]:
    """The items between pieces of that text, each with the piece before it."""
    found: list[tuple[Piece | None, list[Item]]] = [(None, [])]
    for item in items:
        if isinstance(item, Piece) and item.parts and item.text == word:
            found.append((item, []))
        else:
            found[-1][1].append(item)
    return found


def _blank(before: Item, item: Item) -> str:
    last = before if isinstance(before, Piece) else before.closing
    return "" if last.is_tight_behind or _first(item).is_tight_before else " "
