-- title: Requests against the time before
-- description: Whether the site is worse than just before: its requests, the share that failed and the time within which 95 of 100 were answered, each beside that of an equally long time before.
-- format: table
-- columns: requests bigint, requests_before bigint, error_share float8, error_share_before float8, p95_ms float8, p95_ms_before float8
-- params: route=/api/gallery,/health multi all
WITH requests AS (
  SELECT
    timestamp < $__timeFrom() AS before,
    extra->>'status' AS status,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE timestamp >= CAST($__timeFrom() AS timestamptz) - (CAST($__timeTo() AS timestamptz) - CAST($__timeFrom() AS timestamptz))
    AND timestamp <= $__timeTo()
    AND category = 'http'
    AND extra->>'status' IS NOT NULL
    AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
)
SELECT
  count(*) FILTER (WHERE NOT before) AS requests,
  count(*) FILTER (WHERE before) AS requests_before,
  count(*) FILTER (WHERE NOT before AND status LIKE '5__')::float8 / NULLIF(count(*) FILTER (WHERE NOT before), 0) AS error_share,
  count(*) FILTER (WHERE before AND status LIKE '5__')::float8 / NULLIF(count(*) FILTER (WHERE before), 0) AS error_share_before,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE NOT before) AS p95_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE before) AS p95_ms_before
FROM requests
