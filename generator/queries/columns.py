"""The value of `columns:` and `fields:` in a header: names with PostgreSQL types.

`category text, p95 double precision, n numeric(10,2), "nb d'erreurs" int8`: a comma parts them outside
quotes and parentheses. The type is the known name of several words that an entry ends with, else its
last word; the name is what stands before it, in double quotes where it holds a comma or ends in a type.
The backticks of Logs Insights may stand around it too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from generator.queries.fault import Fault
from generator.queries.model import Column

# Multi-word type names: PostgreSQL 18, "Data Types", table 8.1 and the SQL spellings gram.y accepts.
_UNIT = r"(?:year|month|day|hour|minute|second)"
_SEVERAL_WORDS = (
    r"double\s+precision|bit\s+varying"
    r"|(?:national\s+)?char(?:acter)?\s+varying|national\s+char(?:acter)?"
    r"|time(?:stamp)?(?:\s*\(\d+\))?\s+with(?:out)?\s+time\s+zone"
    rf"|interval\s+{_UNIT}(?:\s+to\s+{_UNIT})?"
)
_TYPE = re.compile(
    rf"(?:^|(?<=[\s\"]))(?:{_SEVERAL_WORDS}|[^\W\d][\w.]*|\"[^\"]+\")(?:\s*\([^()]*\))?(?:\s*\[\d*\])*$",
    re.IGNORECASE,
)
_QUOTED_NAME = re.compile(r'"((?:[^"]|"")*)"')
_IN_BACKTICKS = re.compile(r"`([^`]+)`")
_ENTRY = re.compile(r'(?:[^,"(]|"(?:[^"]|"")*"|\([^()]*\)|["(])*')
_BLANKS = re.compile(r"\s+")


@lru_cache(maxsize=1024)  # a library's queries have much in common
def parse_columns(value: str) -> tuple[tuple[Column, ...], tuple[Fault, ...]]:
    """The columns in the order written; an entry with a fault is left out. Type names are in lower case."""
    columns: list[Column] = []
    faults: list[Fault] = []
    position = 0
    while position <= len(value):
        match = _ENTRY.match(value, position)
        end = match.end() if match else len(value)
        entry = value[position:end].strip()
        start = position + len(value[position:end]) - len(value[position:end].lstrip())
        parsed = _column(entry, start)
        if isinstance(parsed, Fault):
            # A comma at the very end is forgiven.
            if entry or end < len(value) or not columns:
                faults.append(parsed)
        else:
            columns.append(parsed)
        position = end + 1
    return tuple(columns), tuple(faults)


def _column(entry: str, start: int) -> Column | Fault:
    if not entry:
        return Fault(start, "a column is missing between the commas")
    quoted = _QUOTED_NAME.match(entry)
    if entry.startswith('"') and quoted is None:
        return Fault(start, "the double quote is not closed")
    found = _TYPE.search(entry, quoted.end() if quoted else 0)
    name = entry[: found.start()].strip() if found else ""
    if found is None or not name:
        return Fault(
            start, f"{entry} is not a name and a type", "write each column as NAME TYPE: errors bigint"
        )
    if quoted is not None:
        if name != quoted.group():
            return Fault(start, f"{entry} is not a name and a type", 'write it as "NAME" TYPE')
        name = quoted.group(1).replace('""', '"')
    elif in_backticks := _IN_BACKTICKS.fullmatch(name):
        name = in_backticks[1]
    type_name = _BLANKS.sub(" ", found.group().strip())
    return Column(name, type_name if '"' in type_name else type_name.lower())
