-- title: Routes
-- description: Each route's requests, failures and response times, the most failures first; a route is slow for its users when p95 is.
-- format: table
-- columns: http_method text, route text, requests bigint, errors bigint, error_share float8, client_errors bigint, p50_ms float8, p95_ms float8, p99_ms float8, last_error timestamptz
-- params: route=/api/gallery,/health multi all
WITH requests AS (
  SELECT
    timestamp,
    extra->>'http_method' AS http_method,
    extra->>'route' AS route,
    extra->>'status' AS status,
    CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND category = 'http'
    AND extra->>'status' IS NOT NULL
    AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
)
SELECT
  http_method,
  route,
  count(*) AS requests,
  count(*) FILTER (WHERE status LIKE '5__') AS errors,
  count(*) FILTER (WHERE status LIKE '5__')::float8 / NULLIF(count(*), 0) AS error_share,
  count(*) FILTER (WHERE status LIKE '4__') AS client_errors,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS p50_ms,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS p95_ms,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ms) AS p99_ms,
  max(timestamp) FILTER (WHERE status LIKE '5__') AS last_error
FROM requests
GROUP BY http_method, route
ORDER BY errors DESC, requests DESC, route, http_method
LIMIT 100
