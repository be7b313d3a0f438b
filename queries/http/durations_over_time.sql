-- title: Response times
-- description: How long requests take: half are faster than p50, 95 and 99 of 100 faster than p95 and p99.
-- format: time_series
-- unit: ms
-- columns: time numeric, p50 float8, p95 float8, p99 float8
-- params: route=/api/gallery,/health multi all
WITH requests AS (
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
  $__timeGroupAlias(timestamp, $__interval, NULL),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS p50,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS p95,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ms) AS p99
FROM requests
GROUP BY 1
ORDER BY 1
