-- title: Request rate
-- description: HTTP requests a second; WebSocket traffic is not in it.
-- format: time_series
-- unit: reqps
-- columns: time numeric, requests float8
-- params: route=/api/gallery,/health multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  count(*) / ($__interval_ms / 1000.0)::float8 AS requests
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'status' IS NOT NULL
  AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
GROUP BY 1
ORDER BY 1
