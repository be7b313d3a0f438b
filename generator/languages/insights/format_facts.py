"""What a query's tree says of its tokens, as far as their layout depends on it."""

from __future__ import annotations

from collections.abc import Iterable

from generator.languages.insights import tree
from generator.languages.insights.catalog import COMMANDS, FUNCTIONS
from generator.languages.insights.lexer import Kind, Token

_WORDS = frozenset(("any", "as", "by", "into", "multi", "offset"))
"""Words that belong to a command, where they are no names."""

_OPERATORS = frozenset(("and", "in", "like", "not", "or"))
_OUTPUTS = tree.Stats | tree.Fields | tree.Display | tree.Unmask
_NOT_MODELLED = tree.Other | tree.Source


class Facts:
    """The facts by where a token begins.

    `kept` has where a run of tokens ends that is kept as it is written: what names a column of the result by
    its own text, and what a command that is not modelled is given.
    """

    def __init__(self, parsed: tree.Parsed) -> None:
        self.kept: dict[int, int] = {}
        self.parting: set[int] = set()
        self.leading: set[int] = set()
        self.tight_before: set[int] = set()
        self.tight_behind: set[int] = set()
        self._spelt: dict[int, str] = {}
        self._named: set[int] = set()
        self._read(parsed)

    def spelling(self, token: Token) -> str:
        """The token as it is written in a layout."""
        if token.start in self._spelt:
            return self._spelt[token.start]
        word = token.word
        if token.kind is not Kind.WORD or token.start in self._named:
            return token.text
        return word if word in _WORDS or word in _OPERATORS else token.text

    def _read(self, parsed: tree.Parsed) -> None:
        in_stats = set[tree.Node]()
        for node in tree.walk(parsed.pipeline):
            if isinstance(node, tree.Command):
                self._command(node)
            if isinstance(node, tree.Stats):
                in_stats.update(each for item in node.aggregates for each in tree.walk(item))
            elif isinstance(node, tree.Call):
                self._call(node, is_own=node in in_stats)
            elif isinstance(node, tree.Logical):
                self.parting.update(operator.start for operator in node.operators)
            elif isinstance(node, tree.Negative):
                self.tight_behind.add(node.start)
            elif isinstance(node, tree.Constant):
                self._spelt[node.start] = node.word
            elif isinstance(node, tree.Pipeline):
                self.parting.update(node.pipes)
            elif isinstance(node, tree.Field | tree.Name):
                self._named.add(node.start)

    def _command(self, command: tree.Command) -> None:
        keyword = command.keyword
        if isinstance(command, tree.SavedQuery):
            self._keep(command.start, command.end)
            return
        row = COMMANDS.get(command.word)
        self._spelt[keyword.start] = _cased(command.word, (row.name, *row.aliases) if row else ())
        if isinstance(command, _NOT_MODELLED) and command.end > keyword.end:
            inside = [node.start for node in tree.walk(command) if node.start >= keyword.end]
            self._keep(min(inside, default=command.end), command.end)
        elif isinstance(command, _OUTPUTS):
            items = command.aggregates + command.keys if isinstance(command, tree.Stats) else command.items
            self._keep_unnamed(item.expression for item in items if item.alias is None)
        elif isinstance(command, tree.Sort):
            self._keep_unnamed(key.expression for key in command.keys)
            directions = (key.direction for key in command.keys if key.direction is not None)
            self._spelt.update((direction.start, direction.text.lower()) for direction in directions)
        elif isinstance(command, tree.Join):
            for name, value in command.options:
                self.tight_behind.add(name.start)
                self.tight_before.add(value.start)
        if isinstance(command, tree.Stats) and command.by is not None:
            self._spelt[command.by.start] = "by"
            self.leading.add(command.by.start)

    def _call(self, call: tree.Call, *, is_own: bool) -> None:
        function = FUNCTIONS.get(call.name)
        if function is not None and function.is_aggregate and not is_own:
            self._keep(call.start, call.end)  # a column of an earlier stats, by its text
        self.tight_behind.add(call.start)
        self._spelt[call.start] = (
            _cased(call.name, (function.name, *function.aliases)) if function else call.function.text
        )

    def _keep_unnamed(self, expressions: Iterable[tree.Expression]) -> None:
        for expression in expressions:
            if not isinstance(expression, tree.Field | tree.Variable):
                self._keep(expression.start, expression.end)

    def _keep(self, start: int, end: int) -> None:
        self.kept[start] = max(end, self.kept.get(start, 0))


def _cased(word: str, names: Iterable[str]) -> str:
    """The name as AWS writes it."""
    return next((name for name in names if name.lower() == word), word)
