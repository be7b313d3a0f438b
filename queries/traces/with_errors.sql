-- title: Traces with errors
-- description: The latest 100 traces that hold an ERROR or CRITICAL record: what went wrong first, for whom, and where else it shows.
-- format: table
-- columns: last_error timestamptz, trace_id text, xray_id text, first_error text, errors bigint, categories text, user_id text
-- params: category=auth,agent multi all; user="",42 textbox
SELECT
  max(timestamp) AS last_error,
  trace_id,
  '1-' || substr(trace_id, 1, 8) || '-' || substr(trace_id, 9) AS xray_id,
  (array_agg(message ORDER BY timestamp, id))[1] AS first_error,
  count(*) AS errors,
  string_agg(DISTINCT category, ', ' ORDER BY category) AS categories,
  max(user_id)::text AS user_id
FROM app_logs
WHERE $__timeFilter(timestamp)
  AND level IN ('ERROR', 'CRITICAL')
  AND trace_id IS NOT NULL
  AND category IN (${category:sqlstring})
  AND (${user:sqlstring} = '' OR user_id = substring(${user:sqlstring} FROM '^ *([0-9]{1,18}) *$')::bigint)
GROUP BY trace_id
ORDER BY last_error DESC, trace_id
LIMIT 100
