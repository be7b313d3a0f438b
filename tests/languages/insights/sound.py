"""What holds for the reading of any text whatever, and how a tree is shown in a line."""

from __future__ import annotations

from itertools import pairwise

from generator.languages.insights import tree
from generator.languages.insights.lexer import Kind, tokens
from generator.languages.insights.parser import FAULT_RULES, parse
from generator.languages.insights.parser.operands import MAX_DEPTH

# The commands, a list of items and a subquery's own lie above an expression.
MAX_HEIGHT = 2 * (MAX_DEPTH + 5)


def check(text: str) -> tree.Parsed:
    """Read a text, and check that all in the tree and all faults stand where the text has them."""
    parsed = parse(text)
    _check_tokens(text)
    for fault in parsed.faults:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert fault.start < fault.end or not text
        assert fault.rule in FAULT_RULES
        assert fault.message
    starts = [token.start for token in tokens(text)]
    ends = {token.end for token in tokens(text)}
    _check_nodes(parsed, set(starts), ends)
    assert parsed.faults or not any(isinstance(node, tree.Unreadable) for node in tree.walk(parsed.pipeline))
    return parsed


def _check_tokens(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert token.start >= position
        assert not text[position : token.start].strip()
        assert text[token.start : token.end] == token.text
        assert token.text or token.kind == Kind.END
        position = token.end
    assert not text[position:].strip()


def _check_nodes(parsed: tree.Parsed, starts: set[int], ends: set[int]) -> None:
    waiting: list[tuple[tree.Node, int]] = [(parsed.pipeline, 1)]
    count = 0
    while waiting:
        node, height = waiting.pop()
        count += 1
        assert height <= MAX_HEIGHT
        if node.start != node.end:
            inner = isinstance(node, tree.Name) and node.start not in starts  # a group's name in a regex
            assert inner or (node.start in starts and node.end in ends), node
        below = sorted(tree.children(node), key=lambda child: (child.start, child.end))
        for child in below:
            assert node.start <= child.start <= child.end <= node.end, (node, child)
        for left, right in pairwise(below):
            assert left.end <= right.start or _lies_within(right, left), (left, right)
        waiting.extend((child, height + 1) for child in below)
    assert count == sum(1 for _ in tree.walk(parsed.pipeline))


def _lies_within(name: tree.Node, pattern: tree.Node) -> bool:
    return isinstance(pattern, tree.Regex) and pattern.start < name.start < name.end < pattern.end


def shown(node: tree.Node) -> str:
    """An expression in a line: operators before their operands, in parentheses."""
    match node:
        case tree.Field():
            return node.name
        case tree.String():
            return repr(node.value)
        case tree.Number() | tree.Variable():
            return node.text
        case tree.Duration():
            return f"{node.count}{node.unit}"
        case tree.Regex():
            return f"/{node.pattern}/"
        case tree.Star():
            return "*"
        case tree.Constant():
            return node.word
        case tree.Call():
            return f"{node.function.text}({', '.join(map(shown, node.arguments))})"
        case tree.Member():
            return f"{shown(node.operand)}.{'.'.join(node.path)}"
        case tree.Negative():
            return f"(neg {shown(node.operand)})"
        case tree.Not():
            return f"(not {shown(node.operand)})"
        case tree.Arithmetic():
            words = [operator.text for operator in node.operators]
            return f"({' '.join(words)} {' '.join(map(shown, node.operands))})"
        case tree.Logical():
            return f"({node.word} {' '.join(map(shown, node.operands))})"
        case tree.Comparison():
            return f"({node.operator.text} {shown(node.left)} {shown(node.right)})"
        case tree.Membership():
            return f"({node.operator.text} {shown(node.operand)} {shown(node.members)})"
        case tree.ListLiteral():
            return f"[{', '.join(map(shown, node.items))}]"
        case tree.Parenthesised():
            return f"<{shown(node.inner)}>"
        case tree.Named():
            return f"{node.name.text}:{shown(node.value)}"
        case tree.Item():
            return shown(node.expression) + (f" as {node.alias.text}" if node.alias else "")
        case _:
            return type(node).__name__
