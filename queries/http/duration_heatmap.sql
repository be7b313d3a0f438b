-- title: Response times, spread
-- description: Requests in each interval by how long they took; each column holds those up to its own bound and above the one before.
-- format: time_series
-- unit: short
-- columns: time numeric, "10 ms" bigint, "30 ms" bigint, "100 ms" bigint, "300 ms" bigint, "1 s" bigint, "3 s" bigint, "10 s" bigint, longer bigint
-- params: route=/api/gallery,/health multi all
-- Materialized, so that the duration is taken out of the JSON once for all columns.
WITH requests AS MATERIALIZED (
  SELECT
    timestamp,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'http'
    AND extra->>'status' IS NOT NULL
    AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
)
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) FILTER (WHERE duration_ms <= 10) AS "10 ms",
  count(*) FILTER (WHERE duration_ms > 10 AND duration_ms <= 30) AS "30 ms",
  count(*) FILTER (WHERE duration_ms > 30 AND duration_ms <= 100) AS "100 ms",
  count(*) FILTER (WHERE duration_ms > 100 AND duration_ms <= 300) AS "300 ms",
  count(*) FILTER (WHERE duration_ms > 300 AND duration_ms <= 1000) AS "1 s",
  count(*) FILTER (WHERE duration_ms > 1000 AND duration_ms <= 3000) AS "3 s",
  count(*) FILTER (WHERE duration_ms > 3000 AND duration_ms <= 10000) AS "10 s",
  count(*) FILTER (WHERE duration_ms > 10000) AS longer
FROM requests
GROUP BY 1
ORDER BY 1
