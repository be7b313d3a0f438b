-- title: Records of the trace
-- description: What was logged within one trace, in order, with the milliseconds since its first record; the id may be given as X-Ray or as OpenTelemetry writes it.
-- format: logs
-- columns: time timestamptz, message text, level text, category text, logger text, since_start_ms float8, duration_ms float8, user_id text, trace_id text, xray_id text, extra jsonb
-- params: trace=5840652000a6649127e371903a2de979,1-58406520-00a6649127e371903a2de979 textbox
SELECT
  timestamp AS time,
  message,
  level,
  category,
  logger,
  (EXTRACT(epoch FROM timestamp - min(timestamp) OVER ()) * 1000)::float8 AS since_start_ms,
  CASE WHEN jsonb_typeof(extra->'duration_ms') = 'number' THEN (extra->>'duration_ms')::float8 END AS duration_ms,
  user_id::text AS user_id,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  extra
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND trace_id = lower(regexp_replace(trim(${trace:sqlstring}), '^1-|-', '', 'g'))
ORDER BY timestamp, id
LIMIT 1000
