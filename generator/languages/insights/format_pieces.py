"""The pieces that a query's layout is made of: tokens in their final form, with the comments beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from generator.languages.insights import tree
from generator.languages.insights.format_facts import Facts
from generator.languages.insights.lexer import Kind, Token, tokens

_BRACKETS = {"(": ")", "[": "]"}


@attrs.frozen
class Comment:
    """A comment on a line of its own; `is_apart` says that a blank line stands before it."""

    text: str
    is_apart: bool = False


@attrs.define(eq=False)
class Piece:
    """A token, or a run of them that is kept as it is written, with the comments above and behind it.

    `parts` says that it stands between others: a comma, a `|`, an `and`. `leads` that it begins the second
    half of a command, as `by` does. It is tight where no blank parts it from what stands there.
    """

    text: str
    start: int
    above: Sequence[Comment] = ()
    trailing: str = ""
    parts: bool = False
    leads: bool = False
    is_tight_before: bool = False
    is_tight_behind: bool = False


@attrs.frozen(eq=False)
class Bracket:
    """What stands in parentheses or square brackets."""

    opening: Piece
    items: list[Item]
    closing: Piece


Item = Piece | Bracket


@attrs.frozen
class Part:
    """A command: the comments above it, and its pieces from the keyword on."""

    command: tree.Command
    above: tuple[Comment, ...]
    is_apart: bool
    items: list[Item]


@attrs.frozen
class Pieces:
    """A whole query. The header is what stands before it in the file, down to its line."""

    header: str
    parts: tuple[Part, ...]
    below: tuple[Comment, ...]


def pieces_of(parsed: tree.Parsed) -> Pieces:
    """The pieces of a query that was read without faults."""
    text = parsed.text
    header = text[: text.rfind("\n", 0, parsed.pipeline.start) + 1]
    found, below = _pieces(parsed, len(header))
    return Pieces(header if header.strip() else "", tuple(_parts(parsed, found)), tuple(below))


def _pieces(parsed: tree.Parsed, start: int) -> tuple[list[Piece], list[Comment]]:
    """The pieces in order, those of `|` among them, and the comments behind the last one."""
    text, facts = parsed.text, Facts(parsed)
    found: list[Piece] = []
    waiting: list[Comment] = []
    kept_until = start
    for token in tokens(text):
        if token.start < kept_until:
            continue
        if token.kind is Kind.COMMENT:
            comment = token.text.rstrip()
            if found and not waiting and not found[-1].trailing and not _begins_line(text, token.start):
                found[-1].trailing = comment
            else:
                waiting.append(Comment(comment, _is_apart(text, token.start)))
        elif token.kind is not Kind.END:
            kept_until = max(facts.kept.get(token.start, 0), token.end)
            piece = _piece(token, text[token.start : kept_until], facts, waiting)
            if piece.text == "," and found and not waiting:
                # A comment behind what a comma follows stands behind the comma.
                piece.trailing, found[-1].trailing = found[-1].trailing, ""
            found.append(piece)
            waiting = []
    return found, waiting


def _piece(token: Token, text: str, facts: Facts, above: Sequence[Comment]) -> Piece:
    if len(text) > len(token.text):
        return Piece(text, token.start, above)
    is_comma = token.text == "," and token.kind is Kind.PUNCTUATION
    return Piece(
        facts.spelling(token),
        token.start,
        above,
        parts=is_comma or token.start in facts.parting,
        leads=token.start in facts.leading,
        is_tight_before=token.kind is Kind.MEMBER or token.start in facts.tight_before,
        is_tight_behind=token.start in facts.tight_behind,
    )


def _parts(parsed: tree.Parsed, found: Sequence[Piece]) -> Iterator[Part]:
    """The pieces by command. What stands between a `|` and its command stands before both of them."""
    text, pipes = parsed.text, frozenset(parsed.pipeline.pipes)
    commands = iter(parsed.pipeline.commands)
    above: tuple[Comment, ...] = ()
    is_apart = False
    own: list[Piece] = []
    for piece in found:
        if piece.start not in pipes:
            if not own:
                above, piece.above = (*above, *piece.above), ()
                is_apart = is_apart or _is_apart(text, piece.start)
            own.append(piece)
            continue
        last, behind = own[-1], piece.trailing
        if behind and not (last.trailing or piece.above or _begins_line(text, piece.start)):
            last.trailing, behind = behind, ""
        yield Part(next(commands), above, is_apart, _nested(own))
        above = (*piece.above, Comment(behind)) if behind else tuple(piece.above)
        is_apart, own = _is_apart(text, piece.start), []
    yield Part(next(commands), above, is_apart, _nested(own))


def _nested(flat: Iterable[Piece]) -> list[Item]:
    """The pieces with those in brackets put together."""
    levels: list[list[Item]] = [[]]
    openings: list[Piece] = []
    for piece in flat:
        if piece.text in _BRACKETS:
            openings.append(piece)
            levels.append([])
        elif openings and piece.text == _BRACKETS[openings[-1].text]:
            inner = levels.pop()
            levels[-1].append(Bracket(openings.pop(), inner, piece))
        else:
            levels[-1].append(piece)
    return levels[0]


def _begins_line(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip()


def _is_apart(text: str, offset: int) -> bool:
    """Whether a blank line stands right before."""
    before = text[:offset].rstrip()
    return text.count("\n", len(before), offset) > 1
