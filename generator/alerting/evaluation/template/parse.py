"""Reading a template into a tree.

Source: Go's text/template/parse/parse.go.
"""

from __future__ import annotations

from collections.abc import Set

import attrs

from generator.alerting.evaluation.template.errors import TemplateFailure
from generator.alerting.evaluation.template.nodes import (
    Action,
    Branch,
    Command,
    Dot,
    Fields,
    Function,
    Include,
    Jump,
    Literal,
    Node,
    Nodes,
    Operand,
    Pipeline,
    Template,
    Text,
    Variable,
)
from generator.alerting.evaluation.template.tokens import Token, tokens

_CONSTANTS = {"true": True, "false": False, "nil": None}
_END = frozenset({"end", "else"})


def parse(template: str, functions: Set[str], variables: Set[str] = frozenset()) -> Template:
    """The tree of a template, which may call `functions` and knows `variables`.

    Raises TemplateFailure where Go refuses it, UnsupportedTemplate for what is not read here.
    """
    parser = _Parser(list(tokens(template)), functions, ["$", *variables])
    nodes, ended_by = parser.nodes()
    if ended_by:
        raise TemplateFailure(f"unexpected {{{{{ended_by}}}}}")
    return Template(nodes, parser.defined)


@attrs.define
class _Parser:
    _tokens: list[Token]
    _functions: Set[str]
    _variables: list[str]
    defined: dict[str, Nodes] = attrs.field(factory=dict, init=False)
    _position: int = attrs.field(default=0, init=False)
    _loops: int = attrs.field(default=0, init=False)

    def nodes(self) -> tuple[Nodes, str]:
        """Nodes up to the end of the text, or to an `end` or `else`, which is named (and already passed)."""
        found: list[Node] = []
        while self._position < len(self._tokens):
            token = self._take()
            if token.kind == "text":
                if token.text:
                    found.append(Text(token.text))
                continue
            self._skip_space()
            keyword = self._peek().text if self._peek().kind == "word" else ""
            if keyword in _END:
                self._take()
                if keyword == "end":
                    self._close()
                return tuple(found), keyword
            node = self._statement(keyword)
            if node is not None:
                found.append(node)
        return tuple(found), ""

    def _statement(self, keyword: str) -> Node | None:
        if keyword in {"if", "with", "range"}:
            self._take()
            return self._branch(keyword)
        if keyword in {"break", "continue"}:
            self._take()
            if not self._loops:
                raise TemplateFailure(f"{{{{{keyword}}}}} outside {{{{range}}}}")
            self._close()
            return Jump(keyword)
        if keyword == "define":
            self._take()
            self._define()
            return None
        if keyword in {"template", "block"}:
            self._take()
            return self._include(keyword)
        return Action(self._pipeline())

    def _branch(self, keyword: str) -> Branch:
        """The branch after its keyword; what it declares is known inside it only."""
        known = len(self._variables)
        pipeline = self._pipeline(two=keyword == "range")
        self._loops += keyword == "range"
        body, ended_by = self.nodes()
        self._loops -= keyword == "range"
        otherwise: Nodes = ()
        if ended_by == "else":
            otherwise = self._else(keyword)
        elif not ended_by:
            raise TemplateFailure("unexpected EOF")
        del self._variables[known:]
        return Branch(keyword, pipeline, body, otherwise)

    def _else(self, keyword: str) -> Nodes:
        self._skip_space()
        following = self._peek()
        if following.kind == "word" and following.text == keyword and keyword in {"if", "with"}:
            self._take()
            return (self._branch(keyword),)
        self._close()
        nodes, ended_by = self.nodes()
        if ended_by != "end":
            raise TemplateFailure("expected end; found {{else}}" if ended_by else "unexpected EOF")
        return nodes

    def _define(self) -> None:
        name = self._name("define clause")
        self._close()
        self._body(name)

    def _body(self, name: str) -> None:
        """What a template of its own is made of: it knows no variable of the one around it."""
        outside, self._variables = self._variables, ["$"]
        loops, self._loops = self._loops, 0
        nodes, ended_by = self.nodes()
        if ended_by != "end":
            raise TemplateFailure(f"unexpected {'{{else}}' if ended_by else 'EOF'} in the template {name!r}")
        self._variables, self._loops = outside, loops
        self.defined[name] = nodes

    def _include(self, keyword: str) -> Include:
        name = self._name(f"{keyword} clause")
        self._skip_space()
        pipeline = None
        if self._peek().kind == "close":
            self._close()
        else:
            pipeline = self._pipeline()
        if keyword == "block":
            self._body(name)
        return Include(name, pipeline)

    def _name(self, where: str) -> str:
        self._skip_space()
        token = self._take()
        if token.kind != "string":
            raise TemplateFailure(f"unexpected {token.text!r} in {where}")
        return str(token.value)

    def _pipeline(self, *, two: bool = False, end: str = "close") -> Pipeline:
        """A pipeline with its end; `two` lets it declare two variables, as `range` does."""
        self._skip_space()
        variables, declares = self._declared(two=two)
        commands: list[Command] = []
        while not commands or not self._at(end):
            commands.append(self._command())
            if not self._at(end):
                token = self._take()
                if token.text != "|":
                    raise TemplateFailure(f"unexpected {token.text!r} in a pipeline")
                self._skip_space()
        self._take()
        for index, command in enumerate(commands):
            if index and isinstance(command.operands[0], Literal | Dot):
                raise TemplateFailure(f"non executable command in pipeline stage {index + 1}")
        if declares:
            self._variables += variables
        return Pipeline(tuple(commands), variables, declares)

    def _declared(self, *, two: bool) -> tuple[tuple[str, ...], bool]:
        """`$one :=` or `$one, $two :=` at the start of a pipeline, or an assignment with `=`."""
        start, names = self._position, []
        while self._peek().kind == "variable":
            names.append(self._take().text)
            self._skip_space()
            mark = self._peek().text if self._peek().kind == "mark" else ""
            if mark in {":=", "="}:
                self._take()
                if mark == "=":
                    for name in names:
                        self._known(name)
                return tuple(names), mark == ":="
            if mark != "," or not two or len(names) > 1:
                break
            self._take()
            self._skip_space()
        self._position = start
        return (), True

    def _command(self) -> Command:
        operands: list[Operand] = []
        while True:
            self._skip_space()
            token = self._peek()
            if token.kind == "close" or (token.kind == "mark" and token.text in {"|", ")"}):
                break
            operands.append(self._operand())
            following = self._peek()
            if following.kind not in {"space", "close"} and following.text not in {"|", ")"}:
                raise TemplateFailure(f"unexpected {following.text!r} in operand")
        if not operands:
            raise TemplateFailure("missing value for command")
        return Command(tuple(operands))

    def _operand(self) -> Operand:
        operand = self._term()
        names: list[str] = []
        while self._peek().kind == "field":
            names.append(self._take().text[1:])
        if names and isinstance(operand, Literal):
            raise TemplateFailure(f"unexpected . after term {operand.value!r}")
        return Fields(operand, tuple(names)) if names else operand

    def _term(self) -> Operand:
        token = self._peek()
        if token.kind == "field":
            return Dot()  # the field itself is read by the caller
        self._take()
        if token.kind in {"string", "number"}:
            return Literal(token.value)
        if token.kind == "variable":
            self._known(token.text)
            return Variable(token.text)
        if token.kind == "word":
            if token.text in _CONSTANTS:
                return Literal(_CONSTANTS[token.text])
            if token.text not in self._functions:
                raise TemplateFailure(f'function "{token.text}" not defined')
            return Function(token.text)
        if token.text == ".":
            return Dot()
        if token.text == "(":
            return self._pipeline(end=")")
        raise TemplateFailure(f"unexpected {token.text!r} in operand")

    def _known(self, name: str) -> None:
        if name not in self._variables:
            raise TemplateFailure(f'undefined variable "{name}"')

    def _close(self) -> None:
        self._skip_space()
        token = self._take()
        if token.kind != "close":
            raise TemplateFailure(f"unexpected {token.text!r} in an action")

    def _skip_space(self) -> None:
        while self._peek().kind == "space":
            self._position += 1

    def _at(self, end: str) -> bool:
        token = self._peek()
        return token.kind == end or (token.kind == "mark" and token.text == end)

    def _peek(self) -> Token:
        return self._tokens[self._position] if self._position < len(self._tokens) else Token("close", "EOF")

    def _take(self) -> Token:
        token = self._peek()
        self._position += 1
        return token
