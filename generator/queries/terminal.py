"""A query's rows for a terminal: a table where it fits, else a line for each value. Nothing is cut off."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from generator.queries.output import flush_right, printable, table_cells
from generator.queries.run import Result

ROOM = 32
"""A column is never narrower, unless its values are: a trace id and a timestamp stand on one line."""

GAP = 2


def rendered(result: Result, width: int) -> RenderableType:
    """The rows for a terminal that is `width` cells wide."""
    names = [printable(column.name) for column in result.columns]
    cells = table_cells(result)
    widths = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
    needed = sum(min(natural, ROOM) for natural in widths) + GAP * (len(widths) - 1)
    if needed > width:
        return _records(names, cells)
    table = Table(box=SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False, show_edge=False)
    for column, name, natural in zip(result.columns, names, widths, strict=True):
        table.add_column(
            Text(name),
            justify="right" if flush_right(column) else "left",
            overflow="fold",
            min_width=min(natural, ROOM),
        )
    for row in cells:
        table.add_row(*map(_value, row))
    return table


def _records(names: list[str], cells: list[list[str]]) -> Table:
    grid = Table.grid(padding=(0, GAP, 0, 0))
    grid.add_column(overflow="fold", style="bold")
    grid.add_column(overflow="fold")
    for number, row in enumerate(cells):
        if number:
            grid.add_row()
        for name, cell in zip(names, row, strict=True):
            grid.add_row(Text(name), _value(cell))
    return grid


def _value(cell: str) -> Text:
    return Text(cell, style="dim" if cell == "NULL" else "")
