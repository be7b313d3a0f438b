-- title: Share of requests that fail
-- description: The part of all requests that were answered with a status of 500 or above.
-- format: time_series
-- unit: percentunit
-- columns: time numeric, error_share float8
-- params: route=/api/gallery,/health multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  count(*) FILTER (WHERE extra->>'status' LIKE '5__')::float8 / NULLIF(count(*), 0) AS error_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'status' IS NOT NULL
  AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
GROUP BY 1
ORDER BY 1
