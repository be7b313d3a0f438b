"""A few rows of each table under its own name, in a schema that is looked at first.

What goes wrong when a query runs goes wrong on a hundred rows as well, and thousands of queries run.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator

import psycopg
from psycopg import sql

ROWS = 200
_MOST_READ = 100_000

_SEARCHED = "SELECT unnest(current_schemas(false))"
_TABLES = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND pg_table_is_visible(pg_class.oid)
  AND nspname = ANY (current_schemas(false))
"""
# With its keys: a column that a primary key determines need not be in GROUP BY.
_COPY = "CREATE TABLE {copy} (LIKE {table} INCLUDING INDEXES)"
# Evenly spread, so that a table in order of time gives some of each time.
_FILL = """
INSERT INTO {copy} SELECT (numbered.record).* FROM (
  SELECT record, row_number() OVER () AS number, count(*) OVER () AS total
  FROM (SELECT record FROM {table} AS record LIMIT {most}) AS read
) AS numbered WHERE number % greatest(total / {rows}, 1) = 0
"""


@contextlib.contextmanager
def excerpt(owner: psycopg.Connection) -> Iterator[str]:
    """A search path on which each table of the database comes with `ROWS` rows, or up to twice as many.

    Raises psycopg.Error where the owner may not make a schema.
    """
    schema = f"logloom_check_{secrets.token_hex(8)}"
    owner.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    try:
        searched = [name for (name,) in owner.execute(_SEARCHED).fetchall()]
        for place, name in owner.execute(_TABLES).fetchall():
            names = {"copy": sql.Identifier(schema, name), "table": sql.Identifier(place, name)}
            owner.execute(sql.SQL(_COPY).format(**names))
            owner.execute(sql.SQL(_FILL).format(most=_MOST_READ, rows=ROWS, **names))
        yield ",".join(f'"{name}"' for name in [schema, *searched])
    finally:
        owner.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)))
