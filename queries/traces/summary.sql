-- title: The trace at a glance
-- description: One trace: its records and errors, the time between the first and the last of them, and who set it off.
-- format: table
-- columns: started timestamptz, span_ms float8, records bigint, errors bigint, categories text, first_error text, user_id text, xray_id text
-- params: trace=5840652000a6649127e371903a2de979,1-58406520-00a6649127e371903a2de979 textbox
SELECT
  min(timestamp) AS started,
  (EXTRACT(epoch FROM max(timestamp) - min(timestamp)) * 1000)::float8 AS span_ms,
  count(*) AS records,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS errors,
  string_agg(DISTINCT category, ', ' ORDER BY category) AS categories,
  (array_agg(message ORDER BY timestamp, id) FILTER (WHERE level IN ('ERROR', 'CRITICAL')))[1] AS first_error,
  max(user_id)::text AS user_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND trace_id = lower(regexp_replace(trim(${trace:sqlstring}), '^1-|-', '', 'g'))
GROUP BY trace_id
