"""A Logs Insights query as a query file in SQL, with its header and its variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs
from logloom import Contract
from sqlglot import exp

from generator.errors import LogloomError
from generator.languages.grafana.model import Expansion, Segment, Variable
from generator.languages.insights import tree
from generator.languages.insights.analysis import analyse
from generator.languages.insights.expand import expand, scenarios
from generator.languages.insights.lower import Lowered, NotRunnable, Setting, lower, nodes
from generator.languages.insights.lower.values import Value
from generator.languages.insights.parser import parse
from generator.languages.insights.record import Type, record_of
from generator.queries.executable import location
from generator.queries.model import Column, Query

TIME = "time"
"""What Grafana wants the time of a series from PostgreSQL to be named."""

_ALLOWED_ELSEWHERE = re.compile(r"^--( *)allow: *insights-.*\n(?:--\1 +\S.*\n)*", re.MULTILINE)
"""An exception to a rule about Logs Insights, with the lines that it goes on in: SQL has none of those."""

_EPOCH_MS = "CAST(extract(epoch FROM CAST({} AS timestamptz)) * 1000 AS numeric)"


def transpile(query: Query, contract: Contract) -> str:
    """The text of the .sql file that asks the same of PostgreSQL.

    Raises LogloomError at the place of a mistake, NotRunnable for what SQL cannot say, and for a variable
    where SQL cannot have one.
    """
    variables = query.header.params
    expansion = expand(query.text, variables, scenarios(query.text, variables)[0])
    parsed = parse(expansion.text)
    for fault in parsed.faults:
        place = location(query, expansion.source_offset(fault.start))
        raise LogloomError(fault.message, place, fault.hint)
    record = record_of(contract, [(field.name, field.type) for field in query.header.fields])
    kept = _Kept(expansion, {variable.name: variable for variable in variables})
    setting = Setting(
        time_filter=lambda column: nodes.raw(f"$__timeFilter({column.sql('postgres')})"),
        start_ms=lambda: nodes.raw(_EPOCH_MS.format("$__timeFrom()")),
        end_ms=lambda: nodes.raw(_EPOCH_MS.format("$__timeTo()")),
        written=kept.written,
        members=kept.members,
        interval=kept.interval,
    )
    try:
        lowered = lower(parsed, analyse(parsed, record), record, setting)
    except NotRunnable as error:
        error.location = location(query, expansion.source_offset(error.start))
        raise
    if query.header.format == "time_series":
        _name_time(lowered)
    _cast(lowered, query.header.columns or ())
    return "".join(f"{line}\n" for line in (*_comments(query), lowered.sql()))


def _comments(query: Query) -> Iterator[str]:
    """The header and every other comment in SQL's own form: above the query, of which no line stays one.

    What the query has from its twin is said too, for there may be none.
    """
    written = [f"--{comment.text}".rstrip() for comment in parse(query.text).comments]
    comments = _ALLOWED_ELSEWHERE.sub("", "".join(f"{line}\n" for line in written)).splitlines()
    for key in ("title", "description", "unit"):
        value = getattr(query.header, key)
        if value and not any(line.startswith(f"-- {key}:") for line in comments):
            yield f"-- {key}: {value}"
    yield from comments


def _cast(lowered: Lowered, columns: Sequence[Column]) -> None:
    """Give the columns the types that the header promises."""
    types = {column.name: column.type for column in columns}
    for selected in lowered.expression.selects:
        if selected.alias_or_name in types:
            value = selected.unalias()
            cast = nodes.cast_named(value.copy(), types[selected.alias_or_name])
            selected.replace(exp.alias_(cast, nodes.identifier(selected.alias_or_name)))


def _name_time(lowered: Lowered) -> None:
    """Give the time of the series its name, if no column has it: `bin(5m)` is one to CloudWatch only."""
    names = [name for name, _ in lowered.columns]
    times = [name for name, type_ in lowered.columns if type_ is Type.TIME]
    if TIME in names or not times:
        return
    select, order = lowered.expression, lowered.expression.args.get("order")
    select.selects[names.index(times[0])].set("alias", exp.to_identifier(TIME))
    for found in order.find_all(exp.Identifier) if order is not None else ():
        if found.name == times[0]:
            found.replace(exp.to_identifier(TIME))


@attrs.frozen
class _Kept:
    """The variables of a query where they have been put into its text, to be written as SQL's own."""

    expansion: Expansion
    variables: dict[str, Variable]

    def written(self, node: tree.Expression) -> Value | None:
        """A literal that a variable has been put into; None for one that the author has written."""
        inside = self._segments(node)
        if not inside:
            return None
        if isinstance(node, tree.String):
            parts = list(self._parts(node, inside))
            sql = parts[0] if len(parts) == 1 else nodes.call("CONCAT", *parts)
            return Value(sql, Type.TEXT, present=True)
        if isinstance(node, tree.Number):
            sql = nodes.raw(self._number(inside[0].name))
            return Value(sql, Type.NUMBER, integer=node.text.isdigit(), present=True)
        if isinstance(node, tree.Regex | tree.Field):
            raise NotRunnable(f"${inside[0].name} stands where SQL can have no variable", node)
        return None

    def members(self, members: tree.ListLiteral) -> Sequence[Value] | None:
        """A list that a variable with several values has been put into."""
        several = {segment.name for segment in self._segments(members) if self._has_several(segment.name)}
        if not several:
            return None
        found = []
        for item in members.items:
            inside = self._segments(item)
            value = self.written(item)
            if value is not None:
                name = inside[0].name
                if name in several:
                    several.discard(name)
                elif self._has_several(name):
                    continue
                found.append(value)
            elif isinstance(item, tree.String):
                found.append(Value(nodes.text(item.value), Type.TEXT, present=True))
            elif isinstance(item, tree.Number):
                found.append(Value(nodes.number(item.text), Type.NUMBER, present=True))
            else:
                raise NotRunnable("a list that a variable is in holds texts and numbers", item)
        return found

    def interval(self, period: tree.Duration) -> str | None:
        """`$__interval`, or a variable of that kind."""
        inside = self._segments(period)
        return f"${inside[0].name}" if inside else None

    def _number(self, name: str) -> str:
        """What a viewer types is quoted, whatever it should be: else it would be a part of the query."""
        variable = self.variables.get(name)
        is_typed = variable is not None and variable.text_box
        return f"CAST(${{{name}:sqlstring}} AS numeric)" if is_typed else f"${{{name}}}"

    def _has_several(self, name: str) -> bool:
        variable = self.variables.get(name)
        return variable is not None and (variable.multi or variable.include_all)

    def _segments(self, node: tree.Node) -> list[Segment]:
        return [
            segment
            for segment in self.expansion.segments
            if segment.kind == "variable" and segment.start < node.end and node.start < segment.end
        ]

    def _parts(self, node: tree.String, inside: Sequence[Segment]) -> Iterator[exp.Expr]:
        """What a text is put together from: the author's own pieces, and the variables between them."""
        start, end = node.start + 1, node.end - 1
        for segment in inside:
            if start < segment.start:
                yield nodes.text(self.expansion.text[start : segment.start])
            yield nodes.raw(f"${{{segment.name}:sqlstring}}")
            start = max(start, segment.end)
        if start < end:
            yield nodes.text(self.expansion.text[start:end])
