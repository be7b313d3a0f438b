-- title: Traces
-- description: The latest 100 traces with a record that the filters let through, newest first: how long the records of each span, and whether they hold errors.
-- format: table
-- columns: started timestamptz, trace_id text, xray_id text, first_message text, categories text, records bigint, errors bigint, span_ms float8, user_id text
-- params: category=auth,agent multi all; user="",42 textbox
WITH latest AS (
  SELECT trace_id
  FROM app_logs
  WHERE $__timeFilter(timestamp)
    AND trace_id IS NOT NULL
    AND category IN (${category:sqlstring})
    AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
  GROUP BY trace_id
  ORDER BY min(timestamp) DESC, trace_id
  LIMIT 100
)
SELECT
  min(timestamp) AS started,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  (array_agg(message ORDER BY timestamp, id))[1] AS first_message,
  string_agg(DISTINCT category, ', ' ORDER BY category) AS categories,
  count(*) AS records,
  count(*) FILTER (WHERE level IN ('ERROR', 'CRITICAL')) AS errors,
  (EXTRACT(epoch FROM max(timestamp) - min(timestamp)) * 1000)::float8 AS span_ms,
  max(user_id)::text AS user_id
FROM latest
JOIN app_logs USING (trace_id)
WHERE $__timeFilter(timestamp)
GROUP BY trace_id
ORDER BY started DESC, trace_id
LIMIT 100
