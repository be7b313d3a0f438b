"""What PostgreSQL says to the recorded queries, as far as it does not depend on the logs that were in it."""

from __future__ import annotations

from tests.grafana.queries import QueryError, Table
from tests.grafana.wire import Json

ONE = Table([("a", "int32")], [[1]])
EVERY_TYPE = (
    "SELECT NULL::int AS n, 1.5::numeric AS num, true AS b, '{\"a\":1}'::jsonb AS j, ARRAY[1,2] AS arr, "
    "now()::date AS d, interval '1 hour' AS iv, 'a'::char(3) AS ch, 9007199254740993::bigint AS big"
)
FROM, TO = "2026-11-25T10:12:30Z", "2026-11-25T11:12:30Z"
BETWEEN = f"BETWEEN '{FROM}' AND '{TO}'"
ROWS: dict[str, Table] = {
    "SELECT $__timeFrom() AS f, $__timeTo() AS t, $__unixEpochFrom() AS uf, $__unixEpochTo() AS ut": Table(
        [("f", "string"), ("t", "string"), ("uf", "int32"), ("ut", "int32")],
        [[FROM, TO, 1795601550, 1795605150]],
        executed=f"SELECT '{FROM}' AS f, '{TO}' AS t, 1795601550 AS uf, 1795605150 AS ut",
    ),
    'SELECT count(*) AS n FROM app_logs WHERE $__timeFilter("timestamp")': Table(
        [("n", "int64")],
        [[0]],
        executed='SELECT count(*) AS n FROM app_logs WHERE "timestamp" '
        "BETWEEN '2023-11-14T22:13:20Z' AND '2023-11-14T23:13:20Z'",
    ),
    "-- $__timeFilter(x)\nSELECT 1 AS a": Table(
        [("a", "int32")], [[1]], executed=f"-- x {BETWEEN}\nSELECT 1 AS a"
    ),
    "SELECT $__timeGroupAlias(\"timestamp\",'1m'), count(*) AS v FROM app_logs WHERE level='NOPE' "
    'AND $__timeFilter("timestamp") GROUP BY 1 ORDER BY 1': Table(
        executed='SELECT floor(extract(epoch from "timestamp")/60)*60 AS "time", count(*) AS v FROM app_logs '
        f"WHERE level='NOPE' AND \"timestamp\" {BETWEEN} GROUP BY 1 ORDER BY 1"
    ),
    "SELECT 1 AS a": ONE,
    "SELECT 1 AS one": Table([("one", "int32")], [[1]]),
    "SELECT 1; SELECT 2": Table([("?column?", "int32")], [[1], [2]]),
    "SELECT count(*) FROM app_logs WHERE level = '${level}'": Table([("count", "int64")], [[0]]),
    "SELECT level, count(*) FROM app_logs GROUP BY level ORDER BY 2 DESC": Table(
        [("level", "string"), ("count", "int64")],
        [["INFO", 3031], ["WARNING", 959], ["ERROR", 528], ["DEBUG", 482]],
    ),
    "SELECT pg_sleep(2), 1 AS one": Table([("pg_sleep", "string"), ("one", "int32")], [["", 1]]),
    "SELECT '$__interval' AS i, $__interval_ms AS ms": Table(
        [("i", "string"), ("ms", "int32")], [["1m", 60000]], executed="SELECT '1m' AS i, 60000 AS ms"
    ),
    EVERY_TYPE: Table(
        [
            ("n", "int32"),
            ("num", "float64"),
            ("b", "bool"),
            ("j", "string"),
            ("arr", "string"),
            ("d", "time.Time"),
            ("iv", "string"),
            ("ch", "string"),
            ("big", "int64"),
        ],
        [[None, 1.5, True, '{"a": 1}', "{1,2}", 1795564800000, "01:00:00", "a  ", 9007199254740993]],
    ),
}
NO_TIME = (
    "db has no time column: time column is missing; make sure your data includes a time column for time "
    "series format or switch to a table format that doesn't require it"
)
REFUSED: dict[str, tuple[str, str]] = {
    "SELEC 1": ('db query error: pq: syntax error at or near "SELEC"', "downstream"),
    "SELECT * FROM nope": ('db query error: pq: relation "nope" does not exist', "downstream"),
    "SELECT nope FROM app_logs": ('db query error: pq: column "nope" does not exist', "downstream"),
    "SELECT nope": ('db query error: pq: column "nope" does not exist', "downstream"),
    'SELECT $__nope("timestamp") FROM app_logs': (
        'interpolation failed: unknown macro "__nope"',
        "plugin",
    ),
    "SELECT level, count(*) FROM app_logs GROUP BY 1": (NO_TIME, "downstream"),
    "DELETE FROM app_logs": ("db query error: pq: permission denied for table app_logs", "downstream"),
    "SELECT count(*) FROM app_logs WHERE level IN ($level)": (
        'db query error: pq: syntax error at or near "$"',
        "downstream",
    ),
}


def answer(query: Json) -> Table:
    """Raises QueryError."""
    text = query.get("rawSql", "")
    if text in REFUSED:
        message, source = REFUSED[text]
        raise QueryError(message, source)
    return ROWS.get(text, Table())
