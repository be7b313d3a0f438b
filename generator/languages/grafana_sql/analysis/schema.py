"""What a query may read, by the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from generator.languages.grafana_sql.analysis.overloads import Type

KEY_TYPES: Mapping[str, str] = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "boolean": "bool",
    "array": "jsonb",
    "object": "jsonb",
}
"""The PostgreSQL type that fits each type of an `extra` key."""


@attrs.frozen
class Schema:
    """Tables and their columns, types by short name; and the keys known inside the jsonb column `extra`.

    A schema that does not list `keys` knows nothing about them (None).
    """

    tables: Mapping[str, Mapping[str, Type]]
    keys: Mapping[str, str] | None = None
    json_column: str = "extra"


def is_system_table(names: Iterable[str]) -> bool:
    """Whether the name is one of PostgreSQL's own tables and views, whose columns are not listed here."""
    *schema, table = names
    return bool({"information_schema", "pg_catalog"} & set(schema)) or (
        not schema and table.startswith("pg_")
    )
