-- title: Turn durations, spread
-- description: Turns in each interval by how long they took; each column holds those up to its own bound and above the one before.
-- format: time_series
-- unit: short
-- columns: time numeric, "1 s" bigint, "3 s" bigint, "10 s" bigint, "30 s" bigint, "1 min" bigint, "3 min" bigint, longer bigint
-- Materialized, so that the duration is taken out of the JSON once for all columns.
WITH turns AS MATERIALIZED (
  SELECT
    timestamp,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'agent'
    AND extra->>'turn' IS NOT NULL
    AND extra->>'tool' IS NULL
)
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) FILTER (WHERE duration_ms <= 1000) AS "1 s",
  count(*) FILTER (WHERE duration_ms > 1000 AND duration_ms <= 3000) AS "3 s",
  count(*) FILTER (WHERE duration_ms > 3000 AND duration_ms <= 10000) AS "10 s",
  count(*) FILTER (WHERE duration_ms > 10000 AND duration_ms <= 30000) AS "30 s",
  count(*) FILTER (WHERE duration_ms > 30000 AND duration_ms <= 60000) AS "1 min",
  count(*) FILTER (WHERE duration_ms > 60000 AND duration_ms <= 180000) AS "3 min",
  count(*) FILTER (WHERE duration_ms > 180000) AS longer
FROM turns
GROUP BY 1
ORDER BY 1
