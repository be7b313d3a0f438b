-- title: Bytes sent
-- description: Bytes that HTTP answers sent in each interval.
-- format: time_series
-- unit: bytes
-- columns: time numeric, bytes float8
-- params: route=/api/gallery,/health multi all
SELECT
  $__timeGroupAlias(timestamp, $__interval, 0),
  sum(CASE WHEN jsonb_typeof(extra->'bytes') = 'number' THEN (extra->>'bytes')::float8 END) AS bytes
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'bytes' IS NOT NULL
  AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
GROUP BY 1
ORDER BY 1
