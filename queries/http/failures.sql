-- title: Failed requests
-- description: The latest 200 requests answered with a status of 500 or above, newest first, each with its trace.
-- format: table
-- columns: time timestamptz, status text, http_method text, route text, duration_ms float8, message text, user_id text, client_ip text, trace_id text, xray_id text
-- params: route=/api/gallery,/health multi all; user="",42 textbox
SELECT
  timestamp AS time,
  extra->>'status' AS status,
  extra->>'http_method' AS http_method,
  extra->>'route' AS route,
  CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms,
  message,
  user_id::text AS user_id,
  extra->>'client_ip' AS client_ip,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND category = 'http'
  AND extra->>'status' LIKE '5__'
  AND extra->>'route' = ANY (ARRAY[${route:sqlstring}]::text[])
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
ORDER BY timestamp DESC, id DESC
LIMIT 200
