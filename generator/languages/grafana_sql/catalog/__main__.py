"""Write the catalog anew from running servers: `python -m` of this package, `--postgres DSN` for each.

With several servers the catalog holds what any of them knows, in the words of the one named last.
"""

from __future__ import annotations

from pathlib import Path

import click
import psycopg

FOLDER = Path(__file__).parent

# ruff: noqa: S608 (the queries are put together from constants)

# Types are written by their short names (int8), arrays as int8[].
_TYPE = (
    "(SELECT CASE WHEN t.typname LIKE '\\_%' AND t.typelem <> 0 THEN substr(t.typname, 2) || '[]' "
    "ELSE t.typname::text END FROM pg_type t WHERE t.oid = {})"
)

FUNCTIONS = f"""
SELECT p.proname,
  CASE WHEN a.aggkind = 'o' THEN 'ordered-set' WHEN a.aggkind = 'h' THEN 'hypothetical-set'
       WHEN p.prokind = 'a' THEN 'aggregate' WHEN p.prokind = 'w' THEN 'window'
       WHEN p.prokind = 'p' THEN 'procedure' ELSE 'function' END,
  coalesce((SELECT string_agg(concat_ws(' ', nullif(i.name, ''), {_TYPE.format("i.type")}), ', ' ORDER BY i.n)
    FROM (SELECT row_number() OVER (ORDER BY n) AS n, type, name FROM unnest(
            coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargnames, p.proargmodes)
          WITH ORDINALITY AS every(type, name, mode, n)
          WHERE type IS NOT NULL AND (mode IS NULL OR mode IN ('i', 'b', 'v'))) i), ''),
  p.pronargdefaults::text,
  CASE WHEN p.provariadic <> 0 THEN 'variadic' ELSE '' END,
  coalesce(nullif((
    SELECT string_agg(concat_ws(' ', nullif(o.name, ''), {_TYPE.format("o.type")}), ', ' ORDER BY o.n)
    FROM unnest(p.proallargtypes, p.proargnames, p.proargmodes) WITH ORDINALITY AS o(type, name, mode, n)
    WHERE o.mode IN ('o', 'b', 't')), ''), {_TYPE.format("p.prorettype")}),
  CASE WHEN p.proretset THEN 'set' ELSE '' END
FROM pg_proc p LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
WHERE p.pronamespace = 'pg_catalog'::regnamespace
"""

OPERATORS = f"""
SELECT o.oprname, coalesce({_TYPE.format("o.oprleft")}, ''), {_TYPE.format("o.oprright")},
  {_TYPE.format("o.oprresult")}
FROM pg_operator o WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprright <> 0
"""

CASTS = f"""
SELECT {_TYPE.format("c.castsource")}, {_TYPE.format("c.casttarget")},
  CASE c.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' ELSE 'explicit' END
FROM pg_cast c
"""

TYPES = """
SELECT typname::text, format_type(oid, NULL), typcategory::text,
  CASE WHEN typispreferred THEN 'preferred' ELSE '' END
FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typtype <> 'c' AND typname NOT LIKE '\\_%'
"""

# Whether a word may be a column's name, and whether it may be an alias without AS.
KEYWORDS = """
SELECT word, CASE catcode WHEN 'R' THEN 'reserved' WHEN 'T' THEN 'type-or-function' WHEN 'C' THEN 'column'
    ELSE 'unreserved' END, CASE WHEN barelabel THEN 'bare' ELSE '' END
FROM pg_get_keywords()
"""

# What is read, the columns' names, and how many of them tell two rows apart.
TABLES: dict[str, tuple[str, tuple[str, ...], tuple[int, ...]]] = {
    "functions": (
        FUNCTIONS,
        ("name", "kind", "arguments", "defaults", "variadic", "returns", "set"),
        (0, 1, 2),
    ),
    "operators": (OPERATORS, ("name", "left", "right", "result"), (0, 1, 2)),
    "casts": (CASTS, ("source", "target", "context"), (0, 1)),
    "keywords": (KEYWORDS, ("word", "category", "label"), (0,)),
    "types": (TYPES, ("name", "display", "category", "preferred"), (0,)),
}


def _key(table: str, row: tuple[str, ...]) -> tuple[str, ...]:
    key = tuple(row[index] for index in TABLES[table][2])
    if table == "functions":  # releases name arguments that had no name before
        types = ",".join(argument.rsplit(" ", 1)[-1] for argument in row[2].split(", "))
        return (*key[:2], types)
    return key


@click.command()
@click.option("--postgres", "servers", multiple=True, required=True, help="A server's DSN; the newest last.")
def main(servers: tuple[str, ...]) -> None:
    """Write the catalog's tables from running servers."""
    for table, (query, columns, _) in TABLES.items():
        rows: dict[tuple[str, ...], tuple[str, ...]] = {}
        for server in servers:
            with psycopg.connect(server) as connection:
                rows |= {_key(table, row): row for row in connection.execute(query.encode())}
        lines = ["\t".join(columns), *sorted("\t".join(row) for row in rows.values())]
        (FOLDER / f"{table}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        click.echo(f"{table}: {len(rows)}", err=True)


if __name__ == "__main__":
    main()
