"""What names mean at a place in a query."""

from __future__ import annotations

from collections.abc import Iterator

from generator.languages.insights.analysis.model import Column, Names
from generator.languages.insights.record import ANY, DEEPEST, JSON, Record, Type

_HAS_PARTS = (JSON, ANY)
"""What may have something inside it that is reached by a dot or an index."""


def folded(text: str) -> str:
    """The text of an expression as two of them are compared: `COUNT( * )` is count(*)."""
    return "".join(text.split()).lower()


class Scope:
    """The names from the start of a query on, or of a subquery, or from a command that leaves only its own
    columns behind.

    `record` is None behind such a command, `word` its keyword, and `before` the scope that it has ended. An
    open scope knows every name: it is behind something that is not understood.
    """

    def __init__(self, record: Record | None, before: Scope | None = None, word: str = "") -> None:
        self.record = record
        self.before = before
        self.word = word
        self.is_open = False
        self.has_more_system_fields = False
        self.made: dict[str, Column] = {}
        self.taken: set[str] = set()
        """What the query has made, which it cannot make again."""
        self.shown: set[str] = set()
        """The fields that it has listed in `fields`, whose names nothing else can have then."""
        self.by_text: dict[str, Column] = {}
        self.aliases: dict[str, str] = {}
        """What is called otherwise than its text, by that."""
        self._read: dict[str, Column | None] = {}

    def make(self, name: str, type_: Type, start: int) -> Column:
        """Give a name to something, from an offset on."""
        column = Column(name, type_, start, earlier=self.made.get(name))
        self.made[name] = column
        return column

    def make_by_text(self, text: str, type_: Type, start: int) -> None:
        """The same for what has no other name than its text."""
        self.by_text[folded(text)] = self.make(text, type_, start)

    def names(self, place: int) -> Names:
        """What can be read right before a place."""
        return Names(self.made, self.record, place)

    def find(self, path: tuple[str, ...]) -> Column | None:
        """What a path means; None for nothing."""
        name = ".".join(path)
        known = self.made.get(name)
        if known is None and len(path) > 1 and self.made:
            known = self._inside(path, name)
        if known is None:
            known = self._of_record(path, name)
        if known is not None:
            return known
        is_system = self.has_more_system_fields and name.startswith("@")
        if self.is_open or (is_system and not any(scope.find(path) for scope in self.ended())):
            return Column(name, ANY)
        return None

    def has(self, name: str) -> bool:
        """Whether there is something of this very name."""
        return name in self.made or (self.record is not None and name in self.record.fields)

    def ended(self) -> Iterator[Scope]:
        """The scopes before this one, the last first; three, since CloudWatch takes only two stats."""
        scope = self.before
        for _ in range(3):
            if scope is None:
                return
            yield scope
            scope = scope.before

    def _inside(self, path: tuple[str, ...], name: str) -> Column | None:
        """A part of what the query makes."""
        for length in range(min(len(path), DEEPEST) - 1, 0, -1):
            outer = self.made.get(".".join(path[:length]))
            if outer is not None and outer.type in _HAS_PARTS:
                return Column(name, ANY, outer.start)
        return None

    def _of_record(self, path: tuple[str, ...], name: str) -> Column | None:
        if self.record is None:
            return None
        if name not in self._read:
            field = self.record.find(path)
            self._read[name] = Column(name, field.type, field=field) if field is not None else None
        return self._read[name]
