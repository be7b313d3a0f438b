-- title: Requests by status
-- description: Requests in each interval by the class of their answer: 5xx is our fault, 4xx the client's, or a deployment that took a route away.
-- format: time_series
-- unit: short
-- columns: time numeric, metric text, requests bigint
-- params: route=/api/gallery,/health multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  left(extra->>'status', 1) || 'xx' AS metric,
  count(*) AS requests
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'status' IS NOT NULL
  AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
GROUP BY 1, 2
ORDER BY 1, 2
