-- title: Failing routes over time
-- description: Which route fails and since when: the part of its requests answered with a status of 500 or above; a gap means no request.
-- format: time_series
-- unit: percentunit
-- columns: time numeric, metric text, error_share float8
-- params: route=/api/gallery,/health multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, NULL),
  extra->>'route' AS metric,
  count(*) FILTER (WHERE extra->>'status' LIKE '5__')::float8 / NULLIF(count(*), 0) AS error_share
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'status' IS NOT NULL
  AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
GROUP BY 1, 2
ORDER BY 1, 2
