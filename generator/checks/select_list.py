"""The parts of a SELECT by its tokens, for those who know a column by its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.languages.grafana_sql.lexer import Kind, Token

_CLAUSES = frozenset(
    {"from", "where", "group", "having", "window", "union", "intersect", "except", "order", "limit"}
    | {"offset", "fetch", "for", "into"}
)


def select_items(found: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each item in the list of the main SELECT; of a UNION, in that of its first arm."""
    main = next((index for index, token in enumerate(found) if token.text != "("), 0)
    inside = _from_select(found, main)
    items: list[list[Token]] = [[]]
    for depth, token, is_clause in inside:
        if depth < main or (depth == main and is_clause):
            break
        if depth == main and token.text == ",":
            items.append([])
        else:
            items[-1].append(token)
    return [_without_quantifier(item) for item in items if item]


def clause(found: Sequence[Token], word: str) -> list[Token]:
    """The tokens of the outermost clause that begins with `word`, up to the next clause."""
    part: list[Token] = []
    wanted = False
    for depth, token, is_clause in _with_depth(found):
        if depth == 0 and is_clause:
            wanted = token.text.lower() == word
        elif wanted:
            part.append(token)
    return part


def _from_select(found: Sequence[Token], main: int) -> Iterator[tuple[int, Token, bool]]:
    walk = _with_depth(found)
    for depth, token, _ in walk:
        if depth == main and token.kind is Kind.IDENTIFIER and token.text.lower() == "select":
            break
    return walk


def _with_depth(found: Sequence[Token]) -> Iterator[tuple[int, Token, bool]]:
    """Each token with the number of parentheses and brackets it is in, and whether it begins a clause."""
    depth, before = 0, ""
    for token in found:
        depth -= token.text in {")", "]"}
        word = token.text.lower()
        yield depth, token, token.kind is Kind.IDENTIFIER and word in _CLAUSES and before not in {".", "as"}
        depth += token.text in {"(", "["}
        before = word


def _without_quantifier(item: list[Token]) -> list[Token]:
    """The item without the DISTINCT, DISTINCT ON (...) or ALL before it."""
    first = item[0].text.lower()
    if first == "all" and len(item) > 1:
        return item[1:]
    if first != "distinct" or len(item) < 2:
        return item
    if item[1].text.lower() != "on":
        return item[1:]
    end = next(
        (
            index
            for index, (depth, token, _) in enumerate(_with_depth(item))
            if token.text == ")" and not depth
        ),
        1,
    )
    return item[end + 1 :] or item
